package dev.tarn.engine.kernel;

import dev.tarn.engine.kernel.simd.VectorSelections;

import org.jspecify.annotations.Nullable;

/// Loops that pick rows whose value is in a range, under the conditions of [Selections].
///
/// Any comparison with a constant but `<>` is a range: see Hyrise and DuckDB, which reduce filters
/// the same way. Where all rows are candidates, vector instructions are used if they have proved
/// faster.
public final class RangeSelections {
    private RangeSelections() {}

    /// Rows with `min <= values[row] <= max`.
    public static int inRange(
            int[] values,
            int min,
            int max,
            long @Nullable [] validity,
            int @Nullable [] selection,
            int count,
            int[] kept) {
        if (selection == null && Simd.isUsed()) {
            int at = VectorSelections.inRange(values, min, max, validity, count, kept);
            return rowsInRange(
                    values, min, max, validity, count & -VectorSelections.STEP, count, kept, at);
        }
        if (selection == null) {
            return rowsInRange(values, min, max, validity, 0, count, kept, 0);
        }
        int at = 0;
        for (int i = 0; i < count; i++) {
            int row = selection[i];
            boolean keeps = values[row] >= min & values[row] <= max;
            kept[at] = row;
            at += keeps & isValid(validity, row) ? 1 : 0;
        }
        return at;
    }

    /// Appends to the `atStart` rows in `kept` those of `from..to` that are in the range.
    static int rowsInRange(
            int[] values,
            int min,
            int max,
            long @Nullable [] validity,
            int from,
            int to,
            int[] kept,
            int atStart) {
        int at = atStart;
        if (validity == null) {
            for (int row = from; row < to; row++) {
                kept[at] = row;
                at += values[row] >= min & values[row] <= max ? 1 : 0;
            }
            return at;
        }
        for (int row = from; row < to; row++) {
            boolean keeps = values[row] >= min & values[row] <= max;
            kept[at] = row;
            at += keeps & isValid(validity, row) ? 1 : 0;
        }
        return at;
    }

    /// Rows with `min <= values[row] <= max`.
    public static int inRange(
            long[] values,
            long min,
            long max,
            long @Nullable [] validity,
            int @Nullable [] selection,
            int count,
            int[] kept) {
        if (selection == null && Simd.isUsed()) {
            int at = VectorSelections.inRange(values, min, max, validity, count, kept);
            return rowsInRange(
                    values, min, max, validity, count & -VectorSelections.STEP, count, kept, at);
        }
        if (selection == null) {
            return rowsInRange(values, min, max, validity, 0, count, kept, 0);
        }
        int at = 0;
        for (int i = 0; i < count; i++) {
            int row = selection[i];
            boolean keeps = values[row] >= min & values[row] <= max;
            kept[at] = row;
            at += keeps & isValid(validity, row) ? 1 : 0;
        }
        return at;
    }

    /// Appends to the `atStart` rows in `kept` those of `from..to` that are in the range.
    static int rowsInRange(
            long[] values,
            long min,
            long max,
            long @Nullable [] validity,
            int from,
            int to,
            int[] kept,
            int atStart) {
        int at = atStart;
        if (validity == null) {
            for (int row = from; row < to; row++) {
                kept[at] = row;
                at += values[row] >= min & values[row] <= max ? 1 : 0;
            }
            return at;
        }
        for (int row = from; row < to; row++) {
            boolean keeps = values[row] >= min & values[row] <= max;
            kept[at] = row;
            at += keeps & isValid(validity, row) ? 1 : 0;
        }
        return at;
    }

    /// Rows with `min <= values[row] <= max`; NaN is in no range.
    public static int inRange(
            double[] values,
            double min,
            double max,
            long @Nullable [] validity,
            int @Nullable [] selection,
            int count,
            int[] kept) {
        if (selection == null && Simd.isUsed()) {
            int at = VectorSelections.inRange(values, min, max, validity, count, kept);
            return rowsInRange(
                    values, min, max, validity, count & -VectorSelections.STEP, count, kept, at);
        }
        if (selection == null) {
            return rowsInRange(values, min, max, validity, 0, count, kept, 0);
        }
        int at = 0;
        for (int i = 0; i < count; i++) {
            int row = selection[i];
            boolean keeps = values[row] >= min & values[row] <= max;
            kept[at] = row;
            at += keeps & isValid(validity, row) ? 1 : 0;
        }
        return at;
    }

    /// Appends to the `atStart` rows in `kept` those of `from..to` that are in the range.
    static int rowsInRange(
            double[] values,
            double min,
            double max,
            long @Nullable [] validity,
            int from,
            int to,
            int[] kept,
            int atStart) {
        int at = atStart;
        if (validity == null) {
            for (int row = from; row < to; row++) {
                kept[at] = row;
                at += values[row] >= min & values[row] <= max ? 1 : 0;
            }
            return at;
        }
        for (int row = from; row < to; row++) {
            boolean keeps = values[row] >= min & values[row] <= max;
            kept[at] = row;
            at += keeps & isValid(validity, row) ? 1 : 0;
        }
        return at;
    }

    private static boolean isValid(long @Nullable [] validity, int row) {
        return validity == null || (validity[row >>> 6] >>> row & 1) != 0;
    }
}
