package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.LocatedRow;

import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.BadRequestException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The places that a change makes a table use besides its own location. Whoever may read or write
/// the table gets at them through this server, so none may lie where another table lives or sends
/// its files.
///
/// @param areas paths in its properties, which are kept, so that nobody else moves in
/// @param files manifest lists and statistics that the change adds
record Footprint(List<String> areas, List<String> files) {

    /// @param updated with the changes that are about to be committed
    static Footprint of(TableMetadata updated) {
        String own = Locations.canonical(updated.location());
        List<String> areas = new ArrayList<>();
        List<String> files = new ArrayList<>();
        for (String path : Locations.paths(updated.properties())) {
            add(areas, own, Locations.canonical(path));
        }
        for (MetadataUpdate change : updated.changes()) {
            String file = file(change);
            if (file != null) {
                add(files, own, Locations.canonical(file));
            }
        }
        return new Footprint(areas, files);
    }

    private static void add(List<String> places, String own, String path) {
        if (!Locations.isUnder(own, path) && !places.contains(path)) {
            places.add(path);
        }
    }

    /// The file that a change makes this server read on behalf of others, or null.
    static @Nullable String file(MetadataUpdate change) {
        return switch (change) {
            case MetadataUpdate.AddSnapshot add -> add.snapshot().manifestListLocation();
            case MetadataUpdate.SetStatistics set -> set.statisticsFile().path();
            case MetadataUpdate.SetPartitionStatistics set -> set.partitionStatisticsFile().path();
            default -> null;
        };
    }

    /// Takes the areas for a new entry.
    ///
    /// @throws BadRequestException when another table or view lives at, above or below one of the
    ///   places, or sends its files there
    void claim(Change change, EntryRow row) {
        areas.forEach(path -> checkApart(change, row, path));
        files.forEach(path -> checkApart(change, row, path));
        if (!areas.isEmpty()) {
            change.transaction().replaceAreas(row.id(), areas);
        }
    }

    /// The same for an entry that may have areas already.
    void claimAgain(Change change, EntryRow row) {
        claim(change, row);
        if (areas.isEmpty()) {
            change.transaction().deleteAreas(row.id());
        }
    }

    /// The same for a table that is updated.
    ///
    /// @param before whose areas it had
    void claimInsteadOf(TableMetadata before, Change change, EntryRow row) {
        claim(change, row);
        if (areas.isEmpty() && !of(before).areas.isEmpty()) {
            change.transaction().deleteAreas(row.id());
        }
    }

    private static void checkApart(Change change, EntryRow row, String path) {
        Optional<LocatedRow> other = change.transaction().findOverlap(path, row.id());
        if (other.isPresent()) {
            throw new BadRequestException(
                    "%s of table %s lies where another table or view lives or sends its files: %s",
                    path,
                    NamespacePaths.identifier(row.namespacePath(), row.name()),
                    CatalogContext.describe(change, other.get()));
        }
    }
}
