package dev.tarn.storage.parquet;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.Piece;
import dev.tarn.storage.StorageException;

import org.apache.parquet.column.page.PageReadStore;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/// The rows of one row group. Holds the compressed pages of its columns, and one page of each
/// decompressed.
final class RowGroupPiece implements Piece {
    private final Place place;
    private final @Nullable PageReadStore pages;
    private final LeafReader[] leaves;
    private final List<ColumnNode> columns;
    private long done;

    /// Which rows these are: `rowCount` of row group `rowGroup`, from position `first` of the file.
    record Place(String location, int rowGroup, long first, long rowCount, int batchRowCount) {}

    RowGroupPiece(
            Place place,
            @Nullable PageReadStore pages,
            LeafReader[] leaves,
            List<ColumnNode> columns) {
        this.place = place;
        this.pages = pages;
        this.leaves = leaves;
        this.columns = columns;
    }

    @Override
    public @Nullable Batch next() {
        if (done == place.rowCount()) {
            return null;
        }
        int rowCount = (int) Math.min(place.rowCount() - done, place.batchRowCount());
        Vector[] vectors = new Vector[leaves.length];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = read(leaves[i], rowCount);
        }
        try {
            ColumnAssembly assembly = new ColumnAssembly(leaves, vectors, place.first() + done);
            Batch batch = new Batch(ColumnAssembly.buildAll(assembly, columns, rowCount), rowCount);
            done += rowCount;
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
                "row group %d, column %s".formatted(place.rowGroup(), column), place.location(), e);
    }

    @Override
    public long rowCount() {
        return place.rowCount();
    }

    @Override
    public void close() {
        if (pages != null) {
            pages.close();
        }
    }
}
