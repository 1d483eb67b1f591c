package dev.tarn.storage.parquet;

import dev.tarn.storage.Piece;
import dev.tarn.storage.RowSieves;
import dev.tarn.storage.io.ByteRange;
import dev.tarn.storage.parquet.format.ColumnChunk;
import dev.tarn.storage.parquet.format.OffsetIndex;
import dev.tarn.storage.parquet.format.RowGroup;
import dev.tarn.storage.parquet.prune.RowRanges;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Fetches one row group: the pages of its ranges of rows, and cuts them into pieces.
///
/// A page with rows of two pieces is decompressed once. With the offset indexes of all columns,
/// pages are fetched for some pieces at a time, and those without wanted rows are not fetched.
/// Without them chunks are fetched whole. Used by one thread.
final class RowGroupFetch {
    /// Bytes that are worth a fetch, where there is a choice.
    private static final long FETCH_BYTES = 8L << 20;

    private final RowGroup group;
    private final FileBytes file;
    private final ColumnTree tree;
    private final RowPiece.Place place;
    private final RowGroupPruner pruner;
    private final RowSieves sieves;
    private final @Nullable KeptColumns keptColumns;
    private final @Nullable KeptColumn[] kept;
    private final List<LeafChunk> chunks;
    private final @Nullable List<OffsetIndex> indexes;
    private final List<RowRanges> cuts;
    private int nextCut;

    /// What a row group's rows are read by: the columns, and what sieves them.
    record Reading(
            FileBytes file,
            ColumnTree tree,
            int[] leafNumbers,
            RowGroupPruner pruner,
            RowSieves sieves,
            @Nullable KeptColumns kept,
            int batchRowCount) {}

    /// Fetches the rows of `ranges`, by `indexes`, one a leaf of the tree, where there are any.
    RowGroupFetch(
            RowGroup group,
            Reading reading,
            RowRanges ranges,
            @Nullable List<OffsetIndex> indexes) {
        this.group = group;
        this.file = reading.file();
        this.tree = reading.tree();
        this.pruner = reading.pruner();
        this.sieves = reading.sieves();
        this.indexes = indexes;
        this.place =
                new RowPiece.Place(
                        file.location(),
                        group.ordinal(),
                        group.firstPosition(),
                        reading.batchRowCount());
        this.chunks = new ArrayList<>();
        for (int leaf = 0; leaf < tree.leaves().size(); leaf++) {
            ColumnChunk chunk = group.chunk(reading.leafNumbers()[leaf]);
            chunks.add(new LeafChunk(tree.leaves().get(leaf), chunk, sieves.counters()));
        }
        this.keptColumns = reading.kept();
        this.kept = new KeptColumn[chunks.size()];
        if (keptColumns != null) {
            for (int leaf = 0; leaf < kept.length; leaf++) {
                kept[leaf] = keptColumns.open(group, tree.leaves().get(leaf));
            }
        }
        this.cuts =
                new PieceCuts(group.rowCount(), tree.leaves(), indexes, place.batchRowCount())
                        .of(ranges);
    }

    /// Whether nothing is left to fetch. Leaves out pieces that what is known by now rules out.
    boolean isDone() {
        RowRanges live = nextCut == cuts.size() ? null : pruner.liveRows(group);
        while (live != null && nextCut < cuts.size()) {
            RowRanges cut = cuts.get(nextCut);
            if (!live.intersect(cut).isEmpty()) {
                return false;
            }
            sieves.counters().rowsSkippedLive.add(cut.rowCount());
            nextCut++;
        }
        return nextCut == cuts.size();
    }

    /// Bytes that the next [#fetch] holds.
    long nextBytes() {
        return bytes(nextCut, nextEnd());
    }

    private long bytes(int fromCut, int toCut) {
        RowRanges rows = rows(fromCut, toCut);
        long bytes = 0;
        for (ByteRange range : ranges(missing(rows))) {
            bytes += range.length();
        }
        return bytes;
    }

    /// The cut after those that are fetched together next.
    private int nextEnd() {
        if (indexes == null) {
            return cuts.size();
        }
        int end = nextCut + 1;
        while (end < cuts.size() && bytes(nextCut, end + 1) <= FETCH_BYTES) {
            end++;
        }
        return end;
    }

    /// Where the pages are that have rows which columns miss.
    private List<ByteRange> ranges(List<RowRanges> missing) {
        List<ByteRange> ranges = new ArrayList<>();
        for (int leaf = 0; leaf < chunks.size(); leaf++) {
            ColumnChunk chunk = chunks.get(leaf).chunk();
            RowRanges rows = missing.get(leaf);
            if (rows.isEmpty()) {
                continue;
            }
            if (indexes == null) {
                ranges.add(
                        new ByteRange(
                                chunk.startOffset(), Math.toIntExact(chunk.compressedBytes())));
                continue;
            }
            OffsetIndex index = indexes.get(leaf);
            if (!chunks.get(leaf).hasDictionaryPage() && dictionaryBytes(leaf, index) > 0) {
                ranges.add(new ByteRange(chunk.startOffset(), dictionaryBytes(leaf, index)));
            }
            for (int page = 0; page < index.pageCount(); page++) {
                if (rows.overlaps(index.firstRows()[page], index.endRow(page, group.rowCount()))) {
                    ranges.add(new ByteRange(index.offsets()[page], index.lengthsBytes()[page]));
                }
            }
        }
        return ranges;
    }

    /// Those of `rows` that are not kept decoded, of each column; none where no page is needed.
    private List<RowRanges> missing(RowRanges rows) {
        List<RowRanges> missing = new ArrayList<>();
        for (KeptColumn column : kept) {
            missing.add(column == null ? rows : column.missing(rows));
        }
        return missing;
    }

    private int dictionaryBytes(int leaf, OffsetIndex index) {
        return index.pageCount() == 0
                ? 0
                : Math.toIntExact(
                        Math.max(0, index.offsets()[0] - chunks.get(leaf).chunk().startOffset()));
    }

    private RowRanges rows(int fromCut, int toCut) {
        RowRanges rows = RowRanges.NONE;
        for (RowRanges cut : cuts.subList(fromCut, toCut)) {
            rows = rows.union(cut);
        }
        return rows;
    }

    /// Fetches some pieces.
    List<Piece> fetch() throws IOException {
        int from = nextCut;
        int to = nextEnd();
        RowRanges rows = rows(from, to);
        List<RowRanges> missing = missing(rows);
        List<ByteRange> ranges = ranges(missing);
        List<FileBytes.Block> blocks = ranges.isEmpty() ? List.of() : file.read(ranges);
        List<@Nullable List<LeafPage>> pages = new ArrayList<>();
        for (int leaf = 0; leaf < chunks.size(); leaf++) {
            RowRanges needed = missing.get(leaf);
            List<LeafPage> found = needed.isEmpty() ? null : pages(leaf, needed, blocks);
            sieves.counters().pages.add(found == null ? 0 : found.size());
            pages.add(found);
        }
        nextCut = to;
        List<Piece> pieces = new ArrayList<>();
        AtomicInteger open = new AtomicInteger(to - from);
        for (RowRanges cut : cuts.subList(from, to)) {
            pieces.add(piece(cut, pages, open));
        }
        return pieces;
    }

    private List<LeafPage> pages(int leaf, RowRanges rows, List<FileBytes.Block> blocks)
            throws IOException {
        LeafChunk chunk = chunks.get(leaf);
        try {
            if (indexes == null) {
                FileBytes.Block block = FileBytes.blockAt(blocks, chunk.chunk().startOffset());
                return PageWalk.all(chunk, group.rowCount(), block);
            }
            OffsetIndex index = indexes.get(leaf);
            if (!chunk.hasDictionaryPage() && dictionaryBytes(leaf, index) > 0) {
                PageWalk.dictionary(chunk, FileBytes.blockAt(blocks, chunk.chunk().startOffset()));
            }
            return PageWalk.some(chunk, group.rowCount(), index, rows, blocks);
        } catch (IOException | RuntimeException e) {
            throw ParquetFailures.of(
                    "row group %d, column %s".formatted(place.rowGroup(), chunk.column().name()),
                    place.location(),
                    e);
        }
    }

    private Piece piece(
            RowRanges cut, List<@Nullable List<LeafPage>> pages, AtomicInteger openPieces) {
        @Nullable LeafReader[] readers = new LeafReader[chunks.size()];
        for (int leaf = 0; leaf < readers.length; leaf++) {
            List<LeafPage> fetched = pages.get(leaf);
            if (fetched == null) {
                continue;
            }
            List<LeafPage> own = new ArrayList<>();
            for (LeafPage page : fetched) {
                if (!page.hasRows() || cut.overlaps(page.firstRow(), page.endRow())) {
                    own.add(page);
                    page.addReader();
                }
            }
            readers[leaf] = new LeafReader(chunks.get(leaf), own);
        }
        return new RowPiece(
                place,
                cut,
                tree,
                new RowPiece.Columns(readers, kept),
                sieves,
                new RowPiece.Owner(
                        () -> pruner.liveRows(group),
                        () -> {
                            if (openPieces.decrementAndGet() == 0) {
                                settle();
                            }
                        }));
    }

    /// Weighs what was kept, when the pieces that were fetched together are done.
    private void settle() {
        for (int leaf = 0; leaf < kept.length; leaf++) {
            KeptColumn column = kept[leaf];
            if (column != null && keptColumns != null) {
                keptColumns.settle(group, tree.leaves().get(leaf), column);
            }
        }
    }
}
