package dev.tarn.maintenance.statistics;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.ProcedureTable;
import dev.tarn.engine.spi.TableProcedure;

import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.PartitionStatsHandler;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// `compute_partition_stats`, as in Spark: the statistics of each partition, from those of an
/// ancestor where there are some, by Iceberg's own code. A table without partitions or snapshots
/// has none, and the result is NULL.
public final class PartitionStatistics implements TableProcedure {
    @Override
    public String name() {
        return "compute_partition_stats";
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                new Argument("table", DataType.STRING, true, null),
                new Argument("snapshot_id", DataType.BIGINT, false, null));
    }

    @Override
    public List<Field> output() {
        return List.of(new Field("partition_statistics_file", DataType.STRING));
    }

    @Override
    public List<List<@Nullable Object>> rows(ProcedureTable of, Map<String, Object> arguments) {
        Table table = of.table();
        Snapshot snapshot = table.currentSnapshot();
        Object asked = arguments.get("snapshot_id");
        if (asked != null) {
            snapshot = table.snapshot((Long) asked);
            if (snapshot == null) {
                throw new SqlException(
                        ErrorCode.NOT_FOUND,
                        "Table %s does not have a snapshot %d".formatted(of.name(), (Long) asked));
            }
        }
        PartitionStatisticsFile file =
                snapshot == null || table.spec().isUnpartitioned()
                        ? null
                        : compute(table, snapshot);
        return List.of(Arrays.asList((Object) (file == null ? null : file.path())));
    }

    private static @Nullable PartitionStatisticsFile compute(Table table, Snapshot snapshot) {
        PartitionStatisticsFile file;
        try {
            file = PartitionStatsHandler.computeAndWriteStatsFile(table, snapshot.snapshotId());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (file != null) {
            try {
                table.updatePartitionStatistics().setPartitionStatistics(file).commit();
            } catch (RuntimeException e) {
                deleteUnused(table, file, e);
                throw e;
            }
        }
        return file;
    }

    /// Unless the commit may have been.
    private static void deleteUnused(
            Table table, PartitionStatisticsFile file, RuntimeException reason) {
        if (reason instanceof CommitFailedException) {
            try {
                table.io().deleteFile(file.path());
            } catch (RuntimeException e) {
                reason.addSuppressed(e);
            }
        }
    }
}
