package dev.tarn.storage.parquet;

import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.Piece;
import dev.tarn.storage.PieceReader;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.schema.MessageType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/// The row groups of a Parquet file that start within a range, each as a piece.
final class ParquetPieces implements PieceReader {
    private final FileReadRequest request;
    private final ParquetInput input;
    private final ParquetFileReader reader;
    private final MessageType schema;
    private final ColumnTree tree;
    private final RowGroupPruner pruner;
    private final RowGroupCounter counter;
    private final List<BlockMetaData> rowGroups;

    /// The row group to fetch next, at or before `nextRowGroup`; -1 until it is known.
    private int found = -1;

    private int nextRowGroup;
    private long nextRowGroupPosition;

    ParquetPieces(
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
    public long nextBytes() {
        if (found < 0 && !findRowGroup()) {
            return -1;
        }
        long bytes = 0;
        for (LeafColumn leaf : tree.leaves()) {
            try {
                bytes += chunk(rowGroups.get(found), leaf).getTotalSize();
            } catch (IOException e) {
                throw failure(found, e);
            }
        }
        return bytes;
    }

    /// Finds the next row group of the range that may match; false where there is none.
    private boolean findRowGroup() {
        while (nextRowGroup < rowGroups.size()) {
            int index = nextRowGroup++;
            BlockMetaData rowGroup = rowGroups.get(index);
            nextRowGroupPosition += rowGroup.getRowCount();
            try {
                if (!inRange(rowGroup)) {
                    continue;
                }
                boolean matches = pruner.mayMatch(reader, schema, rowGroup);
                counter.count(matches);
                if (matches && rowGroup.getRowCount() > 0) {
                    found = index;
                    return true;
                }
            } catch (RuntimeException e) {
                throw failure(index, e);
            }
        }
        return false;
    }

    private RuntimeException failure(int rowGroup, Exception e) {
        return ParquetFailures.of("row group " + rowGroup, request.file().location(), e);
    }

    /// As Hadoop's Parquet does, a row group belongs to the range that its middle lies in.
    private boolean inRange(BlockMetaData rowGroup) {
        long middle = rowGroup.getStartingPos() + rowGroup.getCompressedSize() / 2;
        return middle >= request.start() && middle - request.start() < request.lengthBytes();
    }

    @Override
    public List<Piece> fetch() {
        if (found < 0) {
            throw new NoSuchElementException("No row group was asked for");
        }
        int index = found;
        found = -1;
        BlockMetaData rowGroup = rowGroups.get(index);
        RowGroupPiece.Place place =
                new RowGroupPiece.Place(
                        request.file().location(),
                        index,
                        nextRowGroupPosition - rowGroup.getRowCount(),
                        rowGroup.getRowCount(),
                        request.batchRowCount());
        if (tree.leaves().isEmpty()) {
            return List.of(new RowGroupPiece(place, null, new LeafReader[0], tree.columns()));
        }
        try {
            PageReadStore pages = reader.readRowGroup(index);
            LeafReader[] leaves = new LeafReader[tree.leaves().size()];
            for (int i = 0; i < leaves.length; i++) {
                LeafColumn column = tree.leaves().get(i);
                leaves[i] =
                        new LeafReader(
                                column,
                                pages.getPageReader(column.descriptor()),
                                chunk(rowGroup, column));
            }
            return List.of(new RowGroupPiece(place, pages, leaves, tree.columns()));
        } catch (IOException | RuntimeException e) {
            throw failure(index, e);
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

    @Override
    public long bytesRead() {
        return input.bytesRead();
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw ParquetFailures.of("closing", request.file().location(), e);
        }
    }
}
