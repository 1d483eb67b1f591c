package dev.tarn.engine.function.json;

import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;

import java.nio.charset.StandardCharsets;

/// What a function of JSON gives where its path finds nothing, or fails.
public enum Behavior {
    NULL,
    ERROR,
    /// The value behind DEFAULT.
    DEFAULT,
    EMPTY_ARRAY,
    EMPTY_OBJECT,
    TRUE,
    FALSE,
    UNKNOWN;

    /// The one that a constant argument names.
    ///
    /// @throws SqlException INVALID_FUNCTION_ARGUMENT where it names none
    static Behavior of(Vector words, int row) {
        return named(Behavior.class, text(words, row));
    }

    /// The constant called `word`.
    static <E extends Enum<E>> E named(Class<E> type, String word) {
        for (E value : type.getEnumConstants()) {
            if (value.name().equals(word)) {
                return value;
            }
        }
        throw new SqlException(
                ErrorCode.INVALID_FUNCTION_ARGUMENT,
                "'%s' is no clause of a function of JSON".formatted(word));
    }

    /// The text of an argument.
    static String text(Vector texts, int row) {
        Args.Bytes bytes = Args.bytes(texts);
        int from = bytes.from(row);
        return new String(bytes.data(), from, bytes.to(row) - from, StandardCharsets.UTF_8);
    }
}
