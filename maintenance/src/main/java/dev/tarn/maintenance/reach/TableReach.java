package dev.tarn.maintenance.reach;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.storage.load.LoadHistory;

import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// What metadata of a table refer to, whichever branch or tag a snapshot is kept for: metadata
/// files, statistics, manifest lists, manifests, and the files that these have alive. Entries that
/// a manifest tells as deleted refer to nothing.
///
/// What cannot be read is an error, because it may refer to anything. Holds the names of the
/// manifests it has gone through, and one manifest at a time. For one thread.
public final class TableReach {
    private static final List<String> COLUMNS =
            List.of("content", "file_path", "file_format", "file_size_in_bytes");
    private static final int MAX_METADATA_FILES = 100_000;

    private final String table;
    private final FileIO io;
    private final Set<String> seenManifests = new HashSet<>();
    private final Set<Long> seenSnapshots = new HashSet<>();

    /// @param table its name, for messages
    public TableReach(String table, FileIO io) {
        this.table = table;
        this.io = io;
    }

    /// Everything that `metadata` refer to; of snapshots that were gone through before nothing
    /// again.
    public void forEach(TableMetadata metadata, Consumer<String> visitor) {
        metadataFiles(metadata, visitor);
        statistics(metadata).forEach(file -> visitor.accept(file.location()));
        for (Snapshot snapshot : metadata.snapshots()) {
            if (seenSnapshots.add(snapshot.snapshotId())) {
                snapshot(snapshot, metadata, visitor);
            }
        }
    }

    private void snapshot(Snapshot snapshot, TableMetadata metadata, Consumer<String> visitor) {
        if (snapshot.manifestListLocation() != null) {
            visitor.accept(snapshot.manifestListLocation());
        }
        for (ManifestFile manifest : manifests(snapshot)) {
            if (seenManifests.add(manifest.path())) {
                visitor.accept(manifest.path());
                content(manifest, metadata, file -> visitor.accept(file.location()));
            }
        }
    }

    /// The metadata file, those of its log and of theirs, as far back as they are there, and the
    /// files that properties name.
    private void metadataFiles(TableMetadata metadata, Consumer<String> visitor) {
        String current = metadata.metadataFileLocation();
        if (current != null) {
            visitor.accept(current);
        }
        String loads = metadata.properties().get(LoadHistory.PROPERTY);
        if (loads != null) {
            visitor.accept(loads);
        }
        Set<String> seen = new HashSet<>();
        Deque<List<TableMetadata.MetadataLogEntry>> logs = new ArrayDeque<>();
        logs.add(metadata.previousFiles());
        while (!logs.isEmpty()) {
            List<TableMetadata.MetadataLogEntry> log = logs.remove();
            boolean isNew = false;
            for (TableMetadata.MetadataLogEntry entry : log) {
                isNew |= seen.add(entry.file());
                visitor.accept(entry.file());
            }
            if (isNew && seen.size() < MAX_METADATA_FILES) {
                addOlderLog(log.getFirst().file(), logs);
            }
        }
    }

    /// A metadata file that is not there any more has nothing to tell.
    private void addOlderLog(String oldest, Deque<List<TableMetadata.MetadataLogEntry>> logs) {
        try {
            if (io.newInputFile(oldest).exists()) {
                logs.add(TableMetadataParser.read(io.newInputFile(oldest)).previousFiles());
            }
        } catch (RuntimeException e) {
            throw unreadable("metadata file " + oldest, e);
        }
    }

    /// Statistics and partition statistics.
    public static List<TableFile> statistics(TableMetadata metadata) {
        List<TableFile> files = new ArrayList<>();
        for (StatisticsFile file : metadata.statisticsFiles()) {
            files.add(new TableFile(file.path(), FileKind.STATISTICS, file.fileSizeInBytes(), 0));
        }
        for (PartitionStatisticsFile file : metadata.partitionStatisticsFiles()) {
            files.add(new TableFile(file.path(), FileKind.STATISTICS, file.fileSizeInBytes(), 0));
        }
        return files;
    }

    /// @throws SqlException STORAGE_ERROR if they cannot be read
    public List<ManifestFile> manifests(Snapshot snapshot) {
        // A copy, because a snapshot keeps its manifests in memory once it was asked for them.
        Snapshot copy = SnapshotParser.fromJson(SnapshotParser.toJson(snapshot));
        try {
            return copy.allManifests(io);
        } catch (RuntimeException e) {
            throw unreadable(
                    "manifest list %s of snapshot %d"
                            .formatted(snapshot.manifestListLocation(), snapshot.snapshotId()),
                    e);
        }
    }

    /// The files that a manifest has alive.
    ///
    /// @throws SqlException STORAGE_ERROR if it cannot be read
    public void content(
            ManifestFile manifest, TableMetadata metadata, Consumer<TableFile> visitor) {
        if (manifest.keyMetadata() != null) {
            throw unreadable("manifest %s, which is encrypted".formatted(manifest.path()), null);
        }
        try (ManifestReader<? extends ContentFile<?>> reader =
                manifest.content() == ManifestContent.DATA
                        ? ManifestFiles.read(manifest, io, metadata.specsById()).select(COLUMNS)
                        : ManifestFiles.readDeleteManifest(manifest, io, metadata.specsById())
                                .select(COLUMNS)) {
            for (ContentFile<?> file : reader) {
                visitor.accept(
                        new TableFile(
                                file.location(), kind(file.content()), file.fileSizeInBytes(), 0));
            }
        } catch (IOException e) {
            throw unreadable("manifest " + manifest.path(), new UncheckedIOException(e));
        } catch (SqlException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unreadable("manifest " + manifest.path(), e);
        }
    }

    private static FileKind kind(FileContent content) {
        return switch (content) {
            case POSITION_DELETES -> FileKind.POSITION_DELETES;
            case EQUALITY_DELETES -> FileKind.EQUALITY_DELETES;
            default -> FileKind.DATA;
        };
    }

    private SqlException unreadable(String what, @Nullable RuntimeException e) {
        return new SqlException(
                ErrorCode.STORAGE_ERROR,
                "Nothing of %s is deleted, because it is not known what refers to what: cannot read %s%s"
                        .formatted(table, what, e == null ? "" : ": " + e.getMessage()),
                null,
                e);
    }
}
