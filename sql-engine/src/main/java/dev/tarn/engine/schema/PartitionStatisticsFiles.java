package dev.tarn.engine.schema;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionStatistics;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.Partitioning;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Reads the rows of each partition from the file that a table may have of them for one snapshot
/// (Iceberg's specification, "Partition Statistics").
final class PartitionStatisticsFiles {
    /// Longer files, or with more partitions, are left alone, as planning must stay quick.
    static final long MAX_BYTES = 16L << 20;

    static final int MAX_PARTITIONS = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(PartitionStatisticsFiles.class);

    private PartitionStatisticsFiles() {}

    /// The rows of the partitions of `snapshot` by the columns `fields`; null where there is no
    /// file of exactly this snapshot, or none that can be read and has as many rows.
    static @Nullable PartitionTotals read(
            Table table, Snapshot snapshot, List<Types.NestedField> fields) {
        PartitionStatisticsFile file = find(table, snapshot);
        if (file == null) {
            return null;
        }
        try {
            return read(table, snapshot, new PartitionTotals(fields));
        } catch (IOException | RuntimeException e) {
            LOG.debug(
                    "event=no_partition_statistics table={} snapshot={} file={}",
                    table.name(),
                    snapshot.snapshotId(),
                    file.path(),
                    e);
            return null;
        }
    }

    /// The file of exactly this snapshot; null where there is none, or a long one.
    static @Nullable PartitionStatisticsFile find(Table table, Snapshot snapshot) {
        for (PartitionStatisticsFile file : table.partitionStatisticsFiles()) {
            if (file.snapshotId() == snapshot.snapshotId()) {
                return file.fileSizeInBytes() <= MAX_BYTES ? file : null;
            }
        }
        return null;
    }

    private static PartitionTotals read(Table table, Snapshot snapshot, PartitionTotals totals)
            throws IOException {
        Map<Integer, Integer> positions = new HashMap<>();
        for (Types.NestedField field : Partitioning.partitionType(table).fields()) {
            positions.put(field.fieldId(), positions.size());
        }
        long rows = 0;
        int partitions = 0;
        try (CloseableIterable<PartitionStatistics> read =
                table.newPartitionStatisticsScan().useSnapshot(snapshot.snapshotId()).scan()) {
            for (PartitionStatistics partition : read) {
                partitions++;
                if (partitions > MAX_PARTITIONS) {
                    throw new IOException("More than " + MAX_PARTITIONS + " partitions");
                }
                rows += partition.dataRecordCount();
                PartitionSpec spec = Objects.requireNonNull(table.specs().get(partition.specId()));
                StructLike tuple = partition.partition();
                totals.add(
                        spec,
                        i -> value(tuple, positions.get(spec.fields().get(i).fieldId())),
                        live(partition));
            }
        }
        Map<String, String> summary = snapshot.summary();
        String counted = summary == null ? null : summary.get(SnapshotSummary.TOTAL_RECORDS_PROP);
        if (counted != null && Long.parseLong(counted) != rows) {
            throw new IOException("%d rows, and %s in the snapshot".formatted(rows, counted));
        }
        return totals;
    }

    private static @Nullable Object value(StructLike tuple, @Nullable Integer position) {
        return position == null ? null : tuple.get(position, Object.class);
    }

    /// Rows that deletes leave, as far as these are counted one by one: deletion vectors.
    private static double live(PartitionStatistics partition) {
        Long total = partition.totalRecords();
        if (total != null) {
            return total;
        }
        Integer files = partition.positionDeleteFileCount();
        Long deleted = files == null || files > 0 ? null : partition.positionDeleteRecordCount();
        return Math.max(0, partition.dataRecordCount() - (deleted == null ? 0 : deleted));
    }
}
