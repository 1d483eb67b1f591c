package dev.tarn.storage.table;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/// All data files of a snapshot with their statistics and deletes, for who adds up what manifests
/// say.
///
/// Manifests that scans keep are decoded once for both ([KeptManifests]), so that after a commit
/// only new ones are read. Iceberg's own planning, which polls the threads that it reads with, is
/// asked where there are deletes, which it has to match with files, and where manifests are long.
public final class LiveFiles {
    private LiveFiles() {}

    /// The files of `snapshot`, read as they are asked for; some manifests are in memory at a time.
    /// Used by one thread, which reading blocks; must be closed.
    ///
    /// @throws RuntimeException of any kind, also while it is read, if manifests cannot be read
    public static CloseableIterable<FileScanTask> of(Table table, Snapshot snapshot) {
        CloseableIterable<FileScanTask> kept =
                table.getClass() == BaseTable.class
                        ? SnapshotFiles.all(KeptManifests.SHARED, table, snapshot)
                        : null;
        return kept != null
                ? kept
                : table.newScan()
                        .useSnapshot(snapshot.snapshotId())
                        .includeColumnStats()
                        .planFiles();
    }
}
