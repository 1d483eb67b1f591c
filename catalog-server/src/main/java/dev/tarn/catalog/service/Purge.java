package dev.tarn.catalog.service;

import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The files of one table about to go, listed while the table still exists and deleted after it has
/// gone.
///
/// Only files under the table's own location are deleted: no other table can live there
/// ([CatalogContext#checkNoOverlap]), while files elsewhere (added from outside, or left by a
/// `write.data.path`) may be shared and stay. Bounded: a table with more files than [#MAX_FILES] is
/// refused.
final class Purge {
    static final int MAX_FILES = 50_000;

    private static final Logger LOG = LoggerFactory.getLogger(Purge.class);

    private final FileIO io;
    private final TableIdentifier identifier;
    private final String location;
    private final Set<String> files = new HashSet<>();
    private long keptCount;

    private Purge(FileIO io, TableIdentifier identifier, String location) {
        this.io = io;
        this.identifier = identifier;
        this.location = location;
    }

    /// Lists the files.
    ///
    /// @param location canonical location of the table
    /// @throws ValidationException when there are too many
    static Purge plan(
            FileIO io, TableIdentifier identifier, String location, TableMetadata metadata) {
        Purge purge = new Purge(io, identifier, location);
        Set<String> seen = new HashSet<>();
        for (Snapshot snapshot : metadata.snapshots()) {
            for (ManifestFile manifest : snapshot.allManifests(io)) {
                if (seen.add(manifest.path())) {
                    purge.addManifest(manifest, metadata);
                }
            }
            if (snapshot.manifestListLocation() != null) {
                purge.add(snapshot.manifestListLocation());
            }
        }
        metadata.previousFiles().forEach(entry -> purge.add(entry.file()));
        metadata.statisticsFiles().stream().map(StatisticsFile::path).forEach(purge::add);
        metadata.partitionStatisticsFiles().stream()
                .map(PartitionStatisticsFile::path)
                .forEach(purge::add);
        purge.add(metadata.metadataFileLocation());
        return purge;
    }

    private void addManifest(ManifestFile manifest, TableMetadata metadata) {
        add(manifest.path());
        try (ManifestReader<? extends ContentFile<?>> reader =
                manifest.content() == ManifestContent.DATA
                        ? ManifestFiles.read(manifest, io, metadata.specsById())
                        : ManifestFiles.readDeleteManifest(manifest, io, metadata.specsById())) {
            for (ContentFile<?> file : reader) {
                add(file.location());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read manifest " + manifest.path(), e);
        }
    }

    private void add(String file) {
        if (!Locations.isUnder(location, Locations.canonical(file))) {
            keptCount++;
            return;
        }
        files.add(file);
        if (files.size() > MAX_FILES) {
            throw new ValidationException(
                    "Cannot purge table %s: it has more than %s files; drop it without purge and"
                            + " remove its location %s afterwards",
                    identifier, MAX_FILES, location);
        }
    }

    /// Deletes the files, best effort: what cannot be deleted is an orphan and is logged.
    void run() {
        List<String> failed = new ArrayList<>();
        for (String file : files) {
            try {
                io.deleteFile(file);
            } catch (RuntimeException e) {
                failed.add(file);
                LOG.debug("Purge could not delete {}", file, e);
            }
        }
        LOG.info(
                "Purged table={} deleted_files={} failed_files={} kept_outside_location={}",
                identifier,
                files.size() - failed.size(),
                failed.size(),
                keptCount);
    }
}
