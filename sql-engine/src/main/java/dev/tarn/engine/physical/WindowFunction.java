package dev.tarn.engine.physical;

import dev.tarn.engine.function.AggregateFunction;

import java.util.Locale;

/// What a window computes for a row: where it stands, a value of another row, or an aggregate of
/// its frame.
public sealed interface WindowFunction {

    /// As in SQL, in lower case.
    String label();

    /// The place of a row in its partition. NTILE has one argument, a BIGINT; the others none.
    enum Ranking implements WindowFunction {
        ROW_NUMBER,
        RANK,
        DENSE_RANK,
        PERCENT_RANK,
        CUME_DIST,
        NTILE;

        @Override
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The first argument's value at another row. LEAD and LAG look at the whole partition, and may
    /// have a BIGINT distance and a default of the value's type; NTH_VALUE has a BIGINT number.
    enum Pick implements WindowFunction {
        LEAD,
        LAG,
        FIRST_VALUE,
        LAST_VALUE,
        NTH_VALUE;

        @Override
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// An aggregate of the rows of the frame.
    record Over(AggregateFunction function) implements WindowFunction {
        @Override
        public String label() {
            return function.name();
        }
    }
}
