package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.Bitmaps;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// What accumulators share: growing arrays by group, runs of rows with a value, and validity from
/// "seen" marks.
final class Groups {
    private Groups() {}

    /// Elements to have for `groupCount` groups, given `had`: enough, and at least half more than
    /// before, so that growing costs little in the long run.
    static int capacity(int groupCount, int had) {
        return had == 0 ? groupCount : Math.max(groupCount, had + (had >> 1) + 8);
    }

    /// `states` with room for `width` doubles of each of `groupCount` groups; itself if it has.
    static double[] resized(double[] states, int groupCount, int width) {
        int wanted = Math.multiplyExact(groupCount, width);
        return wanted <= states.length
                ? states
                : Arrays.copyOf(states, capacity(wanted, states.length));
    }

    /// Calls `range` for each longest run of set bits among the first `count`; once for all where
    /// there are no words.
    static void forEachRun(long @Nullable [] validity, int count, Range range) {
        int from = Bitmaps.nextSet(validity, 0, count);
        while (from < count) {
            int to = Bitmaps.nextClear(validity, from, count);
            range.add(from, to);
            from = Bitmaps.nextSet(validity, to, count);
        }
    }

    /// Adds rows `from..to`, one at least.
    interface Range {
        void add(int from, int to);
    }

    /// A bit for each of `seen[from..to)`; null where all are true.
    static long @Nullable [] validity(boolean[] seen, int from, int to) {
        long[] words = Bitmaps.allClear(to - from);
        int count = 0;
        for (int group = from; group < to; group++) {
            if (seen[group]) {
                Bitmaps.set(words, group - from);
                count++;
            }
        }
        return count == to - from ? null : words;
    }

    /// A bit for each of `counts[from..to)` that is at least `least`; null where all are.
    static long @Nullable [] validity(long[] counts, long least, int from, int to) {
        long[] words = Bitmaps.allClear(to - from);
        int count = 0;
        for (int group = from; group < to; group++) {
            if (counts[group] >= least) {
                Bitmaps.set(words, group - from);
                count++;
            }
        }
        return count == to - from ? null : words;
    }
}
