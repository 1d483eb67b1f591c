package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.store.Database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Metadata files that nothing names.
final class Orphans {
    private Orphans() {}

    /// Reconciles, and checks that each metadata file on disk is now one that an event names, and
    /// nothing named is gone but the files of purged tables. Returns how many files went.
    static long reconcile(TarnCatalog catalog, Database database, Path directory)
            throws IOException {
        long deleted = catalog.upkeep().reconcile(Duration.ZERO);
        Set<String> there = new TreeSet<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.filter(path -> path.toString().endsWith(".metadata.json"))
                    .forEach(path -> there.add(CatalogConfig.fileUri(path)));
        }
        Set<String> named = new TreeSet<>();
        database.reader()
                .useHandle(handle ->
                        handle.createQuery(
                                        "SELECT new_metadata_location FROM change_event WHERE"
                                            + " new_metadata_location IS NOT NULL AND subject_id"
                                            + " NOT IN (SELECT subject_id FROM change_event WHERE"
                                            + " kind = 'purge-table')")
                                .mapTo(String.class)
                                .forEach(named::add));
        assertThat(there).isEqualTo(named);
        return deleted;
    }
}
