package dev.tarn.engine.function.json;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Supplier;

/// What a path gave for one value of a result, before it has the result's type.
///
/// @param text the value as text, where the state is VALUE
record Cell(State state, @Nullable String text) {
    enum State {
        NULL,
        VALUE,
        /// The value of DEFAULT … ON EMPTY.
        EMPTY_DEFAULT,
        /// The value of DEFAULT … ON ERROR.
        ERROR_DEFAULT
    }

    static final Cell NULL = new Cell(State.NULL, null);

    /// Clauses as a function's call has them; `function` is for messages.
    record Clauses(String function, Behavior onEmpty, Behavior onError) {
        /// The cell for what a path or a conversion failed with.
        Cell failed(String reason) {
            return switch (onError) {
                case ERROR -> throw error(reason);
                case DEFAULT -> new Cell(State.ERROR_DEFAULT, null);
                default -> constant(onError);
            };
        }

        Cell empty() {
            return switch (onEmpty) {
                case ERROR -> throw error("the path finds nothing");
                case DEFAULT -> new Cell(State.EMPTY_DEFAULT, null);
                default -> constant(onEmpty);
            };
        }

        private SqlException error(String reason) {
            return new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT, "%s: %s".formatted(function, reason));
        }

        private static Cell constant(Behavior behavior) {
            return switch (behavior) {
                case EMPTY_ARRAY -> value("[]");
                case EMPTY_OBJECT -> value("{}");
                default -> NULL;
            };
        }
    }

    /// How an item that a path found becomes a cell.
    @FunctionalInterface
    interface Use {
        /// @throws JsonFailure where it cannot
        Cell of(List<JsonItem> items);
    }

    static Cell value(String text) {
        return new Cell(State.VALUE, text);
    }

    /// The cell for what `items` gives, which may fail.
    static Cell of(Clauses clauses, Supplier<List<JsonItem>> items, Use use) {
        try {
            List<JsonItem> found = items.get();
            return found.isEmpty() ? clauses.empty() : use.of(found);
        } catch (JsonFailure e) {
            return clauses.failed(e.reason());
        }
    }
}
