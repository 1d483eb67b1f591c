package dev.tarn.storage.table;

import dev.tarn.storage.FilterColumns;
import dev.tarn.storage.KeyStart;
import dev.tarn.storage.NullPartitions;
import dev.tarn.storage.PieceReader;
import dev.tarn.storage.ScanCounters;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.file.FileReaders;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ResidualEvaluator;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.metrics.CounterResult;
import org.apache.iceberg.metrics.MetricsReporter;
import org.apache.iceberg.metrics.ScanMetricsResult;
import org.apache.iceberg.metrics.ScanReport;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// Scans of Iceberg tables.
public final class IcebergScan implements TableScanPlan {
    private final List<Split> splits;
    private final Skipped skipped;
    private final SplitReaders readers;

    private IcebergScan(List<Split> splits, Skipped skipped, SplitReaders readers) {
        this.splits = List.copyOf(splits);
        this.skipped = skipped;
        this.readers = readers;
    }

    /// Plans `request`: reads the manifests of its snapshot and cuts the files that are left into
    /// splits, biggest first. A `snapshotId` below 0 is a table without a snapshot, and empty.
    ///
    /// @throws StorageException if manifests cannot be read
    public static IcebergScan plan(ScanRequest request) {
        return plan(request, SplitCutter::cut);
    }

    /// The same with a split for each file.
    public static IcebergScan ofWholeFiles(ScanRequest request) {
        return plan(request, SplitCutter::whole);
    }

    private static IcebergScan plan(
            ScanRequest request, Function<List<FileScanTask>, List<Split>> cutting) {
        Schema schema = planningSchema(request);
        SplitReaders readers = new SplitReaders(request, schema);
        if (request.snapshotId() < 0) {
            return new IcebergScan(List.of(), new Skipped(0, 0, 0, 0), readers);
        }
        NamedFiles named = NamedFiles.of(request.filter());
        Expression filter = filter(named.rest(), request, schema);
        SnapshotFiles.Planned planned = named.of(planFiles(request, schema, filter));
        List<FileScanTask> tasks = new ArrayList<>(planned.tasks());
        tasks.replaceAll(task -> NullPartitions.guarded(task, filter));
        return new IcebergScan(cutting.apply(tasks), planned.skipped(), readers);
    }

    private static SnapshotFiles.Planned planFiles(
            ScanRequest request, Schema schema, Expression filter) {
        Table table = request.table();
        if (table instanceof PlannedTable known) {
            return known.planned();
        }
        try {
            SnapshotFiles.Planned planned =
                    table.getClass() == BaseTable.class
                            ? fromKept((BaseTable) table, request, schema, filter)
                            : null;
            return planned == null ? icebergs(request, filter) : planned;
        } catch (NotFoundException e) {
            throw new StorageException(
                    StorageException.Kind.NOT_FOUND,
                    "Cannot plan a scan of %s, snapshot %d: %s"
                            .formatted(table.name(), request.snapshotId(), e.getMessage()),
                    e);
        } catch (UncheckedIOException e) {
            throw new StorageException(
                    StorageException.Kind.IO,
                    "Cannot plan a scan of %s: %s".formatted(table.name(), e.getMessage()),
                    e);
        }
    }

    private static SnapshotFiles.@Nullable Planned fromKept(
            BaseTable table, ScanRequest request, Schema schema, Expression filter) {
        Snapshot snapshot = table.snapshot(request.snapshotId());
        if (snapshot == null) {
            return null;
        }
        long begin = System.nanoTime();
        SnapshotFiles.Planned planned =
                SnapshotFiles.plan(KeptManifests.SHARED, table, snapshot, filter, schema);
        if (planned != null) {
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            ScanReports.report(table, request, filter, planned, took);
        }
        return planned;
    }

    /// Iceberg's own planning, for tables with deletes and those that plan in a way of their own.
    static SnapshotFiles.Planned icebergs(ScanRequest request, Expression filter) {
        AtomicReference<@Nullable ScanReport> report = new AtomicReference<>();
        MetricsReporter reporter =
                made -> {
                    if (made instanceof ScanReport scan) {
                        report.set(scan);
                    }
                };
        TableScan scan =
                request.table()
                        .newScan()
                        .useSnapshot(request.snapshotId())
                        .filter(filter)
                        .metricsReporter(reporter);
        List<FileScanTask> tasks = new ArrayList<>();
        try (CloseableIterable<FileScanTask> files = scan.planFiles()) {
            files.forEach(tasks::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SnapshotFiles.Planned(tasks, skipped(report.get()));
    }

    /// The data files at `locations`, each with its deletes, of those in `snapshotId` of `table`
    /// that `filter`, which names columns as the table does now, cannot rule out. For commits: what
    /// is read goes another way.
    public static List<FileScanTask> files(
            Table table, long snapshotId, Expression filter, Collection<String> locations) {
        return widened(
                table,
                new NamedFiles(new HashSet<>(locations), filter)
                        .of(planned(table, snapshotId, filter)));
    }

    /// The data files in `snapshotId` of `table`, each with its deletes, that `filter`, which names
    /// columns as the table does now, cannot rule out.
    public static List<FileScanTask> files(Table table, long snapshotId, Expression filter) {
        return widened(table, planned(table, snapshotId, filter));
    }

    /// All data files in `snapshotId` of `table`, each with its deletes, for a [PlannedTable] to
    /// read.
    public static List<FileScanTask> planned(Table table, long snapshotId) {
        return planned(table, snapshotId, Expressions.alwaysTrue()).tasks();
    }

    /// The data file of one of [#planned], as commits to `table` are told of it.
    public static DataFile committed(FileScanTask task, Table table) {
        return WidenedPartitions.of(task, table).file();
    }

    private static List<FileScanTask> widened(Table table, SnapshotFiles.Planned planned) {
        return planned.tasks().stream().map(task -> WidenedPartitions.of(task, table)).toList();
    }

    private static SnapshotFiles.Planned planned(Table table, long snapshotId, Expression filter) {
        ScanRequest request = new ScanRequest(table, snapshotId, table.schema(), filter, 1);
        Schema schema = planningSchema(request);
        return planFiles(request, schema, filter(filter, request, schema));
    }

    /// The schema that Iceberg plans with, and that residuals are named after: the table's own for
    /// its current snapshot, and that of the snapshot for any other.
    static Schema planningSchema(ScanRequest request) {
        Table table = request.table();
        Snapshot current = table.currentSnapshot();
        if (request.snapshotId() < 0
                || (current != null && current.snapshotId() == request.snapshotId())) {
            return table.schema();
        }
        return SnapshotUtil.schemaFor(table, request.snapshotId());
    }

    /// `filter`, which names columns as `request` does, with the names they have in `schema`.
    private static Expression filter(Expression filter, ScanRequest request, Schema schema) {
        return FilterColumns.renamed(
                filter,
                name -> {
                    Types.NestedField column = request.projection().findField(name);
                    return column == null ? null : schema.findColumnName(column.fieldId());
                });
    }

    private static Skipped skipped(@Nullable ScanReport report) {
        if (report == null) {
            return new Skipped(0, 0, 0, 0);
        }
        ScanMetricsResult metrics = report.scanMetrics();
        long skippedFiles = value(metrics.skippedDataFiles());
        return new Skipped(
                value(metrics.totalDataManifests()),
                value(metrics.skippedDataManifests()),
                value(metrics.resultDataFiles()) + skippedFiles,
                skippedFiles);
    }

    private static long value(@Nullable CounterResult counter) {
        return counter == null ? 0 : counter.value();
    }

    @Override
    public List<Split> splits() {
        return splits;
    }

    @Override
    public Skipped skipped() {
        return skipped;
    }

    @Override
    public PieceReader pieces(Split split) {
        return readers.open(split);
    }

    /// The same splits, of which fewer rows are read.
    public IcebergScan narrowed(ScanRequest request) {
        return new IcebergScan(splits, skipped, new SplitReaders(request, planningSchema(request)));
    }

    /// Where the parts of the file of `split` begin by the values of `column`, as far as that is
    /// told.
    public static List<KeyStart> keyStarts(Split split, Table table, Types.NestedField column) {
        DataFile file = split.task().file();
        return FileReaders.keyStarts(
                table.io().newInputFile(file), file.format(), column.fieldId(), column.type());
    }

    /// All rows of the file of `split`, as the columns of `columns`: those that are deleted or that
    /// the scan's filter leaves out as well.
    public static PieceReader allRows(Split split, ScanRequest columns) {
        DataFile file = split.task().file();
        PartitionSpec spec = Objects.requireNonNull(columns.table().specs().get(file.specId()));
        FileScanTask whole =
                new PlannedFile(
                        file,
                        spec,
                        ResidualEvaluator.unpartitioned(Expressions.alwaysTrue()),
                        PlannedFile.Texts.of(spec));
        return new SplitReaders(columns, planningSchema(columns))
                .open(new Split(whole, whole.length(), file.recordCount()));
    }

    /// What the splits opened so far counted.
    public ScanCounters counters() {
        return readers.counters();
    }
}
