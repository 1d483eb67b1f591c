package dev.tarn.catalog;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.GenericBlobMetadata;
import org.apache.iceberg.GenericStatisticsFile;
import org.apache.iceberg.ImmutableGenericPartitionStatisticsFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.rest.RESTCatalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Makes tables with files of every kind, and tells which files are there.
final class RichTable {
    private RichTable() {}

    /// Data files, position and equality deletes, deletion vectors, statistics of both sorts, more
    /// manifests than one, and more metadata files than the metadata log remembers.
    static Table create(RESTCatalog catalog, TableIdentifier identifier, int appends) {
        Table table =
                catalog.buildTable(identifier, RunningCatalog.SCHEMA)
                        .withProperties(
                                Map.of(
                                        "format-version", "2",
                                        "write.metadata.previous-versions-max", "2"))
                        .create();
        for (int i = 0; i < appends; i++) {
            append(table, file(table, "data/%d.parquet".formatted(i)));
        }
        FileMetadata.Builder positions =
                FileMetadata.deleteFileBuilder(PartitionSpec.unpartitioned()).ofPositionDeletes();
        FileMetadata.Builder equality =
                FileMetadata.deleteFileBuilder(PartitionSpec.unpartitioned()).ofEqualityDeletes(1);
        table.newRowDelta()
                .addDeletes(deletes(positions, file(table, "data/pos.parquet"), FileFormat.PARQUET))
                .addDeletes(deletes(equality, file(table, "data/eq.parquet"), FileFormat.PARQUET))
                .commit();
        table.updateProperties().set("format-version", "3").commit();
        addVector(table);
        addStatistics(table);
        return table;
    }

    private static DeleteFile deletes(
            FileMetadata.Builder builder, String path, FileFormat format) {
        return builder.withPath(path)
                .withFormat(format)
                .withFileSizeInBytes(4)
                .withRecordCount(1)
                .build();
    }

    private static void addVector(Table table) {
        String covered = table.location() + "/data/0.parquet";
        FileMetadata.Builder vector =
                FileMetadata.deleteFileBuilder(PartitionSpec.unpartitioned())
                        .ofPositionDeletes()
                        .withReferencedDataFile(covered)
                        .withContentOffset(4)
                        .withContentSizeInBytes(6);
        table.newRowDelta()
                .addDeletes(deletes(vector, file(table, "data/dv.puffin"), FileFormat.PUFFIN))
                .commit();
    }

    private static void addStatistics(Table table) {
        long snapshot = table.currentSnapshot().snapshotId();
        StatisticsFile statistics =
                new GenericStatisticsFile(
                        snapshot,
                        file(table, "metadata/stats.puffin"),
                        4,
                        4,
                        List.of(
                                new GenericBlobMetadata(
                                        "apache-datasketches-theta-v1",
                                        snapshot,
                                        1,
                                        List.of(1),
                                        Map.of())));
        table.updateStatistics().setStatistics(statistics).commit();
        table.updatePartitionStatistics()
                .setPartitionStatistics(
                        ImmutableGenericPartitionStatisticsFile.builder()
                                .snapshotId(snapshot)
                                .path(file(table, "metadata/partition-stats.parquet"))
                                .fileSizeInBytes(4)
                                .build())
                .commit();
    }

    /// Writes a small file below the table's location.
    static String file(Table table, String name) {
        String location = table.location() + "/" + name;
        return location.startsWith("file:") ? file(location) : remoteFile(table.io(), location);
    }

    /// The same wherever `io` can write.
    static String remoteFile(FileIO io, String location) {
        try (PositionOutputStream out = io.newOutputFile(location).create()) {
            out.write("data".getBytes(StandardCharsets.UTF_8));
            return location;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String file(String location) {
        try {
            Path path = Path.of(URI.create(location));
            Files.createDirectories(path.getParent());
            Files.writeString(path, "data");
            return location;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void append(Table table, String location) {
        table.newAppend().appendFile(dataFile(location)).commit();
    }

    static DataFile dataFile(String location) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(location)
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(4)
                .withRecordCount(1)
                .build();
    }

    static String metadataLocation(Table table) {
        return ((BaseTable) table).operations().current().metadataFileLocation();
    }

    /// All files below the table's location, as names relative to it.
    static Set<String> files(Table table) {
        return files(Path.of(URI.create(table.location())));
    }

    static Set<String> files(Path root) {
        Set<String> names = new TreeSet<>();
        if (!Files.exists(root)) {
            return names;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            paths.filter(Files::isRegularFile)
                    .forEach(path -> names.add(root.relativize(path).toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    /// How many content files a plan of the current snapshot has.
    static long contentFiles(Table table) {
        table.refresh();
        long count = 0;
        try (var tasks = table.newScan().planFiles()) {
            for (var task : tasks) {
                ContentFile<?> file = task.file();
                count += Files.exists(Path.of(URI.create(file.location()))) ? 1 : -1_000_000;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count;
    }
}
