package dev.tarn.catalog.plan;

import dev.tarn.storage.NullPartitions;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Scan;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ManifestEvaluator;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.requests.PlanTableScanRequest;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A client's request, checked against the table's metadata and turned into Iceberg's own scan.
///
/// The scan runs over metadata in which the asked-for snapshot is current, and the schema is the
/// snapshot's own if the client wants that: so a filter is bound to the right names for a branch
/// and for time travel alike.
final class PreparedScan {
    private final Table table;
    private final @Nullable Snapshot snapshot;
    private final PlanTableScanRequest request;
    private final Scan<?, FileScanTask, ?> scan;
    private final Map<Integer, PartitionSpec> specs;

    private PreparedScan(
            Table table,
            @Nullable Snapshot snapshot,
            PlanTableScanRequest request,
            Map<Integer, PartitionSpec> specs) {
        this.table = table;
        this.snapshot = snapshot;
        this.request = request;
        this.specs = specs;
        this.scan =
                request.startSnapshotId() == null
                        ? configured(table.newScan(), table, request)
                        : configured(
                                table.newIncrementalAppendScan()
                                        .fromSnapshotExclusive(request.startSnapshotId())
                                        .toSnapshot(request.endSnapshotId()),
                                table,
                                request);
    }

    /// Reads nothing but the metadata given.
    ///
    /// @throws IllegalArgumentException the request names a snapshot or field the table has not
    /// @throws org.apache.iceberg.exceptions.ValidationException the filter does not fit the schema
    /// @throws UnsupportedOperationException the table is encrypted
    static PreparedScan of(
            String name, TableMetadata metadata, FileIO io, PlanTableScanRequest request) {
        TableMetadata seen = ScanRequests.asAskedFor(metadata, request);
        Table table = new BaseTable(new StaticTableOperations(seen, io), name, _ -> {});
        ScanRequests.check(table, request);
        Snapshot snapshot =
                request.endSnapshotId() == null
                        ? seen.currentSnapshot()
                        : seen.snapshot(request.endSnapshotId());
        return new PreparedScan(table, snapshot, request, metadata.specsById());
    }

    private static <T extends Scan<T, FileScanTask, ?>> T configured(
            T scan, Table table, PlanTableScanRequest request) {
        T result = scan.caseSensitive(request.caseSensitive());
        List<String> select = request.select();
        if (select != null && !select.isEmpty()) {
            result = result.select(select);
        }
        if (request.filter() != null) {
            result = result.filter(request.filter());
        }
        List<String> statsFields = request.statsFields();
        if (statsFields != null && !statsFields.isEmpty()) {
            result = result.includeColumnStats(ScanRequests.statsFields(table, request));
        }
        return result;
    }

    /// How much has to be read: bytes of the manifests that the filter leaves.
    long manifestBytes() {
        if (snapshot == null) {
            return 0;
        }
        Expression filter = request.filter() == null ? Expressions.alwaysTrue() : request.filter();
        Map<Integer, ManifestEvaluator> evaluators = new HashMap<>();
        table.specs()
                .forEach((id, spec) ->
                        evaluators.put(
                                id,
                                ManifestEvaluator.forRowFilter(
                                        filter, spec, request.caseSensitive())));
        long bytes = 0;
        for (ManifestFile manifest : snapshot.allManifests(table.io())) {
            ManifestEvaluator evaluator = evaluators.get(manifest.partitionSpecId());
            if (evaluator == null || evaluator.eval(manifest)) {
                bytes += manifest.length();
            }
        }
        return bytes;
    }

    /// Rows after which the client needs no more, or `Long.MAX_VALUE`.
    long rowsWanted() {
        Long rows = request.minRowsRequested();
        return rows == null ? Long.MAX_VALUE : rows;
    }

    /// The partition specs that files are printed with.
    Map<Integer, PartitionSpec> specs() {
        return specs;
    }

    /// Starts the scan; must be closed.
    CloseableIterable<FileScanTask> tasks() {
        Expression filter = request.filter();
        return filter == null
                ? scan.planFiles()
                : CloseableIterable.transform(
                        scan.planFiles(), task -> NullPartitions.guarded(task, filter));
    }
}
