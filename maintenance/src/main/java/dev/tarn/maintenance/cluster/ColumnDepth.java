package dev.tarn.maintenance.cluster;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/// How files overlap in one column. The depth of a file is the greatest number of files, itself
/// among them, that may have one of its values: 1 is best. Follows Snowflake's clustering depth.
///
/// @param constantCount of files with one value, or nulls, alone
/// @param readShare of the files that a condition which one percent of the rows meet has to read,
///   expected, where the values of a file lie evenly between its bounds
/// @param histogram how many files have a depth of up to 1, 2, 4, 8 and so on
public record ColumnDepth(
        int fileCount,
        int constantCount,
        double averageDepth,
        int maxDepth,
        double readShare,
        SortedMap<Integer, Integer> histogram) {
    /// Of no files.
    public static final ColumnDepth NONE = new ColumnDepth(0, 0, 0, 0, 0, new TreeMap<>());

    private static final int PLACES = 100;

    /// Of these files and those of `other`, which are in another partition.
    public ColumnDepth with(ColumnDepth other) {
        int count = fileCount + other.fileCount;
        double share = count == 0 ? 0 : (double) other.fileCount / count;
        SortedMap<Integer, Integer> all = new TreeMap<>(histogram);
        other.histogram.forEach((depth, files) -> all.merge(depth, files, Integer::sum));
        return new ColumnDepth(
                count,
                constantCount + other.constantCount,
                averageDepth + share * (other.averageDepth - averageDepth),
                Math.max(maxDepth, other.maxDepth),
                readShare + share * (other.readShare - readShare),
                all);
    }

    /// Of files whose values go from rank `from` to rank `to`.
    static ColumnDepth of(int[] from, int[] to, long[] rowCounts) {
        int[] depths = depths(from, to);
        int constants = 0;
        SortedMap<Integer, Integer> histogram = new TreeMap<>();
        for (int file = 0; file < from.length; file++) {
            constants += from[file] == to[file] ? 1 : 0;
            int upTo = Integer.highestOneBit(Math.max(1, 2 * depths[file] - 1));
            histogram.merge(upTo, 1, Integer::sum);
        }
        return new ColumnDepth(
                from.length,
                constants,
                Arrays.stream(depths).average().orElse(0),
                Arrays.stream(depths).max().orElse(0),
                readShare(from, to, rowCounts),
                histogram);
    }

    /// At each rank, how many files have it between their bounds; and of each file the most of
    /// these.
    private static int[] depths(int[] from, int[] to) {
        int ranks = Arrays.stream(to).max().orElse(-1) + 1;
        int[] open = new int[ranks + 1];
        for (int file = 0; file < from.length; file++) {
            open[from[file]]++;
            open[to[file] + 1]--;
        }
        Arrays.parallelPrefix(open, Integer::sum);
        RangeMaxima maxima = new RangeMaxima(open);
        int[] depths = new int[from.length];
        Arrays.setAll(depths, file -> maxima.of(from[file], to[file]));
        return depths;
    }

    /// The mean over [#PLACES] conditions side by side, each of as many rows.
    private static double readShare(int[] from, int[] to, long[] rowCounts) {
        if (from.length == 0) {
            return 0;
        }
        int[] edges = edges(from, to, rowCounts);
        long read = 0;
        for (int place = 0; place < PLACES; place++) {
            for (int file = 0; file < from.length; file++) {
                read += from[file] <= edges[place + 1] && to[file] >= edges[place] ? 1 : 0;
            }
        }
        return read / (double) PLACES / from.length;
    }

    /// Ranks below which there are no, one, two … hundredths of the rows.
    private static int[] edges(int[] from, int[] to, long[] rowCounts) {
        int ranks = Arrays.stream(to).max().orElse(0) + 1;
        double[] rows = new double[ranks + 1];
        for (int file = 0; file < from.length; file++) {
            double each = (double) rowCounts[file] / (to[file] - from[file] + 1);
            rows[from[file]] += each;
            rows[to[file] + 1] -= each;
        }
        Arrays.parallelPrefix(rows, Double::sum);
        Arrays.parallelPrefix(rows, Double::sum);
        double all = rows[ranks - 1];
        int[] edges = new int[PLACES + 1];
        int rank = 0;
        for (int place = 0; place <= PLACES; place++) {
            while (rank < ranks - 1 && rows[rank] < all * place / PLACES) {
                rank++;
            }
            edges[place] = rank;
        }
        return edges;
    }

    /// The greatest of any range of an array, by the greatest of every range of 2, 4, 8 ….
    private static final class RangeMaxima {
        private final int[][] levels;

        RangeMaxima(int[] values) {
            int count = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, values.length));
            levels = new int[count][];
            levels[0] = values;
            for (int level = 1; level < count; level++) {
                int[] below = levels[level - 1];
                int half = 1 << level - 1;
                int[] maxima = new int[Math.max(0, values.length - 2 * half + 1)];
                Arrays.setAll(maxima, i -> Math.max(below[i], below[i + half]));
                levels[level] = maxima;
            }
        }

        /// From `first` to `last`, both among them.
        int of(int first, int last) {
            int length = last - first + 1;
            int level = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(length);
            int[] maxima = levels[level];
            return Math.max(maxima[first], maxima[last + 1 - (1 << level)]);
        }
    }
}
