package dev.tarn.catalog;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Scan;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Tables whose manifests are real and whose data files are only named: planning reads no more.
final class ScanFixtures {
    static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.required(1, "id", Types.LongType.get()),
                    Types.NestedField.optional(2, "name", Types.StringType.get()),
                    Types.NestedField.optional(3, "day", Types.DateType.get()));
    static final PartitionSpec BY_DAY = PartitionSpec.builderFor(SCHEMA).identity("day").build();

    private ScanFixtures() {}

    static Table partitioned(RunningCatalog catalog, int formatVersion) {
        TableIdentifier identifier = TableIdentifier.of(catalog.newNamespace(), "t");
        return catalog.catalog()
                .buildTable(identifier, SCHEMA)
                .withPartitionSpec(BY_DAY)
                .withProperty("format-version", Integer.toString(formatVersion))
                .create();
    }

    static TableIdentifier identifier(Table table) {
        String[] levels = table.name().split("\\.");
        return TableIdentifier.of(levels[levels.length - 2], levels[levels.length - 1]);
    }

    static String path(Table table) {
        return RunningCatalog.path(identifier(table));
    }

    /// A file of ten rows whose ids are from ten times `number` on.
    static DataFile file(Table table, int number, int day) {
        long first = number * 10L;
        Metrics metrics =
                new Metrics(
                        10L,
                        Map.of(1, 80L, 2, 50L),
                        Map.of(1, 10L, 2, 10L),
                        Map.of(1, 0L, 2, 1L),
                        Map.of(),
                        Map.of(1, Conversions.toByteBuffer(Types.LongType.get(), first)),
                        Map.of(1, Conversions.toByteBuffer(Types.LongType.get(), first + 9)));
        DataFiles.Builder builder =
                DataFiles.builder(table.spec())
                        .withPath(table.location() + "/data/" + number + ".parquet")
                        .withFormat(FileFormat.PARQUET)
                        .withFileSizeInBytes(1_000)
                        .withMetrics(metrics)
                        .withSplitOffsets(List.of(4L));
        if (table.spec().isPartitioned()) {
            builder.withPartition(org.apache.iceberg.TestHelpers.Row.of(day));
        }
        return builder.build();
    }

    static DeleteFile positionDeletes(Table table, int number, int day) {
        return FileMetadata.deleteFileBuilder(table.spec())
                .ofPositionDeletes()
                .withPath(table.location() + "/data/pos-" + number + ".parquet")
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(100)
                .withRecordCount(3)
                .withPartition(org.apache.iceberg.TestHelpers.Row.of(day))
                .build();
    }

    static DeleteFile equalityDeletes(Table table, int number, int day) {
        return FileMetadata.deleteFileBuilder(table.spec())
                .ofEqualityDeletes(1)
                .withPath(table.location() + "/data/eq-" + number + ".parquet")
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(100)
                .withRecordCount(2)
                .withPartition(org.apache.iceberg.TestHelpers.Row.of(day))
                .build();
    }

    /// Several vectors share one puffin file, as writers make them.
    static DeleteFile deletionVector(Table table, DataFile of, int day, long offset) {
        return FileMetadata.deleteFileBuilder(table.spec())
                .ofPositionDeletes()
                .withPath(table.location() + "/data/dv.puffin")
                .withFormat(FileFormat.PUFFIN)
                .withFileSizeInBytes(500)
                .withRecordCount(4)
                .withReferencedDataFile(of.location())
                .withContentOffset(offset)
                .withContentSizeInBytes(40)
                .withPartition(org.apache.iceberg.TestHelpers.Row.of(day))
                .build();
    }

    /// All that a reader can tell of a plan's tasks, one line a task, in order of the files.
    static List<String> described(Scan<?, FileScanTask, ?> scan) {
        List<String> lines = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
            tasks.forEach(task -> lines.add(describe(task)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lines.sort(null);
        return lines;
    }

    private static String describe(FileScanTask task) {
        DataFile file = task.file();
        return String.join(
                " | ",
                file.location(),
                file.format().name(),
                "spec " + file.specId() + " " + task.spec().fields(),
                "partition " + file.partition(),
                "rows " + file.recordCount() + " bytes " + file.fileSizeInBytes(),
                "first row id " + file.firstRowId(),
                "order " + file.sortOrderId() + " offsets " + file.splitOffsets(),
                "counts " + sorted(file.valueCounts()) + sorted(file.nullValueCounts()),
                "bounds " + sorted(file.lowerBounds()) + sorted(file.upperBounds()),
                "residual " + task.residual(),
                "deletes "
                        + task.deletes().stream()
                                .map(ScanFixtures::describe)
                                .sorted()
                                .collect(Collectors.joining("; ")));
    }

    private static String describe(DeleteFile delete) {
        return delete.content()
                + " "
                + delete.location()
                + " rows "
                + delete.recordCount()
                + " equality "
                + delete.equalityFieldIds()
                + " of "
                + delete.referencedDataFile()
                + " at "
                + delete.contentOffset()
                + "+"
                + delete.contentSizeInBytes()
                + " partition "
                + delete.partition();
    }

    private static String sorted(Map<Integer, ?> map) {
        return map == null ? "none" : new TreeMap<>(map).toString();
    }
}
