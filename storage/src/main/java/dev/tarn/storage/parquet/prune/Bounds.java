package dev.tarn.storage.parquet.prune;

import dev.tarn.storage.parquet.format.ColumnChunk;
import dev.tarn.storage.parquet.format.ColumnIndex;
import dev.tarn.storage.parquet.format.Footer;
import dev.tarn.storage.parquet.format.LogicalType;
import dev.tarn.storage.parquet.format.PhysicalType;
import dev.tarn.storage.parquet.format.SchemaElement;
import dev.tarn.storage.parquet.format.SchemaNode;
import dev.tarn.storage.parquet.format.Statistics;

import org.jspecify.annotations.Nullable;

/// What is known of the values of one column in a row group or a page. `min` and `max` are both
/// there or both null, then unknown; values that are neither null nor NaN lie between them.
record Bounds(@Nullable Object min, @Nullable Object max, Nulls nulls, boolean nans) {
    /// How many of the values are null.
    enum Nulls {
        NONE,
        /// Some, or not known.
        MAYBE,
        ALL
    }

    /// Of the column of `test` in a row group of the file with `footer`.
    static Bounds of(Condition.ColumnTest test, ColumnChunk chunk, Footer footer) {
        SchemaNode column = test.column();
        Statistics statistics = chunk.statistics();
        if (statistics == null) {
            return unknown(column);
        }
        Nulls nulls =
                column.maxDefinition() == 0
                        ? Nulls.NONE
                        : nulls(statistics.nullCount(), chunk.valueCount());
        boolean nans = isReal(column.element()) && statistics.nanCount() != 0;
        Footer.Order order = footer.order(column.leaf());
        if (order == Footer.Order.OTHER) {
            return new Bounds(null, null, nulls, nans);
        }
        byte[] min = statistics.min();
        byte[] max = statistics.max();
        if (min == null && max == null && isSigned(column.element())) {
            min = statistics.deprecatedMin();
            max = statistics.deprecatedMax();
        }
        return of(test.type(), min, max, nulls, nans);
    }

    /// Of the column of `test` in page `page`.
    static Bounds of(Condition.ColumnTest test, ColumnIndex index, int page, Footer footer) {
        SchemaNode column = test.column();
        long[] nullCounts = index.nullCounts();
        long[] nanCounts = index.nanCounts();
        boolean nans = isReal(column.element()) && (nanCounts == null || nanCounts[page] != 0);
        boolean none = column.maxDefinition() == 0 || nullCounts != null && nullCounts[page] == 0;
        if (index.nullPages()[page]) {
            // Some writers mark pages that they know nothing of as pages of nulls.
            return none ? unknown(column) : new Bounds(null, null, Nulls.ALL, false);
        }
        Nulls nulls = none ? Nulls.NONE : Nulls.MAYBE;
        if (footer.order(column.leaf()) == Footer.Order.OTHER) {
            return new Bounds(null, null, nulls, nans);
        }
        return of(test.type(), index.mins()[page], index.maxs()[page], nulls, nans);
    }

    private static Bounds of(
            @Nullable StoredType type,
            byte @Nullable [] min,
            byte @Nullable [] max,
            Nulls nulls,
            boolean nans) {
        Object low = type == null || min == null ? null : type.decode(min);
        Object high = type == null || max == null ? null : type.decode(max);
        boolean usable =
                type != null
                        && low != null
                        && high != null
                        && !type.isNan(low)
                        && !type.isNan(high)
                        && type.compare(low, high) <= 0;
        return usable ? new Bounds(low, high, nulls, nans) : new Bounds(null, null, nulls, nans);
    }

    private static Bounds unknown(SchemaNode column) {
        Nulls nulls = column.maxDefinition() == 0 ? Nulls.NONE : Nulls.MAYBE;
        return new Bounds(null, null, nulls, isReal(column.element()));
    }

    private static Nulls nulls(long nullCount, long valueCount) {
        if (nullCount == 0) {
            return Nulls.NONE;
        }
        return nullCount == valueCount ? Nulls.ALL : Nulls.MAYBE;
    }

    private static boolean isReal(SchemaElement column) {
        return column.type() == PhysicalType.FLOAT
                || column.type() == PhysicalType.DOUBLE
                || column.logicalType() == LogicalType.Simple.FLOAT16;
    }

    /// Whether the order of the column's values is that of signed numbers, as the deprecated bounds
    /// take it for all types.
    private static boolean isSigned(SchemaElement column) {
        PhysicalType type = column.type();
        boolean numbers =
                type == PhysicalType.BOOLEAN
                        || type == PhysicalType.INT32
                        || type == PhysicalType.INT64
                        || type == PhysicalType.FLOAT
                        || type == PhysicalType.DOUBLE;
        boolean unsigned =
                column.logicalType() instanceof LogicalType.Int integers && !integers.signed();
        return numbers && !unsigned;
    }

    boolean known() {
        return min != null;
    }
}
