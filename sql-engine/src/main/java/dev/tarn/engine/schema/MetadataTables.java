package dev.tarn.engine.schema;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.RowSource;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataTableType;
import org.apache.iceberg.MetadataTableUtils;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Iceberg's metadata tables (`t.snapshots`, `"t$files"`), their rows as iceberg-core makes them,
/// and those of our own ([LoadTables]).
public final class MetadataTables {
    private MetadataTables() {}

    /// Whether a metadata table has this name.
    public static boolean isName(String name) {
        return type(name) != null || LoadTables.of(name) != null;
    }

    private static @Nullable MetadataTableType type(String name) {
        return MetadataTableType.from(name.toUpperCase(Locale.ROOT));
    }

    /// The metadata table `kind` of `table`; null where there is no such kind.
    static @Nullable Relation find(
            String fullName, Table table, String kind, @Nullable TableVersion version) {
        LoadTables ofLoads = LoadTables.of(kind);
        if (ofLoads != null) {
            if (version != null) {
                throw new SqlException(
                        ErrorCode.NOT_SUPPORTED,
                        "Metadata table %s has no versions".formatted(fullName));
            }
            return ofLoads.relation(fullName, table);
        }
        MetadataTableType type = type(kind);
        if (type == null) {
            return null;
        }
        Table metadata = MetadataTableUtils.createMetadataTableInstance(table, type);
        Long snapshotId = version == null ? null : version.choose(fullName, table).snapshotId();
        if (type == MetadataTableType.POSITION_DELETES) {
            return PositionDeletes.of(metadata, snapshotId).relation(fullName);
        }
        List<Field> columns = IcebergTypes.fields(metadata.schema());
        return new Relation.OfRows(fullName, columns, new Scan(metadata, snapshotId, columns));
    }

    /// Reads a metadata table when the query runs.
    private record Scan(Table metadata, @Nullable Long snapshotId, List<Field> columns)
            implements RowSource {

        @Override
        public void produce(Consumer<Batch> batches) {
            TableScan scan = metadata.newScan();
            if (snapshotId != null) {
                scan = scan.useSnapshot(snapshotId);
            }
            List<List<@Nullable Object>> rows = new ArrayList<>();
            try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
                for (FileScanTask task : tasks) {
                    try (CloseableIterable<StructLike> structs = task.asDataTask().rows()) {
                        for (StructLike struct : structs) {
                            rows.add(row(struct));
                            if (rows.size() == Batch.TARGET_ROW_COUNT) {
                                batches.accept(RowBatches.batch(columns, rows));
                                rows = new ArrayList<>();
                            }
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (!rows.isEmpty()) {
                batches.accept(RowBatches.batch(columns, rows));
            }
        }

        private List<@Nullable Object> row(StructLike struct) {
            List<Types.NestedField> fields = metadata.schema().columns();
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < fields.size(); i++) {
                Object value = struct.get(i, Object.class);
                values.add(IcebergValues.toJava(fields.get(i).type(), value));
            }
            return values;
        }
    }
}
