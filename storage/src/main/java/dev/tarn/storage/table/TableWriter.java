package dev.tarn.storage.table;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.BatchWriter;
import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.file.FileWriters;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes batches as new data files of a table: rows go to the files of their partitions, files end
/// at the table's target size.
///
/// At most [#MOST_OPEN_FILES] files are open at a time, or one where rows come partition by
/// partition ([#clustered]), and at most [#MOST_BUFFERED_BYTES] bytes wait in memory: beyond the
/// first, the file written to longest ago is completed, and a row of its partition that comes later
/// begins another; beyond the second, the largest row group is written out early. Nothing is
/// committed here: [#complete] gives the files to a commit, [#abort] deletes them. One thread;
/// several writers may write to one table with the same `operationId` and different `writerId`s.
public final class TableWriter implements Closeable {
    /// Files that are open at a time.
    public static final int MOST_OPEN_FILES = 48;

    /// Bytes that wait in memory, over all open files.
    public static final long MOST_BUFFERED_BYTES = 256L << 20;

    private final Table table;
    private final Schema columns;
    private final PartitionSpec spec;
    private final String operationId;
    private final int writerId;
    private final int mostOpenFiles;
    private final FileFormat format;
    private final long targetFileBytes;
    private final @Nullable PartitionRouter router;

    /// Where all rows go that are not routed; null where the spec has no fields.
    private final @Nullable PartitionTuple only;

    private final Map<@Nullable PartitionTuple, OpenFile> open =
            new LinkedHashMap<>(16, 0.75f, true);
    private final List<DataFile> completed = new ArrayList<>();
    private final List<String> created = new ArrayList<>();
    private long rowCount;
    private long completedBytes;

    private record OpenFile(
            String location,
            @Nullable PartitionTuple partition,
            BatchWriter writer,
            @Nullable OrderWatch order) {}

    private TableWriter(
            Table table,
            Schema columns,
            String operationId,
            int writerId,
            int mostOpenFiles,
            @Nullable PartitionTuple only) {
        this.table = table;
        this.columns = columns;
        this.spec = table.spec();
        this.operationId = operationId;
        this.writerId = writerId;
        this.format =
                format(
                        table,
                        TableProperties.DEFAULT_FILE_FORMAT,
                        TableProperties.DEFAULT_FILE_FORMAT_DEFAULT);
        this.mostOpenFiles = mostOpenFiles;
        this.targetFileBytes =
                PropertyUtil.propertyAsLong(
                        table.properties(),
                        TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                        TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
        this.router = spec.isPartitioned() && only == null ? new PartitionRouter(spec) : null;
        this.only = only;
    }

    /// A writer to the current schema and partition spec of `table`. File names hold `operationId`
    /// and `writerId`, which together must be new.
    ///
    /// @throws StorageException UNSUPPORTED if the table's format or a transform is not supported
    public static TableWriter open(Table table, String operationId, int writerId) {
        return open(table, table.schema(), operationId, writerId);
    }

    /// The same, of files with other columns: those of the table's schema, and behind them those
    /// that metadata keeps of each row (`_row_id`, `_last_updated_sequence_number`).
    public static TableWriter open(Table table, Schema columns, String operationId, int writerId) {
        return new TableWriter(table, columns, operationId, writerId, MOST_OPEN_FILES, null);
    }

    /// The same, of rows that come partition by partition: a file ends where another partition
    /// begins.
    public static TableWriter clustered(
            Table table, Schema columns, String operationId, int writerId) {
        return new TableWriter(table, columns, operationId, writerId, 1, null);
    }

    /// The same, of rows that are all in `partition` of the table's spec, whatever their values
    /// say; null where the spec has no fields.
    public static TableWriter within(
            Table table,
            Schema columns,
            @Nullable StructLike partition,
            String operationId,
            int writerId) {
        PartitionTuple only =
                partition == null || table.spec().isUnpartitioned()
                        ? null
                        : PartitionTuple.of(table.spec(), partition);
        return new TableWriter(table, columns, operationId, writerId, 1, only);
    }

    /// The format that the table's property `name` asks for.
    ///
    /// @throws StorageException UNSUPPORTED if it is none of data files
    static FileFormat format(Table table, String name, String fallback) {
        String value = table.properties().getOrDefault(name, fallback);
        try {
            return FileFormat.fromString(value);
        } catch (IllegalArgumentException e) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "Table property %s is '%s'; supported are parquet, orc, avro"
                            .formatted(name, value),
                    e);
        }
    }

    /// Appends the selected rows of `batch`, whose columns are those of the files in order.
    public void write(Batch batch) {
        if (router == null) {
            append(only, batch);
            return;
        }
        for (PartitionRouter.Share share : router.route(batch)) {
            append(share.partition(), share.rows());
        }
    }

    /// The same of rows that are all in one partition of a partitioned table.
    public void write(PartitionRouter.Share share) {
        append(share.partition(), share.rows());
    }

    private void append(@Nullable PartitionTuple partition, Batch rows) {
        if (rows.selectedCount() == 0) {
            return;
        }
        rowCount += rows.selectedCount();
        OpenFile file = open.get(partition);
        if (file == null) {
            makeRoom();
            file = create(partition);
            open.put(partition, file);
        }
        file.writer().write(rows);
        OrderWatch order = file.order();
        if (order != null) {
            order.add(rows);
        }
        if (file.writer().lengthBytes() >= targetFileBytes) {
            open.remove(partition);
            complete(file);
        }
        boundMemory();
    }

    private void makeRoom() {
        while (open.size() >= mostOpenFiles) {
            Iterator<OpenFile> eldest = open.values().iterator();
            OpenFile file = eldest.next();
            eldest.remove();
            complete(file);
        }
    }

    private void boundMemory() {
        if (open.size() < 2) {
            return;
        }
        long buffered = 0;
        BatchWriter largest = null;
        for (OpenFile file : open.values()) {
            long bytes = file.writer().bufferedBytes();
            buffered += bytes;
            if (largest == null || bytes > largest.bufferedBytes()) {
                largest = file.writer();
            }
        }
        if (buffered > MOST_BUFFERED_BYTES && largest != null) {
            largest.flush();
        }
    }

    private OpenFile create(@Nullable PartitionTuple tuple) {
        String name =
                "%05d-%s-%05d%s"
                        .formatted(
                                writerId,
                                operationId,
                                created.size() + 1,
                                "." + format.name().toLowerCase(Locale.ROOT));
        String location =
                tuple == null
                        ? table.locationProvider().newDataLocation(name)
                        : table.locationProvider().newDataLocation(spec, tuple, name);
        created.add(location);
        FileWriteRequest request =
                new FileWriteRequest(
                        table.io().newOutputFile(location),
                        columns,
                        table.properties(),
                        MetricsConfig.forTable(table));
        return new OpenFile(
                location,
                tuple,
                FileWriters.create(format, request),
                OrderWatch.of(table.schema(), table.sortOrder()));
    }

    private void complete(OpenFile file) {
        BatchWriter writer = file.writer();
        writer.close();
        completedBytes += writer.lengthBytes();
        DataFiles.Builder builder =
                DataFiles.builder(spec)
                        .withPath(file.location())
                        .withFormat(format)
                        .withFileSizeInBytes(writer.lengthBytes())
                        .withMetrics(writer.metrics());
        if (!writer.splitOffsets().isEmpty()) {
            builder.withSplitOffsets(writer.splitOffsets());
        }
        if (file.partition() != null) {
            builder.withPartition(file.partition());
        }
        OrderWatch order = file.order();
        if (order != null && order.sorted()) {
            builder.withSortOrder(table.sortOrder());
        }
        completed.add(builder.build());
    }

    /// Rows written so far.
    public long rowCount() {
        return rowCount;
    }

    /// Bytes of the files written so far, those still in memory estimated.
    public long lengthBytes() {
        long bytes = completedBytes;
        for (OpenFile file : open.values()) {
            bytes += file.writer().lengthBytes();
        }
        return bytes;
    }

    /// Completes every file and gives them all, for a commit. Files are on the store when this
    /// returns.
    public List<DataFile> complete() {
        for (OpenFile file : List.copyOf(open.values())) {
            complete(file);
        }
        open.clear();
        return List.copyOf(completed);
    }

    /// Gives up: closes what is open and deletes every file that was created. Files that cannot be
    /// deleted are named in the exceptions suppressed in the one thrown.
    public void abort() {
        RuntimeException first = null;
        for (OpenFile file : List.copyOf(open.values())) {
            first = attempt(() -> file.writer().close(), first);
        }
        open.clear();
        completed.clear();
        for (String location : created) {
            first = attempt(() -> table.io().deleteFile(location), first);
        }
        created.clear();
        if (first != null) {
            throw first;
        }
    }

    private static @Nullable RuntimeException attempt(
            Runnable step, @Nullable RuntimeException first) {
        try {
            step.run();
            return first;
        } catch (RuntimeException e) {
            if (first == null) {
                return e;
            }
            first.addSuppressed(e);
            return first;
        }
    }

    /// Closes files that neither [#complete] nor [#abort] has; they stay on the store.
    @Override
    public void close() {
        for (OpenFile file : List.copyOf(open.values())) {
            file.writer().close();
        }
        open.clear();
    }
}
