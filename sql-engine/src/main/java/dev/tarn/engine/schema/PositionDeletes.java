package dev.tarn.engine.schema;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.physical.RowSource;
import dev.tarn.storage.IcebergTypes;
import dev.tarn.storage.delete.DeleteFileLoader;
import dev.tarn.storage.delete.PositionSet;

import org.apache.iceberg.BatchScan;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Partitioning;
import org.apache.iceberg.PositionDeletesScanTask;
import org.apache.iceberg.PositionDeletesTable;
import org.apache.iceberg.ScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.PartitionUtil;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The metadata table `position_deletes`: each row that a position delete file or a deletion vector
/// deletes, by data file and position. As Iceberg's but for its column `row`, what was deleted,
/// which hardly any writer fills in.
record PositionDeletes(Table metadata, @Nullable Long snapshotId, Schema columns)
        implements RowSource {

    private static final String ROW = MetadataColumns.DELETE_FILE_ROW_FIELD_NAME;

    static PositionDeletes of(Table metadata, @Nullable Long snapshotId) {
        Schema columns =
                new Schema(
                        metadata.schema().columns().stream()
                                .filter(column -> !column.name().equals(ROW))
                                .toList());
        return new PositionDeletes(metadata, snapshotId, columns);
    }

    Relation relation(String fullName) {
        return new Relation.OfRows(fullName, fields(), this);
    }

    private List<Field> fields() {
        return IcebergTypes.fields(columns);
    }

    @Override
    public void produce(Consumer<Batch> batches) {
        BatchScan scan = ((PositionDeletesTable) metadata).newBatchScan();
        if (snapshotId != null) {
            scan = scan.useSnapshot(snapshotId);
        }
        DeleteFileLoader loader = new DeleteFileLoader(metadata.io());
        Rows rows = new Rows(batches);
        try (CloseableIterable<ScanTask> tasks = scan.planFiles()) {
            for (ScanTask task : tasks) {
                PositionDeletesScanTask deletes = (PositionDeletesScanTask) task;
                Map<String, PositionSet> byFile = loader.positions(deletes.file());
                byFile.forEach((file, positions) -> rows.add(file, positions, deletes));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rows.flush();
    }

    /// Rows on their way out, a batch at a time.
    private final class Rows {
        private final Consumer<Batch> batches;
        private List<List<@Nullable Object>> rows = new ArrayList<>();

        Rows(Consumer<Batch> batches) {
            this.batches = batches;
        }

        void add(String file, PositionSet positions, PositionDeletesScanTask task) {
            List<@Nullable Object> same = constants(task);
            positions.forEach(position -> {
                List<@Nullable Object> row = new ArrayList<>();
                row.add(file);
                row.add(position);
                row.addAll(same);
                rows.add(row);
                if (rows.size() == Batch.TARGET_ROW_COUNT) {
                    flush();
                }
            });
        }

        void flush() {
            if (!rows.isEmpty()) {
                batches.accept(RowBatches.batch(fields(), rows));
                rows = new ArrayList<>();
            }
        }
    }

    /// What stands behind the position in all rows of one delete file.
    private List<@Nullable Object> constants(PositionDeletesScanTask task) {
        DeleteFile file = task.file();
        List<@Nullable Object> values = new ArrayList<>();
        for (Types.NestedField column : columns.columns().subList(2, columns.columns().size())) {
            Object value =
                    switch (column.name()) {
                        case PositionDeletesTable.PARTITION -> partition(task);
                        case PositionDeletesTable.SPEC_ID -> file.specId();
                        case PositionDeletesTable.DELETE_FILE_PATH -> file.location();
                        case PositionDeletesTable.CONTENT_OFFSET -> file.contentOffset();
                        case PositionDeletesTable.CONTENT_SIZE_IN_BYTES ->
                                file.contentSizeInBytes();
                        default -> null;
                    };
            values.add(IcebergValues.toJava(column.type(), value));
        }
        return values;
    }

    private StructLike partition(PositionDeletesScanTask task) {
        PartitionSpec spec = task.spec();
        return PartitionUtil.coercePartition(
                Partitioning.partitionType(metadata), spec, task.file().partition());
    }
}
