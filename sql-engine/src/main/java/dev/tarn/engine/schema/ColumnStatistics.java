package dev.tarn.engine.schema;

import org.jspecify.annotations.Nullable;

/// What a table's metadata says of one of its columns.
///
/// @param nulls rows with a null; -1 where a file does not say
/// @param least the least value of numbers, dates, times and timestamps, in Iceberg's Java form;
///   null where it is not known. It may be less than any value there is, if rows were deleted
/// @param most the greatest value, likewise
/// @param low `least` as a number: units of one for numbers, days, microseconds or nanoseconds; NaN
///   where it is not known
/// @param high `most`, likewise
/// @param bytes stored bytes a row, compressed; NaN where a file does not say
/// @param distinct distinct values, as a sketch counted them; NaN where there is none
/// @param histogram how rows are spread over values, where all files are partitioned by them
public record ColumnStatistics(
        long nulls,
        @Nullable Object least,
        @Nullable Object most,
        double low,
        double high,
        double bytes,
        double distinct,
        @Nullable Histogram histogram) {
    /// Distinct values, as partitions or a sketch count them; NaN where neither does.
    public double counted() {
        double told = histogram == null ? Double.NaN : histogram.distinct();
        return Double.isNaN(told) ? distinct : told;
    }

    /// Nothing is known.
    public static final ColumnStatistics UNKNOWN =
            new ColumnStatistics(
                    -1, null, null, Double.NaN, Double.NaN, Double.NaN, Double.NaN, null);
}
