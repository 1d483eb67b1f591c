package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.ContentFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What a table refers to and what is there, found the plain way: all names in memory.
record ReachedFiles(Table table) {

    static ReachedFiles of(TestLake lake, String name) {
        return new ReachedFiles(lake.catalog().loadTable(TestLake.table(name)));
    }

    /// The files that some snapshot, statistics or the metadata log refer to.
    Set<Path> reached() {
        TableMetadata metadata = ((HasTableOperations) table).operations().current();
        Set<Path> files = new TreeSet<>();
        files.add(path(metadata.metadataFileLocation()));
        metadata.previousFiles().forEach(entry -> files.add(path(entry.file())));
        metadata.statisticsFiles().forEach(file -> files.add(path(file.path())));
        metadata.partitionStatisticsFiles().forEach(file -> files.add(path(file.path())));
        for (Snapshot snapshot : metadata.snapshots()) {
            files.add(path(snapshot.manifestListLocation()));
            for (ManifestFile manifest : snapshot.allManifests(table.io())) {
                files.add(path(manifest.path()));
                addContent(manifest, files);
            }
        }
        return files;
    }

    private void addContent(ManifestFile manifest, Set<Path> files) {
        try (ManifestReader<? extends ContentFile<?>> reader =
                manifest.content() == ManifestContent.DATA
                        ? ManifestFiles.read(manifest, table.io(), table.specs())
                        : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
            reader.forEach(file -> files.add(path(file.location())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path path(String location) {
        return Path.of(location.startsWith("file:") ? location.substring(5) : location).normalize();
    }

    /// All files below the table's location.
    Set<Path> there() {
        try (Stream<Path> files = Files.walk(path(table.location()))) {
            Set<Path> found = new TreeSet<>();
            files.filter(Files::isRegularFile).forEach(file -> found.add(file.normalize()));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What is there and nothing refers to.
    Set<Path> unreached() {
        Set<Path> files = there();
        files.removeAll(reached());
        return files;
    }

    /// Nothing that is referred to is missing.
    void assertWhole(String as) {
        for (Path file : reached()) {
            assertThat(file).as(as).exists();
        }
    }

    /// Nothing is missing, and nothing is there that nobody refers to.
    void assertExact(String as) {
        assertWhole(as);
        assertThat(unreached()).as(as).isEmpty();
    }
}
