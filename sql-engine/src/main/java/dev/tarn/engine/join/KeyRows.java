package dev.tarn.engine.join;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.columns.Hashes;
import dev.tarn.engine.columns.KeyLayout;
import dev.tarn.engine.columns.KeyStore;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// One key of the encoded keys of a build side, or all of them together, row by row. Immutable.
final class KeyRows {
    /// How the values of a key can be told apart and put in order.
    enum Order {
        /// By the word that each is encoded as.
        WORD,
        /// By the bytes that each is encoded as, of which the first marks nulls.
        BYTES,
        /// Not at all, but by hash.
        NONE
    }

    private final KeyStore keys;
    private final boolean[] skipped;
    private final Order order;
    private final DataType type;
    private final boolean hashed;
    private final int width;
    private final int at;

    /// @param key its number among `keys`; -1 for all of them together
    /// @param skipped rows whose key equals nothing
    KeyRows(KeyStore keys, boolean[] skipped, int key) {
        KeyLayout layout = keys.layout;
        this.keys = keys;
        this.skipped = skipped;
        this.order = key < 0 ? Order.NONE : order(layout, key);
        this.type = layout.types().get(Math.max(key, 0));
        this.hashed = key < 0 || layout.types().size() == 1;
        this.width = layout.wordCount();
        this.at = layout.kind() == KeyLayout.Kind.WORDS ? layout.wordAt(Math.max(key, 0)) : 0;
    }

    /// Whether something can be known of key `key` of `layout` alone.
    static boolean supports(KeyLayout layout, int key) {
        return layout.types().size() == 1
                || (layout.kind() == KeyLayout.Kind.WORDS && isWord(layout.types().get(key)));
    }

    private static Order order(KeyLayout layout, int key) {
        DataType type = layout.types().get(key);
        if (layout.kind() == KeyLayout.Kind.BYTES) {
            return type == DataType.STRING ? Order.BYTES : Order.NONE;
        }
        return switch (type.physical()) {
            case INT, LONG -> Order.WORD;
            case BOOLEAN, FLOAT, DOUBLE, INT128, BYTES, LIST, MAP, STRUCT -> Order.NONE;
        };
    }

    private static boolean isWord(DataType type) {
        return switch (type.physical()) {
            case BOOLEAN, INT, LONG, FLOAT, DOUBLE -> true;
            case INT128, BYTES, LIST, MAP, STRUCT -> false;
        };
    }

    /// The layout in which single rows of other sides are encoded to have the hashes of this.
    KeyLayout layout() {
        return hashed ? keys.layout : KeyLayout.of(List.of(type), false);
    }

    Order order() {
        return order;
    }

    int count() {
        return keys.count;
    }

    /// Whether the key of `row` equals nothing.
    boolean isSkipped(int row) {
        return skipped[row];
    }

    long word(int row) {
        return keys.words[row * width + at];
    }

    long hash(int row) {
        return hashed ? keys.hashes[row] : Hashes.ofWord(word(row));
    }

    /// Compares the keys of two rows, of an order that is not NONE.
    int compare(int one, int other) {
        if (order == Order.WORD) {
            return Long.compare(word(one), word(other));
        }
        return Arrays.compareUnsigned(
                keys.bytes,
                keys.offsets[one],
                keys.offsets[one + 1],
                keys.bytes,
                keys.offsets[other],
                keys.offsets[other + 1]);
    }

    /// The key of `row` as Iceberg's expressions take it; null where they cannot.
    @Nullable Object value(int row) {
        if (order == Order.BYTES) {
            int from = keys.offsets[row] + 1;
            return new String(
                    keys.bytes, from, keys.offsets[row + 1] - from, StandardCharsets.UTF_8);
        }
        return switch (type) {
            case DataType.Simple simple ->
                    switch (simple) {
                        case INTEGER, DATE -> (int) word(row);
                        case BIGINT -> word(row);
                        case BOOLEAN,
                                TINYINT,
                                SMALLINT,
                                REAL,
                                DOUBLE,
                                STRING,
                                BINARY,
                                UUID,
                                VARIANT,
                                INTERVAL_YEAR_MONTH,
                                INTERVAL_DAY_SECOND,
                                UNKNOWN ->
                                null;
                    };
            case DataType.Timestamp timestamp -> timestamp.nanos() ? null : word(row);
            case DataType.Decimal decimal ->
                    order == Order.WORD ? BigDecimal.valueOf(word(row), decimal.scale()) : null;
            case DataType.Fixed _,
                    DataType.Shape _,
                    DataType.Time _,
                    DataType.ListOf _,
                    DataType.MapOf _,
                    DataType.StructOf _ ->
                    null;
        };
    }
}
