package dev.tarn.storage.parquet.write;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.BatchWriter;
import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.variant.VariantParts;

import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes batches to a Parquet file, column by column.
///
/// Row groups end at the size that `write.parquet.row-group-size-bytes` says, or at
/// [ParquetSettings#MOST_ROWS] rows, so that several workers can share a file. Pages of all columns
/// end together at every multiple of `write.parquet.page-row-limit` rows of their row group, so
/// that rows that one column's page index leaves out are whole pages of the others; a page also
/// ends at `write.parquet.page-size-bytes`. Memory: one row group, compressed but for its open
/// pages. One thread.
public final class ParquetBatchWriter implements BatchWriter {
    /// Most rows handed to each column at a time; page limits are looked at in between.
    private static final int SLICE_ROWS = 2048;

    private final FileWriteRequest request;
    private final ParquetSettings settings;
    private final MessageType schema;
    private final ParquetProperties properties;
    private final ParquetOutput output;
    private final ParquetFileWriter file;
    private final List<LeafPath> leaves;
    private final List<ChunkBounds> bounds = new ArrayList<>();
    private List<ChunkWriter> chunks = List.of();
    private @Nullable ColumnChunkPageWriteStore pages;
    private long rowCount;
    private long rowGroupRows;
    private long writtenBytes;
    private boolean closed;
    private boolean failed;

    public ParquetBatchWriter(FileWriteRequest request) throws IOException {
        this.request = request;
        this.schema = ParquetSchemaUtil.convert(request.schema(), "table");
        this.settings = ParquetSettings.of(request, schema);
        this.properties = settings.properties();
        this.leaves = LeafPath.all(request.schema(), schema);
        for (LeafPath leaf : leaves) {
            bounds.add(new ChunkBounds(leaf.descriptor()));
        }
        this.output = new ParquetOutput(request.file());
        this.file =
                new ParquetFileWriter(
                        output,
                        schema,
                        ParquetFileWriter.Mode.CREATE,
                        settings.rowGroupBytes(),
                        0,
                        properties.getColumnIndexTruncateLength(),
                        properties.getStatisticsTruncateLength(),
                        properties.getPageWriteChecksumEnabled());
        try {
            file.start();
        } catch (IOException | RuntimeException e) {
            try (ParquetOutput opened = output) {
                throw e;
            }
        }
    }

    @Override
    public void write(Batch batch) {
        if (batch.columns().size() != request.schema().columns().size()) {
            throw new IllegalArgumentException(
                    "A batch of %d columns for a file of %d"
                            .formatted(batch.columns().size(), request.schema().columns().size()));
        }
        int from = 0;
        try {
            FlatVector[] columns = new FlatVector[batch.columns().size()];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = VariantParts.split(batch.column(i));
            }
            int mostRows = sliceRows(columns);
            while (from < batch.selectedCount()) {
                int to = (int) Math.min(batch.selectedCount(), from + rowsToPageEnd(mostRows));
                writeSlice(columns, batch.selection(), from, to);
                from = to;
            }
        } catch (IOException e) {
            throw failure(e);
        } catch (RuntimeException e) {
            failed = true;
            throw e;
        }
    }

    /// As many rows as surely do not make a page much longer than it should be.
    private int sliceRows(FlatVector[] columns) {
        long fewest = SLICE_ROWS;
        for (FlatVector column : columns) {
            long bytesPerRow = column.sizeBytes() / Math.max(1, column.length());
            fewest = Math.min(fewest, properties.getPageSizeThreshold() / Math.max(1, bytesPerRow));
        }
        return (int) Math.max(1, fewest);
    }

    private long rowsToPageEnd(int most) {
        int limit = properties.getPageRowCountLimit();
        return Math.min(most, limit - rowGroupRows % limit);
    }

    private void writeSlice(FlatVector[] columns, int @Nullable [] selection, int from, int to)
            throws IOException {
        if (pages == null) {
            startRowGroup();
        }
        for (int i = 0; i < leaves.size(); i++) {
            LeafPath leaf = leaves.get(i);
            LeafEntries entries = new LeafEntries(selection, from, to);
            FlatVector values = descend(leaf, columns[leaf.ordinal()], entries);
            chunks.get(i).write(entries, values, to - from);
        }
        rowCount += to - from;
        rowGroupRows += to - from;
        if (rowGroupRows % properties.getPageRowCountLimit() == 0) {
            for (ChunkWriter chunk : chunks) {
                chunk.endPage();
            }
        }
        if (rowGroupRows >= ParquetSettings.MOST_ROWS
                || bufferedBytes() >= settings.rowGroupBytes()) {
            endRowGroup();
        }
    }

    /// Follows the steps of a leaf's path through the vectors of one column.
    private static FlatVector descend(LeafPath leaf, Vector column, LeafEntries entries) {
        Vector vector = column;
        for (LeafPath.Step step : leaf.steps()) {
            FlatVector flat = vector.flatten();
            if (step.optional()) {
                entries.optional(flat);
            } else {
                entries.required(flat, leaf.name());
            }
            vector =
                    switch (step.into()) {
                        case VALUE -> flat;
                        case FIELD -> ((StructVector) flat).fields().get(step.ordinal());
                        case ELEMENT -> {
                            ListVector list = (ListVector) flat;
                            entries.repeated(list.offsets(), step.repetition());
                            yield list.elements();
                        }
                        case KEY -> {
                            MapVector map = (MapVector) flat;
                            entries.repeated(map.offsets(), step.repetition());
                            yield map.keys();
                        }
                        case MAP_VALUE -> {
                            MapVector map = (MapVector) flat;
                            entries.repeated(map.offsets(), step.repetition());
                            yield map.values();
                        }
                    };
        }
        return vector.flatten();
    }

    private void startRowGroup() {
        ColumnChunkPageWriteStore store =
                new ColumnChunkPageWriteStore(
                        settings.compressor(),
                        schema,
                        new HeapByteBufferAllocator(),
                        properties.getColumnIndexTruncateLength(),
                        properties.getPageWriteChecksumEnabled());
        List<ChunkWriter> started = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            ColumnDescriptor column = leaves.get(i).descriptor();
            started.add(
                    new ChunkWriter(
                            column, properties, store.getPageWriter(column), bounds.get(i)));
        }
        pages = store;
        chunks = started;
    }

    private void endRowGroup() throws IOException {
        ColumnChunkPageWriteStore store = pages;
        if (store == null) {
            return;
        }
        for (int i = 0; i < chunks.size(); i++) {
            chunks.get(i).finish(store.getBloomFilterWriter(leaves.get(i).descriptor()));
        }
        file.startBlock(rowGroupRows);
        store.flushToFileWriter(file);
        file.endBlock();
        closeRowGroup(store);
        writtenBytes = file.getPos();
    }

    private void closeRowGroup(ColumnChunkPageWriteStore store) {
        chunks.forEach(ChunkWriter::close);
        store.close();
        chunks = List.of();
        pages = null;
        rowGroupRows = 0;
    }

    @Override
    public long rowCount() {
        return rowCount;
    }

    @Override
    public long lengthBytes() {
        return writtenBytes + (closed ? 0 : estimatedBytes());
    }

    /// What the open row group will take: as many bytes for each row as those before it took, or,
    /// in the first one, its pages so far, of which the open ones compress as the others did.
    private long estimatedBytes() {
        long storedRows = rowCount - rowGroupRows;
        if (storedRows > 0) {
            return Math.round((double) writtenBytes / storedRows * rowGroupRows);
        }
        long stored = 0;
        long written = 0;
        long open = 0;
        for (ChunkWriter chunk : chunks) {
            stored += chunk.storedBytes();
            written += chunk.writtenPageBytes();
            open += chunk.openBytes();
        }
        return stored + (written == 0 ? open : Math.round((double) stored / written * open));
    }

    @Override
    public long bufferedBytes() {
        long bytes = 0;
        for (ChunkWriter chunk : chunks) {
            bytes += chunk.bufferedBytes();
        }
        return bytes;
    }

    @Override
    public void flush() {
        try {
            endRowGroup();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            ColumnChunkPageWriteStore store = pages;
            if (failed && store != null) {
                closeRowGroup(store);
            }
            endRowGroup();
            file.end(Map.of("iceberg.schema", SchemaParser.toJson(request.schema())));
            writtenBytes = file.getPos();
        } catch (IOException e) {
            throw failure(e);
        } finally {
            closeFile();
        }
    }

    private void closeFile() {
        try {
            file.close();
            if (failed) {
                output.close();
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private StorageException failure(IOException e) {
        failed = true;
        return new StorageException(
                StorageException.Kind.IO,
                "Cannot write %s: %s".formatted(request.file().location(), e.getMessage()),
                e);
    }

    @Override
    public Metrics metrics() {
        List<FieldMetrics<?>> fields = new ArrayList<>();
        for (ChunkBounds column : bounds) {
            FieldMetrics<?> metrics = column.fieldMetrics();
            if (metrics != null) {
                fields.add(metrics);
            }
        }
        return ParquetUtil.footerMetrics(file.getFooter(), fields.stream(), request.metrics());
    }

    @Override
    public List<Long> splitOffsets() {
        return ParquetUtil.getSplitOffsets(file.getFooter());
    }
}
