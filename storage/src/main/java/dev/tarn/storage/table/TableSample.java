package dev.tarn.storage.table;

import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.SampleRequest;
import dev.tarn.storage.ValueRun;
import dev.tarn.storage.file.FileReaders;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// A bounded part of a table's values at a snapshot: what columns hold at [#PLACES] places, one of
/// them anywhere in each eighth of the rows. The places follow from the number of rows alone, so
/// that the same rows are looked at each time, also in a copy of the table. Deletes are not looked
/// at. Files are read one by one, by any threads.
public final class TableSample {
    /// Places that are looked at.
    public static final int PLACES = 8;

    /// Rows at each place, where not the values of a whole row group are told.
    public static final int RUN_ROWS = 2048;

    /// Stored bytes that are read of one column at one place, at most.
    public static final long PLACE_BYTES = 512L << 10;

    private final List<Part> parts;
    private final long rowCount;
    private final SplitReaders readers;

    /// The places in one file: positions of rows, ascending.
    private record Part(FileScanTask file, List<Long> positions) {}

    private TableSample(List<Part> parts, long rowCount, SplitReaders readers) {
        this.parts = parts;
        this.rowCount = rowCount;
        this.readers = readers;
    }

    /// Chooses the places; reads manifests that are not kept.
    ///
    /// @throws RuntimeException of any kind if manifests cannot be read
    public static TableSample of(Table table, long snapshotId) {
        ScanRequest all =
                new ScanRequest(
                        table, snapshotId, table.schema(), Expressions.alwaysTrue(), RUN_ROWS);
        Schema schema = IcebergScan.planningSchema(all);
        List<FileScanTask> files = files(all, schema);
        long rows = 0;
        for (FileScanTask file : files) {
            rows += file.file().recordCount();
        }
        return new TableSample(parts(files, rows), rows, new SplitReaders(all, schema));
    }

    private static List<FileScanTask> files(ScanRequest all, Schema schema) {
        Table table = all.table();
        Snapshot snapshot = table.snapshot(all.snapshotId());
        if (snapshot == null) {
            return List.of();
        }
        SnapshotFiles.Planned kept =
                table.getClass() == BaseTable.class
                        ? SnapshotFiles.plan(
                                KeptManifests.SHARED, table, snapshot, all.filter(), schema)
                        : null;
        return (kept == null ? IcebergScan.icebergs(all, all.filter()) : kept).tasks();
    }

    private static List<Part> parts(List<FileScanTask> files, long rows) {
        SplittableRandom random = new SplittableRandom(rows);
        Map<Integer, Part> parts = new TreeMap<>();
        int file = 0;
        long before = 0;
        for (int place = 0; rows > 0 && place < PLACES; place++) {
            long row = (long) ((place + random.nextDouble()) / PLACES * rows);
            while (file < files.size() - 1
                    && row - before >= files.get(file).file().recordCount()) {
                before += files.get(file).file().recordCount();
                file++;
            }
            FileScanTask task = files.get(file);
            parts.computeIfAbsent(file, _ -> new Part(task, new ArrayList<>()))
                    .positions
                    .add(row - before);
        }
        return List.copyOf(parts.values());
    }

    /// Rows of the table, deleted ones among them.
    public long rowCount() {
        return rowCount;
    }

    /// How many files have places, at most [#PLACES].
    public int fileCount() {
        return parts.size();
    }

    /// What `column`, one of the table's own that is not nested, holds at the places in a file;
    /// fewer runs than places where some fall together, or would take too many bytes. Blocks.
    ///
    /// @throws dev.tarn.storage.StorageException if the file cannot be read
    public List<ValueRun> runs(int file, Types.NestedField column) {
        Part part = parts.get(file);
        FileFormat format = part.file.file().format();
        long mostBytes = PLACE_BYTES * part.positions.size();
        if (format == FileFormat.ORC && storedBytes(part.file.file(), column) > mostBytes) {
            // A stripe of the column is read at once.
            return List.of();
        }
        FileReadRequest read = readers.fileRequest(part.file, new Schema(column));
        return FileReaders.sample(
                format, new SampleRequest(read, part.positions, RUN_ROWS, mostBytes));
    }

    private static long storedBytes(DataFile file, Types.NestedField column) {
        Map<Integer, Long> sizes = file.columnSizes();
        Long bytes = sizes == null ? null : sizes.get(column.fieldId());
        return bytes == null ? file.fileSizeInBytes() : bytes;
    }
}
