package dev.tarn.storage.table;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.LongVector;
import dev.tarn.storage.BatchWriter;
import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.delete.FilePositions;
import dev.tarn.storage.delete.PositionSet;
import dev.tarn.storage.file.FileWriters;

import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.DeleteLoader;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.DeleteSchemaUtil;
import org.apache.iceberg.io.DeleteWriteResult;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Writes which rows of a table are deleted: in format v2 as position deletes, a file for each
/// partition; from v3 on as deletion vectors, which take in what was deleted of their data files
/// before. Nothing is committed here. One thread.
public final class DeleteWriter {
    private static final int BATCH_ROWS = 8192;
    private static final int VECTORS_SINCE = 3;

    private final Table table;
    private final String operationId;
    private final List<String> created = new ArrayList<>();

    /// A writer of delete files for `table`, whose names hold `operationId`, which is new.
    public DeleteWriter(Table table, String operationId) {
        this.table = table;
        this.operationId = operationId;
    }

    /// Delete files for a commit: those to add, and those whose rows are all among them.
    public record Written(List<DeleteFile> added, List<DeleteFile> replaced) {
        public Written {
            added = List.copyOf(added);
            replaced = List.copyOf(replaced);
        }
    }

    /// Writes that `rows` are deleted, all of which are in data files of `files`. Where it fails,
    /// no file is left; one that cannot be deleted is told of in an exception suppressed.
    public Written write(FilePositions rows, List<FileScanTask> files) {
        try {
            return TableUtil.formatVersion(table) >= VECTORS_SINCE
                    ? vectors(rows, files)
                    : positionDeletes(rows, files);
        } catch (IOException e) {
            throw abandoned(new UncheckedIOException(e));
        } catch (RuntimeException e) {
            throw abandoned(e);
        }
    }

    private RuntimeException abandoned(RuntimeException failure) {
        for (String location : created) {
            try {
                table.io().deleteFile(location);
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
        return failure;
    }

    private Written vectors(FilePositions rows, List<FileScanTask> files) throws IOException {
        Map<String, FileScanTask> byLocation = new HashMap<>();
        files.forEach(file -> byLocation.put(file.file().location(), file));
        DeleteLoader loader = new BaseDeleteLoader(table.io()::newInputFile);
        BaseDVFileWriter writer =
                new BaseDVFileWriter(
                        () -> table.io().newOutputFile(location(FileFormat.PUFFIN)),
                        path -> before(byLocation.get(path), loader));
        try (writer) {
            for (FileScanTask file : files) {
                String path = file.file().location();
                rows.of(path)
                        .forEach(position ->
                                writer.delete(
                                        path, position, file.spec(), file.file().partition()));
            }
        }
        DeleteWriteResult result = writer.result();
        return new Written(result.deleteFiles(), result.rewrittenDeleteFiles());
    }

    /// What is deleted by position of the data file of `task`.
    private static PositionDeleteIndex before(@Nullable FileScanTask task, DeleteLoader loader) {
        if (task == null) {
            return PositionDeleteIndex.empty();
        }
        List<DeleteFile> positional = new ArrayList<>();
        for (DeleteFile delete : task.deletes()) {
            if (delete.equalityFieldIds() == null || delete.equalityFieldIds().isEmpty()) {
                positional.add(delete);
            }
        }
        return positional.isEmpty()
                ? PositionDeleteIndex.empty()
                : loader.loadPositionDeletes(positional, task.file().location());
    }

    private Written positionDeletes(FilePositions rows, List<FileScanTask> files) {
        Map<String, List<FileScanTask>> byPartition = new TreeMap<>();
        for (FileScanTask file : files) {
            String partition =
                    file.spec().specId() + " " + file.spec().partitionToPath(file.partition());
            byPartition.computeIfAbsent(partition, _ -> new ArrayList<>()).add(file);
        }
        List<DeleteFile> written = new ArrayList<>();
        for (List<FileScanTask> partition : byPartition.values()) {
            written.add(positionDeletesOf(rows, partition));
        }
        return new Written(written, List.of());
    }

    /// The file for `files`, which are of one partition: rows by path, then by position, as the
    /// specification wants.
    private DeleteFile positionDeletesOf(FilePositions rows, List<FileScanTask> files) {
        FileFormat format = format();
        PartitionSpec spec = files.getFirst().spec();
        String location = location(format, files.getFirst());
        BatchWriter writer =
                FileWriters.create(
                        format,
                        new FileWriteRequest(
                                table.io().newOutputFile(location),
                                DeleteSchemaUtil.pathPosSchema(),
                                table.properties(),
                                MetricsConfig.forPositionDelete()));
        List<String> paths =
                files.stream().map(file -> file.file().location()).sorted().distinct().toList();
        try (writer) {
            for (String path : paths) {
                write(path, rows.of(path), writer);
            }
        }
        FileMetadata.Builder builder =
                FileMetadata.deleteFileBuilder(spec)
                        .ofPositionDeletes()
                        .withPath(location)
                        .withFormat(format)
                        .withFileSizeInBytes(writer.lengthBytes())
                        .withMetrics(writer.metrics());
        if (spec.isPartitioned()) {
            builder.withPartition(files.getFirst().partition());
        }
        if (paths.size() == 1) {
            builder.withReferencedDataFile(paths.getFirst());
        }
        return builder.build();
    }

    private static void write(String path, PositionSet positions, BatchWriter writer) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        BytesVector name =
                new BytesVector(DataType.STRING, bytes, new int[] {0, bytes.length}, null, 1);
        long[] rows = new long[BATCH_ROWS];
        int[] count = {0};
        positions.forEach(position -> {
            rows[count[0]++] = position;
            if (count[0] == BATCH_ROWS) {
                writer.write(batch(name, rows, BATCH_ROWS));
                count[0] = 0;
            }
        });
        if (count[0] > 0) {
            writer.write(batch(name, rows, count[0]));
        }
    }

    private static Batch batch(BytesVector name, long[] rows, int count) {
        return new Batch(
                List.of(
                        new ConstantVector(name, count),
                        new LongVector(DataType.BIGINT, rows.clone(), null, count)),
                count);
    }

    private FileFormat format() {
        FileFormat ofData =
                TableWriter.format(
                        table,
                        TableProperties.DEFAULT_FILE_FORMAT,
                        TableProperties.DEFAULT_FILE_FORMAT_DEFAULT);
        return TableWriter.format(table, TableProperties.DELETE_DEFAULT_FILE_FORMAT, ofData.name());
    }

    private String location(FileFormat format) {
        String location = table.locationProvider().newDataLocation(name(format));
        created.add(location);
        return location;
    }

    private String location(FileFormat format, FileScanTask file) {
        String location =
                file.spec().isPartitioned()
                        ? table.locationProvider()
                                .newDataLocation(file.spec(), file.partition(), name(format))
                        : table.locationProvider().newDataLocation(name(format));
        created.add(location);
        return location;
    }

    private String name(FileFormat format) {
        return "%s-deletes-%05d.%s"
                .formatted(operationId, created.size() + 1, format.name().toLowerCase(Locale.ROOT));
    }
}
