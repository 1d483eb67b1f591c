package dev.tarn.storage.table;

import dev.tarn.storage.IcebergValues;

import org.apache.iceberg.BaseFileScanTask;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ResidualEvaluator;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/// Data files whose partition is told in the types that the table's columns have now. A branch is
/// planned with the schema of its snapshot, in which a column may be narrower; Iceberg's commits
/// take no such value (1.12, `PartitionData.get`).
final class WidenedPartitions {
    private static final DeleteFile[] NO_DELETES = {};

    private WidenedPartitions() {}

    /// `task`, or one for the same file, to be told of in a commit to `table` and not to be read.
    static FileScanTask of(FileScanTask task, Table table) {
        PartitionSpec now = Objects.requireNonNull(table.specs().get(task.spec().specId()));
        if (!now.isPartitioned() || types(task.spec()).equals(types(now))) {
            return task;
        }
        DataFile file = file(task.file(), now);
        return new BaseFileScanTask(
                file,
                task.deletes().toArray(NO_DELETES),
                SchemaParser.toJson(table.schema()),
                PartitionSpecParser.toJson(now),
                ResidualEvaluator.unpartitioned(Expressions.alwaysTrue()));
    }

    /// Iceberg's own copy asks for the partition in the types of `spec`.
    private static DataFile file(DataFile file, PartitionSpec spec) {
        return DataFiles.builder(spec)
                .withPath(file.location())
                .withFormat(file.format())
                .withFileSizeInBytes(file.fileSizeInBytes())
                .withMetrics(
                        new Metrics(
                                file.recordCount(),
                                file.columnSizes(),
                                file.valueCounts(),
                                file.nullValueCounts(),
                                file.nanValueCounts(),
                                file.lowerBounds(),
                                file.upperBounds()))
                .withPartition(new Widened(file.partition(), types(spec)))
                .build();
    }

    private static List<Type> types(PartitionSpec spec) {
        return spec.partitionType().fields().stream().map(Types.NestedField::type).toList();
    }

    /// A partition's values in wider `types`; read once, to be copied.
    private record Widened(StructLike narrow, List<Type> types) implements StructLike {
        @Override
        public int size() {
            return narrow.size();
        }

        @Override
        public <T> @Nullable T get(int position, Class<T> type) {
            Object value = narrow.get(position, Object.class);
            return type.cast(IcebergValues.widened(types.get(position), value));
        }

        @Override
        public <T> void set(int position, T value) {
            throw new UnsupportedOperationException("Partitions never change");
        }
    }
}
