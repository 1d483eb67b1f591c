package dev.tarn.storage.parquet;

import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.KeptParts;
import dev.tarn.storage.Piece;
import dev.tarn.storage.PieceReader;
import dev.tarn.storage.RowSieves;
import dev.tarn.storage.parquet.format.Footer;
import dev.tarn.storage.parquet.format.OffsetIndex;
import dev.tarn.storage.parquet.format.RowGroup;
import dev.tarn.storage.parquet.format.SchemaNode;
import dev.tarn.storage.parquet.prune.RowRanges;

import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;

/// The row groups of a Parquet file that start within a range and may match, in pieces.
final class ParquetPieces implements PieceReader {
    /// Bytes up to which a row group is fetched whole without looking where its pages are.
    private static final long WHOLE_BYTES = 24L << 20;

    private final FileReadRequest request;
    private final Footer footer;
    private final FileBytes file;
    private final RowGroupFetch.Reading reading;
    private final FileParts parts;
    private final RowGroupPruner pruner;
    private int nextRowGroup;
    private @Nullable RowGroupFetch current;

    ParquetPieces(
            FileReadRequest request,
            Footer footer,
            FileBytes file,
            FileParts parts,
            RowSieves sieves) {
        this.request = request;
        this.footer = footer;
        this.file = file;
        MessageType schema = ParquetSchemas.withIds(FileSchemas.of(footer), request);
        this.parts = parts;
        this.pruner = new RowGroupPruner(request, footer, schema, parts, sieves.counters());
        ColumnTree tree = ColumnTree.of(schema, request);
        this.reading =
                new RowGroupFetch.Reading(
                        file,
                        tree,
                        leafNumbers(footer, tree),
                        pruner,
                        sieves,
                        keptColumns(request, file),
                        request.batchRowCount());
    }

    private static @Nullable KeptColumns keptColumns(FileReadRequest request, FileBytes file) {
        return request.plain() || !KeptParts.SHARED.keepsColumns()
                ? null
                : new KeptColumns(
                        KeptParts.SHARED, file.location(), file.length(), request.batchRowCount());
    }

    /// The numbers that the leaves of `tree` have in the file.
    static int[] leafNumbers(Footer footer, ColumnTree tree) {
        Map<List<String>, Integer> numbers = new HashMap<>();
        for (SchemaNode leaf : footer.leaves()) {
            numbers.put(leaf.path(), leaf.leaf());
        }
        int[] found = new int[tree.leaves().size()];
        for (int leaf = 0; leaf < found.length; leaf++) {
            List<String> path = List.of(tree.leaves().get(leaf).descriptor().getPath());
            found[leaf] = Objects.requireNonNull(numbers.get(path));
        }
        return found;
    }

    @Override
    public long nextBytes() {
        RowGroupFetch fetch = current;
        while (fetch == null || fetch.isDone()) {
            fetch = openRowGroup();
            if (fetch == null) {
                return -1;
            }
            current = fetch;
        }
        return fetch.nextBytes();
    }

    /// The next row group of the range that may match; null where there is none.
    private @Nullable RowGroupFetch openRowGroup() {
        List<RowGroup> rowGroups = footer.rowGroups();
        while (nextRowGroup < rowGroups.size()) {
            RowGroup rowGroup = rowGroups.get(nextRowGroup++);
            try {
                if (!inRange(rowGroup) || rowGroup.rowCount() == 0) {
                    continue;
                }
                RowRanges rows = pruner.rows(rowGroup);
                if (!rows.isEmpty()) {
                    return new RowGroupFetch(rowGroup, reading, rows, indexes(rowGroup, rows));
                }
            } catch (IOException | RuntimeException e) {
                throw failure(rowGroup.ordinal(), e);
            }
        }
        return null;
    }

    /// Where pages are, if that is worth knowing: some are left out, a column repeats, or there is
    /// more than should be fetched at once.
    private @Nullable List<OffsetIndex> indexes(RowGroup rowGroup, RowRanges rows) {
        boolean worth = rows.rowCount() < rowGroup.rowCount();
        long bytes = 0;
        for (int leaf = 0; leaf < reading.leafNumbers().length; leaf++) {
            bytes += rowGroup.chunk(reading.leafNumbers()[leaf]).compressedBytes();
            worth |=
                    reading.tree().leaves().get(leaf).maxRepetition() > 0
                            && rowGroup.rowCount() > PieceCuts.PIECE_ROWS;
        }
        worth |= bytes > WHOLE_BYTES;
        int[] leaves = reading.leafNumbers();
        return worth && leaves.length > 0 ? parts.offsetIndexes(rowGroup, leaves) : null;
    }

    private RuntimeException failure(int rowGroup, Exception e) {
        return ParquetFailures.of("row group " + rowGroup, request.file().location(), e);
    }

    /// As Hadoop's Parquet does, a row group belongs to the range that its middle lies in.
    private boolean inRange(RowGroup rowGroup) {
        if (request.start() == 0 && request.lengthBytes() == Long.MAX_VALUE) {
            return true;
        }
        long middle = rowGroup.startOffset() + rowGroup.compressedBytes() / 2;
        return middle >= request.start() && middle - request.start() < request.lengthBytes();
    }

    @Override
    public List<Piece> fetch() {
        RowGroupFetch fetch = current;
        if (fetch == null || fetch.isDone()) {
            throw new NoSuchElementException("No row group was asked for");
        }
        try {
            return fetch.fetch();
        } catch (IOException | RuntimeException e) {
            throw failure(nextRowGroup - 1, e);
        }
    }

    @Override
    public long bytesRead() {
        return file.bytesRead();
    }

    @Override
    public void close() {
        file.close();
    }
}
