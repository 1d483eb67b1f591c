package dev.tarn.engine.kernel;

import dev.tarn.engine.kernel.simd.VectorSelections;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Loops that pick rows: each writes the rows it keeps, ascending, into `kept` and gives their
/// number.
///
/// Candidates are `selection[0..count)`, or `0..count` where the selection is null; `kept` has room
/// for `count` rows and may be the selection itself. A row whose validity bit is clear is not kept.
/// The loops write every row and advance by 0 or 1, so their speed does not depend on how many are
/// kept. Ranges have a class of their own, [RangeSelections].
public final class Selections {
    private Selections() {}

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
        if (values.length <= Integer.SIZE && (selection != null || Simd.isUsed())) {
            int bits = bits(values, validity);
            return selection == null
                    ? whereBit(ids, bits, count, kept)
                    : whereBit(ids, bits, selection, count, kept);
        }
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

    private static int whereBit(int[] ids, int bits, int[] selection, int count, int[] kept) {
        int from = 0;
        int at = 0;
        if (Simd.isUsed()) {
            at = VectorSelections.whereBit(ids, bits, selection, count, kept);
            from = count & -VectorSelections.STEP;
        }
        for (int i = from; i < count; i++) {
            int row = selection[i];
            kept[at] = row;
            at += bits >>> ids[row] & 1;
        }
        return at;
    }

    /// A bit for each value that is true.
    private static int bits(boolean[] values, long @Nullable [] validity) {
        int bits = 0;
        for (int i = 0; i < values.length; i++) {
            bits |= values[i] && isValid(validity, i) ? 1 << i : 0;
        }
        return bits;
    }

    private static int whereBit(int[] ids, int bits, int count, int[] kept) {
        int at = VectorSelections.whereBit(ids, bits, count, kept);
        return rowsWhereBit(ids, bits, count & -VectorSelections.STEP, count, kept, at);
    }

    /// Appends to the `atStart` rows in `kept` those of `from..to` whose id's bit is set.
    static int rowsWhereBit(int[] ids, int bits, int from, int to, int[] kept, int atStart) {
        int at = atStart;
        for (int row = from; row < to; row++) {
            kept[at] = row;
            at += bits >>> ids[row] & 1;
        }
        return at;
    }

    /// The candidates that are not among `removed[0..removedCount)`, which are some of them, and at
    /// least one.
    public static int without(
            int[] removed, int removedCount, int @Nullable [] selection, int count, int[] kept) {
        int at = 0;
        int next = 0;
        int last = removedCount - 1;
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            // Past the last one, which is smaller than the rows that follow, nothing is equal.
            int same = removed[Math.min(next, last)] == row ? 1 : 0;
            kept[at] = row;
            at += 1 - same;
            next += same;
        }
        return at;
    }

    private static boolean isValid(long @Nullable [] validity, int row) {
        return validity == null || (validity[row >>> 6] >>> row & 1) != 0;
    }
}
