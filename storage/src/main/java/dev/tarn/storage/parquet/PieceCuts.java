package dev.tarn.storage.parquet;

import dev.tarn.storage.parquet.format.OffsetIndex;
import dev.tarn.storage.parquet.prune.RowRanges;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/// Cuts a row group of `rowCount` rows into pieces that drivers share: at fixed rows however pages
/// lie, or where few rows are left, at pages.
///
/// @param indexes where pages are, one a leaf; null where that is not known
record PieceCuts(
        long rowCount,
        List<LeafColumn> leaves,
        @Nullable List<OffsetIndex> indexes,
        int batchRowCount) {

    /// Rows of a piece; twice as many in row groups of many.
    static final int PIECE_ROWS = 64 * 1024;

    private static final int MANY_PIECES = 8;

    /// Rows of a piece where pages are left out and few rows stay: as much as one page mostly has.
    private static final int FEW_ROWS = 16 * 1024;

    /// The pieces of `ranges`, in order.
    List<RowRanges> of(RowRanges ranges) {
        List<OffsetIndex> known = indexes;
        if (known != null && ranges.rowCount() < 2L * PIECE_ROWS) {
            List<RowRanges> byPage =
                    known.isEmpty() ? List.of() : byPage(ranges, biggest(ranges, known));
            return byPage.size() > 1 ? byPage : bySteps(ranges, FEW_ROWS);
        }
        if (known == null && !pagesTellRows()) {
            return List.of(ranges);
        }
        boolean many = rowCount >= (long) PIECE_ROWS * MANY_PIECES;
        return bySteps(ranges, many ? 2 * PIECE_ROWS : PIECE_ROWS);
    }

    /// Whether it is known without an index which rows a page holds.
    private boolean pagesTellRows() {
        for (LeafColumn leaf : leaves) {
            if (leaf.maxRepetition() > 0) {
                return false;
            }
        }
        return true;
    }

    /// Pieces of `about` so many rows: whole batches, whatever they have; tests ask for odd ones.
    private List<RowRanges> bySteps(RowRanges ranges, int about) {
        int step = Math.max(batchRowCount, about - about % batchRowCount);
        List<RowRanges> cuts = new ArrayList<>();
        for (long from = 0; from < rowCount; from += step) {
            add(cuts, ranges, from, Math.min(rowCount, from + step));
        }
        return cuts;
    }

    /// Pieces that end where `pages` end: no driver waits for another that decompresses a page of
    /// both.
    private List<RowRanges> byPage(RowRanges ranges, OffsetIndex pages) {
        List<RowRanges> cuts = new ArrayList<>();
        long from = 0;
        for (int page = 0; page < pages.pageCount(); page++) {
            long end = pages.endRow(page, rowCount);
            if (end - from >= FEW_ROWS || page == pages.pageCount() - 1) {
                add(cuts, ranges, from, end);
                from = end;
            }
        }
        return cuts;
    }

    private static void add(List<RowRanges> cuts, RowRanges ranges, long from, long end) {
        RowRanges cut = ranges.intersect(RowRanges.of(from, end));
        if (!cut.isEmpty()) {
            cuts.add(cut);
        }
    }

    /// The index of the column whose pages with `rows` have most bytes.
    private OffsetIndex biggest(RowRanges rows, List<OffsetIndex> indexes) {
        return Collections.max(indexes, Comparator.comparingLong(index -> bytes(rows, index)));
    }

    private long bytes(RowRanges rows, OffsetIndex index) {
        long bytes = 0;
        for (int page = 0; page < index.pageCount(); page++) {
            if (rows.overlaps(index.firstRows()[page], index.endRow(page, rowCount))) {
                bytes += index.lengthsBytes()[page];
            }
        }
        return bytes;
    }
}
