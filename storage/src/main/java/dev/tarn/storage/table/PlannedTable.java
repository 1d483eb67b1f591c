package dev.tarn.storage.table;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.TableOperations;

import java.util.List;

/// A table of which it was planned before what a scan reads: these files, whichever snapshot and
/// filter the scan names, and no manifests. So a snapshot's files can be read in several scans, and
/// when it has expired.
public final class PlannedTable extends BaseTable {
    private static final long serialVersionUID = 1L;

    private final transient List<FileScanTask> tasks;

    /// @param tasks of a scan without a filter ([IcebergScan#planned])
    public PlannedTable(TableOperations operations, String name, List<FileScanTask> tasks) {
        super(operations, name);
        this.tasks = List.copyOf(tasks);
    }

    SnapshotFiles.Planned planned() {
        return new SnapshotFiles.Planned(tasks, new TableScanPlan.Skipped(0, 0, tasks.size(), 0));
    }
}
