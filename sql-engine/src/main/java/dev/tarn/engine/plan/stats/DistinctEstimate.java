package dev.tarn.engine.plan.stats;

import java.util.Arrays;
import java.util.List;

/// How many different values a column has, from what some runs of its rows hold.
///
/// Runs are samples of a capture-recapture experiment without replacement: values that one run
/// alone has, and those that two have, tell how many none has (A. Chao and C.-W. Lin,
/// "Nonparametric lower bounds for species richness and shared species richness under sampling
/// without replacement", Biometrics 68, 2012). Unlike estimators of rows drawn one by one (GEE,
/// Duj1) this holds of values that stand together, as pages and row groups have them.
final class DistinctEstimate {
    private DistinctEstimate() {}

    /// Rows that stand together, and the hashes of their values, ascending, each once; nulls have
    /// none.
    record Run(long rowCount, long[] hashes) {}

    /// The number of values expected in `tableRows` rows; NaN where there is no run.
    static double of(List<Run> runs, double tableRows) {
        List<Run> alike = alike(runs);
        double rows = 0;
        double inRuns = 0;
        for (Run run : alike) {
            rows += run.rowCount;
            inRuns += run.hashes.length;
        }
        if (rows == 0) {
            return Double.NaN;
        }
        Seen seen = Seen.in(alike);
        double share = Math.min(1, rows / tableRows);
        double most = Math.min(tableRows, seen.values / share);
        if (alike.size() == 1) {
            // Half way, in orders of magnitude, between all values seen and none seen again.
            return Math.min(most, seen.values / Math.sqrt(share));
        }
        double expected = Math.min(most, seen.values + unseen(seen, alike.size(), share));
        if (seen.values > seen.once || seen.values == 0) {
            return expected;
        }
        // No run shares a value with another: each ends where the next value begins.
        double changes = Math.max(0, inRuns - alike.size()) / Math.max(1, rows - alike.size());
        return Math.clamp(1 + changes * (tableRows - 1), Math.min(expected, tableRows), tableRows);
    }

    /// Those of `runs` that are at least half as long as the longest, as the samples of the
    /// experiment are of one size.
    private static List<Run> alike(List<Run> runs) {
        long longest = runs.stream().mapToLong(Run::rowCount).max().orElse(0);
        return runs.stream().filter(run -> 2 * run.rowCount >= longest).toList();
    }

    /// Values that no run has.
    private static double unseen(Seen seen, int runCount, double share) {
        if (share >= 1 || seen.once == 0) {
            return 0;
        }
        double correction = (runCount - 1.0) / runCount;
        if (seen.twice == 0) {
            return correction * seen.once * (seen.once - 1) / 2;
        }
        return seen.once
                * seen.once
                / (2 * seen.twice / correction + share / (1 - share) * seen.once);
    }

    /// How many values there are in runs, in one of them alone, and in two.
    private record Seen(double values, double once, double twice) {
        static Seen in(List<Run> runs) {
            long[] all = new long[runs.stream().mapToInt(run -> run.hashes.length).sum()];
            int end = 0;
            for (Run run : runs) {
                System.arraycopy(run.hashes, 0, all, end, run.hashes.length);
                end += run.hashes.length;
            }
            Arrays.sort(all);
            int values = 0;
            int once = 0;
            int twice = 0;
            for (int from = 0; from < end; ) {
                int to = from + 1;
                while (to < end && all[to] == all[from]) {
                    to++;
                }
                values++;
                once += to - from == 1 ? 1 : 0;
                twice += to - from == 2 ? 1 : 0;
                from = to;
            }
            return new Seen(values, once, twice);
        }
    }
}
