package dev.tarn.storage.parquet;

import java.util.ArrayList;
import java.util.List;

/// Rows `from` to `to`, without it, of a row group.
record RowRange(long from, long to) {
    long rowCount() {
        return to - from;
    }

    /// What of `ranges` lies in rows `from` to `to`.
    static List<RowRange> within(List<RowRange> ranges, long from, long to) {
        List<RowRange> parts = new ArrayList<>();
        for (RowRange range : ranges) {
            long start = Math.max(from, range.from());
            long end = Math.min(to, range.to());
            if (start < end) {
                parts.add(new RowRange(start, end));
            }
        }
        return parts;
    }

    /// Whether a row from `from` to `to` is in one of `ranges`.
    static boolean overlaps(List<RowRange> ranges, long from, long to) {
        for (RowRange range : ranges) {
            if (range.from() < to && from < range.to()) {
                return true;
            }
        }
        return false;
    }

    static long count(List<RowRange> ranges) {
        long rows = 0;
        for (RowRange range : ranges) {
            rows += range.rowCount();
        }
        return rows;
    }
}
