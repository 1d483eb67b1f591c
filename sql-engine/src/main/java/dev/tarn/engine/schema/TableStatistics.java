package dev.tarn.engine.schema;

import dev.tarn.storage.table.LiveFiles;

import org.apache.iceberg.BlobMetadata;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What a table's metadata says of its contents at a snapshot: rows, and for each column nulls,
/// bounds, stored bytes and distinct values.
///
/// Rows, nulls, bounds and bytes are the sums over the manifests' entries, and so are the rows of
/// each partition; a column of which any file says nothing is unknown in that regard. Distinct
/// values are those of a Puffin sketch of the snapshot or the nearest one before it. Read once a
/// snapshot, which never changes, and its statistics files, which may come later; kept for the last
/// [#MAX_TABLES] of these. Of a table of more than [#MAX_FILES] files only the first are read, as
/// planning must stay quick: its statistics are not [#complete], and the rows of its partitions are
/// those of the snapshot's partition statistics file, if it has one.
public final class TableStatistics {
    private static final int MAX_TABLES = 256;
    private static final int MAX_FILES = 10_000;
    private static final String DISTINCT_PROPERTY = "ndv";
    private static final Map<Key, TableStatistics> KEPT =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, TableStatistics> eldest) {
                    return size() > MAX_TABLES;
                }
            };

    /// What is kept of a table of which nothing is known.
    public static final TableStatistics UNKNOWN =
            new TableStatistics(-1, -1, 0, false, false, Map.of());

    private final long rows;
    private final double liveRows;
    private final int files;
    private final boolean complete;
    private final boolean deletes;
    private final Map<Integer, ColumnStatistics> columns;

    /// @param files where statistics are told that may come later than the snapshot
    private record Key(Object table, long snapshotId, int schemaId, List<String> files) {
        static Key of(Table table, Snapshot snapshot, Schema schema) {
            List<String> files = new ArrayList<>();
            StatisticsFile sketches = sketches(table, snapshot);
            if (sketches != null) {
                files.add(sketches.path());
            }
            PartitionStatisticsFile partitions = PartitionStatisticsFiles.find(table, snapshot);
            if (partitions != null) {
                files.add(partitions.path());
            }
            return new Key(identity(table), snapshot.snapshotId(), schema.schemaId(), files);
        }
    }

    private TableStatistics(
            long rows,
            double liveRows,
            int files,
            boolean complete,
            boolean deletes,
            Map<Integer, ColumnStatistics> columns) {
        this.rows = rows;
        this.liveRows = liveRows;
        this.files = files;
        this.complete = complete;
        this.deletes = deletes;
        this.columns = columns;
    }

    /// The statistics of `relation`; [#UNKNOWN] where its manifests cannot be read, which the scan
    /// then tells.
    static TableStatistics of(Relation.OfTable relation) {
        return of(relation.table(), relation.snapshotId(), relation.schema());
    }

    /// The statistics of the columns of `schema`, a table's own, at a snapshot.
    public static TableStatistics of(Table table, @Nullable Long id, Schema schema) {
        Snapshot snapshot = id == null ? null : table.snapshot(id);
        if (snapshot == null) {
            return UNKNOWN;
        }
        Key key = Key.of(table, snapshot, schema);
        synchronized (KEPT) {
            TableStatistics kept = KEPT.get(key);
            if (kept != null) {
                return kept;
            }
        }
        TableStatistics read;
        try {
            read = read(table, snapshot, schema.columns(), MAX_FILES);
        } catch (RuntimeException e) {
            return UNKNOWN;
        }
        synchronized (KEPT) {
            KEPT.put(key, read);
        }
        return read;
    }

    /// Which table `table` is, for keys of what is kept of it.
    public static Object identity(Table table) {
        return table.location() + " " + Objects.toString(table.uuid());
    }

    static TableStatistics read(
            Table table, Snapshot snapshot, List<Types.NestedField> fields, int maxFiles) {
        List<ColumnTotals> totals = new ArrayList<>();
        for (Types.NestedField field : fields) {
            totals.add(new ColumnTotals(field));
        }
        PartitionTotals partitions = new PartitionTotals(fields);
        Map<Integer, PartitionSpec> specs = table.specs();
        long rows = 0;
        int files = 0;
        boolean complete = true;
        boolean deletes = false;
        try (CloseableIterable<FileScanTask> tasks = LiveFiles.of(table, snapshot)) {
            for (FileScanTask task : tasks) {
                if (files == maxFiles) {
                    complete = false;
                    break;
                }
                files++;
                rows += task.file().recordCount();
                deletes |= !task.deletes().isEmpty();
                totals.forEach(total -> total.add(task.file()));
                // Not the task's, which parses JSON for each file.
                PartitionSpec spec = Objects.requireNonNull(specs.get(task.file().specId()));
                StructLike tuple = task.file().partition();
                partitions.add(spec, i -> tuple.get(i, Object.class), live(task));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        PartitionTotals told =
                complete ? partitions : PartitionStatisticsFiles.read(table, snapshot, fields);
        Map<Integer, Double> distinct = distinct(sketches(table, snapshot));
        Map<Integer, ColumnStatistics> columns = new HashMap<>();
        for (ColumnTotals total : totals) {
            int id = total.fieldId();
            Histogram histogram = told == null ? null : told.histogram(id);
            columns.put(id, total.statistics(rows, distinct.get(id), histogram));
        }
        double liveRows = told == null ? -1 : told.rows();
        return new TableStatistics(rows, liveRows, files, complete, deletes, Map.copyOf(columns));
    }

    /// The rows of a file less those that deletes of this file alone name: deletion vectors, and
    /// position deletes by file.
    private static double live(FileScanTask task) {
        long deleted = 0;
        for (DeleteFile delete : task.deletes()) {
            deleted += delete.referencedDataFile() == null ? 0 : delete.recordCount();
        }
        return Math.max(0, task.file().recordCount() - deleted);
    }

    /// The latest statistics file not younger than `snapshot`; null where there is none.
    private static @Nullable StatisticsFile sketches(Table table, Snapshot snapshot) {
        StatisticsFile latest = null;
        long latestSequence = -1;
        for (StatisticsFile file : table.statisticsFiles()) {
            Snapshot of = table.snapshot(file.snapshotId());
            if (of != null
                    && of.sequenceNumber() <= snapshot.sequenceNumber()
                    && of.sequenceNumber() >= latestSequence
                    && of.timestampMillis() <= snapshot.timestampMillis()) {
                latest = file;
                latestSequence = of.sequenceNumber();
            }
        }
        return latest;
    }

    /// Distinct values by field.
    private static Map<Integer, Double> distinct(@Nullable StatisticsFile sketches) {
        Map<Integer, Double> distinct = new HashMap<>();
        for (BlobMetadata blob :
                sketches == null ? List.<BlobMetadata>of() : sketches.blobMetadata()) {
            String count =
                    blob.properties() == null ? null : blob.properties().get(DISTINCT_PROPERTY);
            if (count != null && count.matches("\\d{1,18}") && blob.fields().size() == 1) {
                distinct.put(blob.fields().getFirst(), Double.parseDouble(count));
            }
        }
        return distinct;
    }

    /// Rows that data files hold, deletes not taken off; -1 where it is not known. Of an incomplete
    /// table those of the files that were looked at.
    public long rows() {
        return rows;
    }

    /// Rows of the whole table, less those that deletes name one by one; -1 where it is not known.
    public double liveRows() {
        return liveRows;
    }

    /// How many data files were looked at.
    public int files() {
        return files;
    }

    /// Whether every file was looked at.
    public boolean complete() {
        return complete;
    }

    /// Whether [#rows], nulls and bounds are those of the rows that a scan gives.
    public boolean exact() {
        return complete && !deletes;
    }

    /// What is known of a column.
    public ColumnStatistics column(int fieldId) {
        return columns.getOrDefault(fieldId, ColumnStatistics.UNKNOWN);
    }

    /// Whether no row has a null in the column, as every data file says.
    public boolean hasNoNulls(int fieldId) {
        return complete && column(fieldId).nulls() == 0;
    }
}
