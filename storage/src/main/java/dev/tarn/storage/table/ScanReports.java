package dev.tarn.storage.table;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.ExpressionUtil;
import org.apache.iceberg.metrics.DefaultMetricsContext;
import org.apache.iceberg.metrics.ImmutableScanReport;
import org.apache.iceberg.metrics.ScanMetrics;
import org.apache.iceberg.metrics.ScanMetricsResult;
import org.apache.iceberg.types.Types;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Reports of the scans that [SnapshotFiles] planned, as Iceberg makes them of its own, to whoever
/// the table says: a catalog's metrics route, for one.
final class ScanReports {
    private ScanReports() {}

    static void report(
            BaseTable table,
            ScanRequest request,
            Expression filter,
            SnapshotFiles.Planned planned,
            Duration took) {
        Schema schema = request.projection();
        List<Integer> ids = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Types.NestedField column : schema.columns()) {
            ids.add(column.fieldId());
            names.add(column.name());
        }
        table.reporter()
                .report(
                        ImmutableScanReport.builder()
                                .tableName(table.name())
                                .snapshotId(request.snapshotId())
                                .schemaId(table.schema().schemaId())
                                .projectedFieldIds(ids)
                                .projectedFieldNames(names)
                                .filter(ExpressionUtil.sanitize(filter))
                                .scanMetrics(ScanMetricsResult.fromScanMetrics(of(planned, took)))
                                .build());
    }

    private static ScanMetrics of(SnapshotFiles.Planned planned, Duration took) {
        ScanMetrics metrics = ScanMetrics.of(new DefaultMetricsContext());
        TableScanPlan.Skipped skipped = planned.skipped();
        metrics.totalPlanningDuration().record(took.toNanos(), TimeUnit.NANOSECONDS);
        metrics.totalDataManifests().increment(skipped.totalManifests());
        metrics.totalDeleteManifests().increment(0);
        metrics.skippedDataManifests().increment(skipped.skippedManifests());
        metrics.scannedDataManifests()
                .increment(skipped.totalManifests() - skipped.skippedManifests());
        metrics.skippedDataFiles().increment(skipped.skippedFiles());
        metrics.resultDataFiles().increment(planned.tasks().size());
        long bytes = 0;
        for (FileScanTask task : planned.tasks()) {
            bytes += task.file().fileSizeInBytes();
        }
        metrics.totalFileSizeInBytes().increment(bytes);
        return metrics;
    }
}
