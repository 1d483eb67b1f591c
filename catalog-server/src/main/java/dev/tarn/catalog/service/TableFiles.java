package dev.tarn.catalog.service;

import dev.tarn.storage.StorageException;

import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Every file that one metadata file reaches, by kind, always in the same order. Manifest lists and
/// manifests that are missing reach nothing; [#hasMissing] tells that there were some.
///
/// Holds the entries of all manifest lists in memory, which is some hundred bytes a manifest, and
/// of one manifest at a time. For one thread.
final class TableFiles {
    private final FileIO io;
    private final TableMetadata metadata;
    private final Runnable heartbeat;
    private boolean hasMissing;

    /// @param heartbeat called between files
    TableFiles(FileIO io, TableMetadata metadata, Runnable heartbeat) {
        this.io = io;
        this.metadata = metadata;
        this.heartbeat = heartbeat;
    }

    TableMetadata metadata() {
        return metadata;
    }

    boolean hasMissing() {
        return hasMissing;
    }

    void forEach(Consumer<String> visitor) {
        visitor.accept(metadata.metadataFileLocation());
        log().forEach(visitor);
        statistics().forEach(visitor);
        lists().forEach(visitor);
        for (ManifestFile manifest : manifests()) {
            visitor.accept(manifest.path());
            content(manifest, visitor);
        }
    }

    /// Earlier metadata files that the metadata log names.
    List<String> log() {
        return metadata.previousFiles().stream().map(TableMetadata.MetadataLogEntry::file).toList();
    }

    List<String> statistics() {
        List<String> result = new ArrayList<>();
        metadata.statisticsFiles().stream().map(StatisticsFile::path).forEach(result::add);
        metadata.partitionStatisticsFiles().stream()
                .map(PartitionStatisticsFile::path)
                .forEach(result::add);
        return result;
    }

    List<String> lists() {
        List<String> result = new ArrayList<>();
        for (Snapshot snapshot : metadata.snapshots()) {
            String list = snapshot.manifestListLocation();
            if (list != null) {
                result.add(list);
            }
        }
        return result;
    }

    /// Each manifest once, in the order of the snapshots.
    List<ManifestFile> manifests() {
        Map<String, ManifestFile> result = new LinkedHashMap<>();
        for (Snapshot snapshot : metadata.snapshots()) {
            heartbeat.run();
            // a copy, because a snapshot keeps its manifests in memory once asked for them
            Snapshot copy = SnapshotParser.fromJson(SnapshotParser.toJson(snapshot));
            try {
                copy.allManifests(io).forEach(file -> result.putIfAbsent(file.path(), file));
            } catch (RuntimeException e) {
                passMissing(e);
            }
        }
        return List.copyOf(result.values());
    }

    /// The data files, or delete files and deletion vectors, that a manifest holds.
    void content(ManifestFile manifest, Consumer<String> visitor) {
        heartbeat.run();
        try (ManifestReader<? extends ContentFile<?>> reader =
                manifest.content() == ManifestContent.DATA
                        ? ManifestFiles.read(manifest, io, metadata.specsById())
                        : ManifestFiles.readDeleteManifest(manifest, io, metadata.specsById())) {
            for (ContentFile<?> file : reader) {
                visitor.accept(file.location());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read manifest " + manifest.path(), e);
        } catch (RuntimeException e) {
            passMissing(e);
        }
    }

    private void passMissing(RuntimeException error) {
        if (!isMissing(error)) {
            throw error;
        }
        hasMissing = true;
    }

    /// Whether an error says that a file is not there.
    static boolean isMissing(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            boolean isMissing =
                    switch (cause) {
                        case NotFoundException _ -> true;
                        case FileNotFoundException _ -> true;
                        case NoSuchFileException _ -> true;
                        case StorageException e -> e.kind() == StorageException.Kind.NOT_FOUND;
                        default -> false;
                    };
            if (isMissing) {
                return true;
            }
        }
        return false;
    }
}
