package dev.tarn.maintenance.plan;

import dev.tarn.storage.table.IcebergScan;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.util.StructLikeMap;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The data files of a snapshot and what applies to them: all that planning looks at.
///
/// Its sequence number is kept here, so that nothing asks for the snapshot again, which may expire
/// before a rewrite commits.
///
/// @param all data files, each with its deletes, planned without a filter so that they can be read
/// @param chosen locations of those that were asked for; null for all
public record TableFiles(
        long snapshotId,
        long sequenceNumber,
        List<FileScanTask> all,
        @Nullable Set<String> chosen,
        Schema schema,
        Map<Integer, PartitionSpec> specs,
        List<SortOrder> orders) {

    /// Those of `snapshot`, of which the ones are asked for that may have a row that meets `where`.
    public static TableFiles load(Table table, Snapshot snapshot, @Nullable Expression where) {
        long id = snapshot.snapshotId();
        Set<String> chosen = null;
        if (where != null) {
            chosen = new HashSet<>();
            for (FileScanTask file : IcebergScan.files(table, id, where)) {
                chosen.add(file.file().location());
            }
        }
        return new TableFiles(
                id,
                snapshot.sequenceNumber(),
                IcebergScan.planned(table, id),
                chosen,
                table.schema(),
                Map.copyOf(table.specs()),
                List.copyOf(table.sortOrders().values()));
    }

    /// Those of a table that has no snapshot.
    public static TableFiles none(Table table) {
        return new TableFiles(
                -1,
                0,
                List.of(),
                null,
                table.schema(),
                Map.copyOf(table.specs()),
                List.copyOf(table.sortOrders().values()));
    }

    boolean isChosen(FileScanTask file) {
        return chosen == null || chosen.contains(file.file().location());
    }

    /// The data files of each partition, of those that were asked for.
    public List<List<DataFile>> partitions() {
        Map<Integer, StructLikeMap<List<DataFile>>> ofSpecs = new HashMap<>();
        for (FileScanTask task : all) {
            if (isChosen(task)) {
                DataFile file = task.file();
                ofSpecs.computeIfAbsent(file.specId(), this::byPartition)
                        .computeIfAbsent(file.partition(), _ -> new ArrayList<>())
                        .add(file);
            }
        }
        List<List<DataFile>> partitions = new ArrayList<>();
        ofSpecs.values().forEach(ofSpec -> partitions.addAll(ofSpec.values()));
        return partitions;
    }

    private StructLikeMap<List<DataFile>> byPartition(int specId) {
        PartitionSpec spec = Objects.requireNonNull(specs.get(specId));
        return StructLikeMap.create(spec.partitionType());
    }

    /// How many data files each delete file by position applies to.
    public Map<DeleteKey, Integer> positionDeletes() {
        return positionDeletes(all);
    }

    /// The same of some files.
    public static Map<DeleteKey, Integer> positionDeletes(List<FileScanTask> files) {
        Map<DeleteKey, Integer> counts = new HashMap<>();
        for (FileScanTask file : files) {
            for (DeleteFile delete : file.deletes()) {
                if (DeleteKey.isByPosition(delete)) {
                    counts.merge(DeleteKey.of(delete), 1, Integer::sum);
                }
            }
        }
        return counts;
    }
}
