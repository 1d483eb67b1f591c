package dev.tarn.engine.kernel;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Loops that pick rows: each writes the rows it keeps, ascending, into `kept` and gives their
/// number.
///
/// Candidates are `selection[0..count)`, or `0..count` where the selection is null; `kept` has room
/// for `count` rows and may be the selection itself. A row whose validity bit is clear is not kept.
/// The loops write every row and advance by 0 or 1, so their speed does not depend on how many are
/// kept. Any comparison with a constant but `<>` is a range: see Hyrise and DuckDB, which reduce
/// filters the same way.
public final class Selections {
    private Selections() {}

    /// Rows with `min <= values[row] <= max`.
    public static int inRange(
            int[] values,
            int min,
            int max,
            long @Nullable [] validity,
            int @Nullable [] selection,
            int count,
            int[] kept) {
        int at = 0;
        if (selection == null && validity == null) {
            for (int row = 0; row < count; row++) {
                kept[at] = row;
                at += values[row] >= min & values[row] <= max ? 1 : 0;
            }
            return at;
        }
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
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
        int at = 0;
        if (selection == null && validity == null) {
            for (int row = 0; row < count; row++) {
                kept[at] = row;
                at += values[row] >= min & values[row] <= max ? 1 : 0;
            }
            return at;
        }
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
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
        int at = 0;
        if (selection == null && validity == null) {
            for (int row = 0; row < count; row++) {
                kept[at] = row;
                at += values[row] >= min & values[row] <= max ? 1 : 0;
            }
            return at;
        }
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            boolean keeps = values[row] >= min & values[row] <= max;
            kept[at] = row;
            at += keeps & isValid(validity, row) ? 1 : 0;
        }
        return at;
    }

    /// Rows whose bytes are those of `value`.
    public static int equalTo(
            byte[] data,
            int[] offsets,
            byte[] value,
            long @Nullable [] validity,
            int @Nullable [] selection,
            int count,
            int[] kept) {
        int at = 0;
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            int from = offsets[row];
            int to = offsets[row + 1];
            boolean keeps =
                    to - from == value.length
                            && Arrays.equals(data, from, to, value, 0, value.length);
            kept[at] = row;
            at += keeps && isValid(validity, row) ? 1 : 0;
        }
        return at;
    }

    /// Rows whose value is true.
    public static int whereTrue(
            boolean[] values,
            long @Nullable [] validity,
            int @Nullable [] selection,
            int count,
            int[] kept) {
        int at = 0;
        if (selection == null && validity == null) {
            for (int row = 0; row < count; row++) {
                kept[at] = row;
                at += values[row] ? 1 : 0;
            }
            return at;
        }
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            kept[at] = row;
            at += values[row] & isValid(validity, row) ? 1 : 0;
        }
        return at;
    }

    /// Rows whose dictionary entry is true: `values[ids[row]]`; validity is the entries'.
    public static int whereTrue(
            boolean[] values,
            long @Nullable [] validity,
            int[] ids,
            int @Nullable [] selection,
            int count,
            int[] kept) {
        int at = 0;
        if (selection == null && validity == null) {
            for (int row = 0; row < count; row++) {
                kept[at] = row;
                at += values[ids[row]] ? 1 : 0;
            }
            return at;
        }
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            kept[at] = row;
            at += values[ids[row]] & isValid(validity, ids[row]) ? 1 : 0;
        }
        return at;
    }

    /// The candidates that are not among `removed[0..removedCount)`, which are some of them.
    public static int without(
            int[] removed, int removedCount, int @Nullable [] selection, int count, int[] kept) {
        int at = 0;
        int next = 0;
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            if (next < removedCount && removed[next] == row) {
                next++;
            } else {
                kept[at++] = row;
            }
        }
        return at;
    }

    private static boolean isValid(long @Nullable [] validity, int row) {
        return validity == null || (validity[row >>> 6] >>> row & 1) != 0;
    }
}
