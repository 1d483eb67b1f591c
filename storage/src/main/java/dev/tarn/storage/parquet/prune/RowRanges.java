package dev.tarn.storage.parquet.prune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows of a row group, as ranges from a row to the one before another: sorted, none empty, none
/// touching the next. Immutable.
public final class RowRanges {
    /// No rows.
    public static final RowRanges NONE = new RowRanges(new long[0]);

    /// Start, end, start, end, …, growing strictly.
    private final long[] edges;

    private RowRanges(long[] edges) {
        this.edges = edges;
    }

    /// Rows `0` to `rowCount - 1`.
    public static RowRanges all(long rowCount) {
        return of(0, rowCount);
    }

    /// Rows `start` to `end - 1`.
    public static RowRanges of(long start, long end) {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("Rows %d to %d".formatted(start, end));
        }
        return start == end ? NONE : new RowRanges(new long[] {start, end});
    }

    public boolean isEmpty() {
        return edges.length == 0;
    }

    /// How many ranges there are.
    public int count() {
        return edges.length / 2;
    }

    /// The first row of range `index`.
    public long start(int index) {
        return edges[2 * index];
    }

    /// The row after the last of range `index`.
    public long end(int index) {
        return edges[2 * index + 1];
    }

    /// How many rows are in all ranges.
    public long rowCount() {
        long rows = 0;
        for (int i = 0; i < edges.length; i += 2) {
            rows += edges[i + 1] - edges[i];
        }
        return rows;
    }

    public boolean contains(long row) {
        return overlaps(row, row + 1);
    }

    /// Whether some row of `start` to `end - 1` is among them.
    public boolean overlaps(long start, long end) {
        if (start >= end) {
            return false;
        }
        int found = Arrays.binarySearch(edges, start);
        int edge = found >= 0 ? found : -found - 1;
        // The next edge from `start` on ends a range that holds it, or starts one.
        boolean inside = found >= 0 ? edge % 2 == 0 : edge % 2 == 1;
        int next = found >= 0 ? edge + 1 : edge;
        return inside || next < edges.length && edges[next] < end;
    }

    /// The rows of both.
    public RowRanges intersect(RowRanges other) {
        Builder both = new Builder();
        int i = 0;
        int j = 0;
        while (i < count() && j < other.count()) {
            long start = Math.max(start(i), other.start(j));
            long end = Math.min(end(i), other.end(j));
            if (start < end) {
                both.add(start, end);
            }
            if (end(i) < other.end(j)) {
                i++;
            } else {
                j++;
            }
        }
        return both.build();
    }

    /// The rows of either.
    public RowRanges union(RowRanges other) {
        Builder either = new Builder();
        int i = 0;
        int j = 0;
        while (i < count() || j < other.count()) {
            boolean mine = j == other.count() || i < count() && start(i) <= other.start(j);
            if (mine) {
                either.add(start(i), end(i));
                i++;
            } else {
                either.add(other.start(j), other.end(j));
                j++;
            }
        }
        return either.build();
    }

    /// Puts ranges together that come by their starts; they may touch and overlap.
    public static final class Builder {
        private final List<long[]> ranges = new ArrayList<>();

        /// Adds rows `start` to `end - 1`.
        ///
        /// @throws IllegalArgumentException if an earlier range starts later
        public void add(long start, long end) {
            long[] last = ranges.isEmpty() ? null : ranges.getLast();
            if (last != null && start < last[0]) {
                throw new IllegalArgumentException(
                        "A range from row %d after one from %d".formatted(start, last[0]));
            }
            if (start >= end) {
                return;
            }
            if (last != null && start <= last[1]) {
                last[1] = Math.max(last[1], end);
                return;
            }
            ranges.add(new long[] {start, end});
        }

        public RowRanges build() {
            long[] edges = new long[2 * ranges.size()];
            for (int i = 0; i < ranges.size(); i++) {
                edges[2 * i] = ranges.get(i)[0];
                edges[2 * i + 1] = ranges.get(i)[1];
            }
            return edges.length == 0 ? NONE : new RowRanges(edges);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowRanges ranges && Arrays.equals(edges, ranges.edges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(edges);
    }

    /// As in `[0..10) [20..30)`.
    @Override
    public String toString() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            texts.add("[%d..%d)".formatted(start(i), end(i)));
        }
        return String.join(" ", texts);
    }
}
