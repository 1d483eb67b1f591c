package dev.tarn.engine.kernel;

/// Sums of `values[from..to)`, in loops without branches; exact ones of longs by vector
/// instructions if they have proved faster.
public final class Sums {
    private static final long WORD = 0xFFFF_FFFFL;

    private Sums() {}

    /// Wraps on overflow, which takes more than 2^31 elements.
    public static long ofInts(int[] values, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum;
    }

    /// Exact: left in `sum`.
    public static void ofLongs(long[] values, int from, int to, Int128 sum) {
        long high = 0;
        long low = 0;
        for (int i = from; i < to; i++) {
            // As if 2^63 were added to each, so that both halves are unsigned.
            long raised = values[i] ^ Long.MIN_VALUE;
            high += raised >>> 32;
            low += raised & WORD;
        }
        long count = (long) to - from;
        long totalLow = (high << 32) + low;
        long totalHigh = (high >>> 32) + (Long.compareUnsigned(totalLow, low) < 0 ? 1 : 0);
        long addedLow = count << 63;
        long borrow = Long.compareUnsigned(totalLow, addedLow) < 0 ? 1 : 0;
        sum.set(totalHigh - (count >>> 1) - borrow, totalLow - addedLow);
    }

    /// Exact: the sum of `values[rows[i]]` for `i` in `from..to`, fewer than 2^31, left in `sum`.
    public static void ofLongs(long[] values, int[] rows, int from, int to, Int128 sum) {
        long high = 0;
        long low = 0;
        for (int i = from; i < to; i++) {
            long value = values[rows[i]];
            high += value >> 32;
            low += value & WORD;
        }
        join(high, low, sum);
    }

    /// The same of those rows whose bit is set in `validity`; returns how many they are.
    public static int ofLongs(
            long[] values, long[] validity, int[] rows, int from, int to, Int128 sum) {
        long high = 0;
        long low = 0;
        int count = 0;
        for (int i = from; i < to; i++) {
            int row = rows[i];
            long valid = validity[row >>> 6] >>> row & 1;
            long value = values[row] & -valid;
            high += value >> 32;
            low += value & WORD;
            count += (int) valid;
        }
        join(high, low, sum);
        return count;
    }

    /// `high * 2^32 + low`, where `low` is not negative.
    private static void join(long high, long low, Int128 sum) {
        long sumLow = (high << 32) + low;
        sum.set((high >> 32) + (Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0), sumLow);
    }

    /// Of the rows `rows[from..to)`, in two sums that are added at the end.
    public static double ofDoubles(double[] values, int[] rows, int from, int to) {
        double first = 0;
        double second = 0;
        int i = from;
        for (; i < to - 1; i += 2) {
            first += values[rows[i]];
            second += values[rows[i + 1]];
        }
        if (i < to) {
            first += values[rows[i]];
        }
        return first + second;
    }

    /// In four sums that are added at the end, as one after the other takes four times as long.
    public static double ofDoubles(double[] values, int from, int to) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = from;
        for (; i < to - 3; i += 4) {
            first += values[i];
            second += values[i + 1];
            third += values[i + 2];
            fourth += values[i + 3];
        }
        for (; i < to; i++) {
            first += values[i];
        }
        return first + second + (third + fourth);
    }
}
