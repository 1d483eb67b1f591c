package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryRow;

import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.BadRequestException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The places that a change makes a table use besides its own location: paths in its properties,
/// and manifest lists and statistics that the change adds. Whoever may read or write the table gets
/// at them through this server, so none may lie where another table lives.
record Footprint(List<String> elsewhere) {

    /// @param updated with the changes that are about to be committed
    static Footprint of(TableMetadata updated) {
        String own = Locations.canonical(updated.location());
        List<String> elsewhere = new ArrayList<>();
        for (String path : Locations.paths(updated.properties())) {
            add(elsewhere, own, Locations.canonical(path));
        }
        for (MetadataUpdate change : updated.changes()) {
            String file = file(change);
            if (file != null) {
                add(elsewhere, own, Locations.canonical(file));
            }
        }
        return new Footprint(elsewhere);
    }

    private static void add(List<String> elsewhere, String own, String path) {
        if (!Locations.isUnder(own, path) && !elsewhere.contains(path)) {
            elsewhere.add(path);
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

    /// @throws BadRequestException when another table or view lives at, above or below one of the
    ///   places
    void checkApart(Change change, EntryRow row) {
        for (String path : elsewhere) {
            if (change.transaction().findOverlap(path, row.id()).isPresent()) {
                throw new BadRequestException(
                        "%s of table %s lies where another table or view lives",
                        path, NamespacePaths.identifier(row.namespacePath(), row.name()));
            }
        }
    }
}
