package dev.tarn.storage.parquet;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.StorageException;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Rows of the row groups of a Parquet file that start within a range.
///
/// Holds one row group of the projected columns, compressed, and one page of each, decompressed.
/// One thread.
final class ParquetBatchReader implements BatchReader {
    private final FileReadRequest request;
    private final ParquetInput input;
    private final ParquetFileReader reader;
    private final MessageType schema;
    private final ColumnTree tree;
    private final RowGroupPruner pruner;
    private final RowGroupCounter counter;
    private final List<BlockMetaData> rowGroups;

    private int nextRowGroup;
    private long nextRowGroupPosition;
    private @Nullable PageReadStore pages;
    private LeafReader[] leaves = new LeafReader[0];
    private long rowsLeft;
    private long position;

    ParquetBatchReader(
            FileReadRequest request,
            ParquetInput input,
            ParquetFileReader reader,
            RowGroupCounter counter) {
        this.request = request;
        this.input = input;
        this.reader = reader;
        this.counter = counter;
        this.schema = ParquetSchemas.withIds(reader.getFileMetaData().getSchema(), request);
        this.tree = ColumnTree.of(schema, request);
        this.pruner = RowGroupPruner.of(request, schema);
        this.rowGroups = reader.getRowGroups();
        List<ColumnDescriptor> wanted = new ArrayList<>();
        for (LeafColumn leaf : tree.leaves()) {
            wanted.add(leaf.descriptor());
        }
        reader.setRequestedSchema(wanted);
    }

    @Override
    public @Nullable Batch next() {
        while (rowsLeft == 0) {
            if (!openRowGroup()) {
                return null;
            }
        }
        int rowCount = (int) Math.min(rowsLeft, request.batchRowCount());
        Vector[] vectors = new Vector[leaves.length];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = read(leaves[i], rowCount);
        }
        try {
            ColumnAssembly assembly = new ColumnAssembly(leaves, vectors, position);
            Batch batch =
                    new Batch(
                            ColumnAssembly.buildAll(assembly, tree.columns(), rowCount), rowCount);
            rowsLeft -= rowCount;
            position += rowCount;
            return batch;
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw corrupt("its nested columns do not fit together", e);
        }
    }

    private Vector read(LeafReader leaf, int rowCount) {
        try {
            return leaf.read(rowCount);
        } catch (StorageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw corrupt(leaf.column().name(), e);
        }
    }

    private StorageException corrupt(String column, Exception e) {
        return ParquetFailures.of(
                "row group %d, column %s".formatted(nextRowGroup - 1, column),
                request.file().location(),
                e);
    }

    /// Opens the next row group of the range that may match; false where there is none.
    private boolean openRowGroup() {
        closePages();
        while (nextRowGroup < rowGroups.size()) {
            int index = nextRowGroup++;
            BlockMetaData rowGroup = rowGroups.get(index);
            long first = nextRowGroupPosition;
            nextRowGroupPosition += rowGroup.getRowCount();
            try {
                if (!inRange(rowGroup)) {
                    continue;
                }
                boolean matches = pruner.mayMatch(reader, schema, rowGroup);
                counter.count(matches);
                if (matches && rowGroup.getRowCount() > 0) {
                    open(index, rowGroup);
                    position = first;
                    rowsLeft = rowGroup.getRowCount();
                    return true;
                }
            } catch (IOException | RuntimeException e) {
                throw ParquetFailures.of("row group " + index, request.file().location(), e);
            }
        }
        return false;
    }

    /// As Hadoop's Parquet does, a row group belongs to the range that its middle lies in.
    private boolean inRange(BlockMetaData rowGroup) {
        long middle = rowGroup.getStartingPos() + rowGroup.getCompressedSize() / 2;
        return middle >= request.start() && middle - request.start() < request.lengthBytes();
    }

    private void open(int index, BlockMetaData rowGroup) throws IOException {
        leaves = new LeafReader[tree.leaves().size()];
        if (leaves.length == 0) {
            return;
        }
        PageReadStore store = reader.readRowGroup(index);
        pages = store;
        for (int i = 0; i < leaves.length; i++) {
            LeafColumn column = tree.leaves().get(i);
            leaves[i] =
                    new LeafReader(
                            column,
                            store.getPageReader(column.descriptor()),
                            chunk(rowGroup, column));
        }
    }

    private static ColumnChunkMetaData chunk(BlockMetaData rowGroup, LeafColumn column)
            throws IOException {
        ColumnPath path = ColumnPath.get(column.descriptor().getPath());
        for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
            if (chunk.getPath().equals(path)) {
                return chunk;
            }
        }
        throw new IOException("there is no chunk of column " + column.name());
    }

    private void closePages() {
        PageReadStore store = pages;
        pages = null;
        if (store != null) {
            store.close();
        }
    }

    @Override
    public long bytesRead() {
        return input.bytesRead();
    }

    @Override
    public void close() {
        closePages();
        try {
            reader.close();
        } catch (IOException e) {
            throw ParquetFailures.of("closing", request.file().location(), e);
        }
    }
}
