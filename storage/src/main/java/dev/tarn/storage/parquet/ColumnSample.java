package dev.tarn.storage.parquet;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.Piece;
import dev.tarn.storage.RowSieves;
import dev.tarn.storage.SampleRequest;
import dev.tarn.storage.ValueRun;
import dev.tarn.storage.parquet.encoding.Dictionary;
import dev.tarn.storage.parquet.encoding.PageBytes;
import dev.tarn.storage.parquet.format.ColumnChunk;
import dev.tarn.storage.parquet.format.Footer;
import dev.tarn.storage.parquet.format.OffsetIndex;
import dev.tarn.storage.parquet.format.RowGroup;
import dev.tarn.storage.parquet.prune.ChunkParts;
import dev.tarn.storage.parquet.prune.RowRanges;

import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Values of one column of a Parquet file: the dictionary of a row group whose values are all in
/// one, which needs no row decoded, or else the rows at a position, of which only the pages are
/// read where an offset index tells which these are. Used by one thread.
final class ColumnSample {
    private final SampleRequest request;
    private final Footer footer;
    private final FileParts parts;
    private final RowGroupFetch.Reading reading;
    private long leftBytes;

    ColumnSample(
            SampleRequest request,
            Footer footer,
            FileBytes file,
            FileParts parts,
            RowSieves sieves) {
        this.request = request;
        this.footer = footer;
        this.parts = parts;
        this.leftBytes = request.mostBytes();
        MessageType schema = ParquetSchemas.withIds(FileSchemas.of(footer), request.file());
        ColumnTree tree = ColumnTree.of(schema, request.file());
        this.reading =
                new RowGroupFetch.Reading(
                        file,
                        tree,
                        ParquetPieces.leafNumbers(footer, tree),
                        new RowGroupPruner(
                                request.file(), footer, schema, parts, sieves.counters()),
                        sieves,
                        null,
                        request.runRowCount());
    }

    /// The runs at the positions asked for; of those that fall together one, and none of those that
    /// too few bytes are left for.
    List<ValueRun> runs() throws IOException {
        List<ValueRun> runs = new ArrayList<>();
        int next = 0;
        for (RowGroup group : footer.rowGroups()) {
            TreeSet<Long> firstRows = new TreeSet<>();
            for (; next < request.positions().size(); next++) {
                long row = request.positions().get(next) - group.firstPosition();
                if (row >= group.rowCount()) {
                    break;
                }
                firstRows.add(row - row % request.runRowCount());
            }
            if (!firstRows.isEmpty()) {
                Dictionary dictionary = dictionary(group);
                if (dictionary == null) {
                    addRows(group, List.copyOf(firstRows), runs);
                } else {
                    List<Vector> values = List.of(dictionary.vector());
                    runs.add(new ValueRun(true, group.rowCount(), values));
                }
            }
        }
        return runs;
    }

    /// The dictionary that all values of the row group are in; null where there is none, or too few
    /// bytes are left for it.
    private @Nullable Dictionary dictionary(RowGroup group) throws IOException {
        if (reading.tree().leaves().isEmpty()) {
            return null;
        }
        int leaf = reading.leafNumbers()[0];
        ColumnChunk chunk = group.chunk(leaf);
        if (!chunk.hasDictionary() || !chunk.isAllDictionary()) {
            return null;
        }
        long bytes = FileParts.dictionaryBytes(chunk);
        if (bytes > leftBytes) {
            return null;
        }
        ChunkParts.Entries entries = parts.dictionary(group, leaf, chunk);
        if (entries == null) {
            return null;
        }
        leftBytes -= bytes;
        LeafColumn column = reading.tree().leaves().getFirst();
        return Dictionary.decode(
                new PageBytes(entries.bytes(), entries.from(), entries.to()),
                entries.valueCount(),
                column.descriptor().getPrimitiveType(),
                false,
                column.conversion());
    }

    /// Adds the runs that begin at `firstRows`; fewer, evenly spread, where all take too many
    /// bytes.
    private void addRows(RowGroup group, List<Long> firstRows, List<ValueRun> runs)
            throws IOException {
        List<OffsetIndex> indexes = parts.offsetIndexes(group, reading.leafNumbers());
        for (int step = 1; step <= firstRows.size(); step *= 2) {
            RowRanges.Builder rows = new RowRanges.Builder();
            for (int i = 0; i < firstRows.size(); i += step) {
                long end = firstRows.get(i) + request.runRowCount();
                rows.add(firstRows.get(i), Math.min(group.rowCount(), end));
            }
            RowGroupFetch fetch = new RowGroupFetch(group, reading, rows.build(), indexes);
            if (fetch.nextBytes() <= leftBytes) {
                addRows(fetch, runs);
                return;
            }
        }
    }

    /// Batches begin at multiples of a run's rows, so each is a run.
    private void addRows(RowGroupFetch fetch, List<ValueRun> runs) throws IOException {
        while (!fetch.isDone() && fetch.nextBytes() <= leftBytes) {
            leftBytes -= fetch.nextBytes();
            for (Piece piece : fetch.fetch()) {
                try (piece) {
                    for (Batch batch = piece.next(); batch != null; batch = piece.next()) {
                        runs.add(new ValueRun(false, batch.rowCount(), List.of(batch.column(0))));
                    }
                }
            }
        }
    }
}
