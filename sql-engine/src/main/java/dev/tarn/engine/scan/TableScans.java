package dev.tarn.engine.scan;

import dev.tarn.engine.exec.Counters;
import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.LiveFilters;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.physical.Plan;
import dev.tarn.storage.ScanCounters;
import dev.tarn.storage.table.IcebergScan;
import dev.tarn.storage.table.ScanRequest;
import dev.tarn.storage.table.Split;
import dev.tarn.storage.table.TableScanPlan;

import java.util.ArrayList;
import java.util.List;

/// Flows of the rows of Iceberg tables: planned and read on virtual threads, a split at a time.
///
/// The scan's filter is applied while rows are decoded; nothing filters behind. So is what joins
/// have found out of the rows they need, for which the scan waits.
public final class TableScans {
    /// Splits that are read at once, for each worker: one to decode, one to wait for the store.
    private static final int READERS_PER_WORKER = 2;

    private TableScans() {}

    /// The rows of `scan`; where `lends` is set, in batches whose arrays are used again when the
    /// next one is asked for.
    public static Flow flow(Plan.TableScan scan, boolean lends, QueryContext query) {
        int workers = query.config().workerCount();
        LiveFilters live = query.live(scan);
        return live.before(
                Flow.from(
                        query,
                        new ReadAhead(
                                query,
                                () -> plan(scan, lends, query),
                                READERS_PER_WORKER * workers,
                                workers)));
    }

    private static List<ReadAhead.Read> plan(
            Plan.TableScan scan, boolean lends, QueryContext query) {
        Long snapshotId = scan.snapshotId();
        if (snapshotId == null) {
            return List.of();
        }
        TableScanPlan planned = IcebergScan.plan(request(scan, snapshotId, lends, query));
        Counters counters = query.counters();
        ScanCounters counted = query.counters().scan(scan);
        count(planned, counted);
        List<ReadAhead.Read> reads = new ArrayList<>();
        for (Split split : planned.splits()) {
            reads.add(buffer ->
                    SplitReads.readUncounted(
                            () -> new TimedPieces(() -> planned.pieces(split), counted),
                            counters,
                            buffer));
        }
        counters.totalSplits.add(reads.size());
        return reads;
    }

    /// What `scan` asks of storage at the snapshot `snapshotId`, once all that it waits for is
    /// known.
    static ScanRequest request(
            Plan.TableScan scan, long snapshotId, boolean lends, QueryContext query) {
        LiveFilters live = query.live(scan);
        return new ScanRequest(
                scan.table(),
                snapshotId,
                scan.projection(),
                scan.outputCount(),
                scan.pruning(),
                ScanFilters.of(scan.filter(), live.rows(), query.functions()),
                live,
                query.counters().scan(scan),
                query.config().batchRowCount(),
                lends);
    }

    /// Counts the files that planning looked at and left out.
    static void count(TableScanPlan planned, ScanCounters counted) {
        counted.files.add(planned.skipped().totalFiles());
        counted.skippedFiles.add(planned.skipped().skippedFiles());
    }
}
