package dev.tarn.engine.plan.stats;

import dev.tarn.engine.schema.Histogram;

import org.jspecify.annotations.Nullable;

/// What is believed of a column of some rows.
///
/// @param distinct how many different values it draws from: conditions on the column itself lessen
///   it, those on other columns do not
/// @param low the least value as a number (units of one, days, micro- or nanoseconds); NaN unknown
/// @param high the greatest value likewise; NaN unknown
/// @param nulls the share of rows in which it is null
/// @param bytes in memory, a row
/// @param unique whether it seems to name each row of its table
/// @param tableRows how many rows its table has
/// @param told whether statistics, or a sample, tell that there are about so many values at most,
///   as opposed to rules of thumb
/// @param farthest how far from 0 its values are at most, as the table's bounds prove, whatever
///   conditions hold: `low` and `high` may rest on the example of a parameter. Infinite if unknown
/// @param histogram how the rows are spread over its values, as far as no condition on the column
///   holds; null if unknown
public record ColumnEstimate(
        double distinct,
        double low,
        double high,
        double nulls,
        double bytes,
        boolean unique,
        double tableRows,
        boolean told,
        double farthest,
        @Nullable Histogram histogram) {

    /// A column of `rows` rows about which nothing more is known.
    static ColumnEstimate unknown(double rows) {
        return new ColumnEstimate(
                Math.max(1, rows / 10),
                Double.NaN,
                Double.NaN,
                0.05,
                16,
                false,
                rows,
                false,
                Double.POSITIVE_INFINITY,
                null);
    }

    /// A column of `distinct` values in `rows` rows.
    static ColumnEstimate of(double distinct, double bytes, double rows) {
        return new ColumnEstimate(
                Math.max(1, distinct),
                Double.NaN,
                Double.NaN,
                0,
                bytes,
                false,
                rows,
                false,
                Double.POSITIVE_INFINITY,
                null);
    }

    /// The column, its values told by those of others.
    ColumnEstimate told(boolean isTold) {
        return new ColumnEstimate(
                distinct, low, high, nulls, bytes, unique, tableRows, isTold, farthest, histogram);
    }

    /// A column of true and false.
    public static ColumnEstimate flag() {
        return of(2, 1, 2);
    }

    boolean hasRange() {
        return low <= high;
    }

    /// How many different values `rows` rows that draw from them are expected to have.
    double among(double rows) {
        return Math.max(1, Math.min(rows, distinct * -Math.expm1(-rows / distinct)));
    }

    /// The share of rows whose values lie in `[least, most]`; all where the range is not known.
    double share(double least, double most) {
        if (histogram != null && !histogram.isOfTexts()) {
            return histogram.share(least, most, distinct);
        }
        double from = Math.max(least, low);
        double to = Math.min(most, high);
        if (from > to) {
            return 0;
        }
        double width = high - low;
        return width <= 0 ? 1 : Math.clamp((to - from) / width, 1 / distinct, 1) * (1 - nulls);
    }

    /// The share of rows whose value is `text`; NaN where it is not known.
    double share(String text) {
        return histogram != null && histogram.isOfTexts() ? histogram.share(text) : Double.NaN;
    }

    /// The column where only values of `[from, to]` are left.
    ColumnEstimate within(double from, double to) {
        if (!hasRange()) {
            return this;
        }
        double newLow = Math.max(low, from);
        double newHigh = Math.min(high, to);
        if (newLow > newHigh) {
            return new ColumnEstimate(
                    1, newLow, newLow, 0, bytes, unique, tableRows, told, farthest, null);
        }
        double share = high > low ? (newHigh - newLow) / (high - low) : 1;
        double left = Math.max(1, distinct * share);
        return new ColumnEstimate(
                left, newLow, newHigh, 0, bytes, unique, tableRows, told, farthest, null);
    }

    /// The column where at most `count` of its values are left.
    ColumnEstimate few(double count) {
        return new ColumnEstimate(
                Math.min(distinct, Math.max(1, count)),
                low,
                high,
                0,
                bytes,
                unique,
                tableRows,
                told,
                farthest,
                null);
    }
}
