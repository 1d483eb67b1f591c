package dev.tarn.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// One warehouse: a SQL catalog of its own, and to REST clients a prefix.
///
/// @param name a letter, then letters, digits and `_`
/// @param location URI under which tables without a location are created (`file:///…`, `s3://…`)
/// @param allowedLocations further URIs under which tables may be created, moved or registered
/// @param fileIoProperties properties of the FileIO the catalog and the embedded engine use; may
///   hold secrets
public record WarehouseConfig(
        String name,
        String location,
        List<String> allowedLocations,
        Map<String, String> fileIoProperties) {

    /// First segments of the protocol's own paths, which a prefix could not be told from.
    private static final Set<String> TAKEN =
            Set.of(
                    "config",
                    "oauth",
                    "namespaces",
                    "tables",
                    "views",
                    "transactions",
                    "dropped",
                    "tasks");

    public WarehouseConfig {
        if (!name.matches("[A-Za-z][A-Za-z0-9_]*") || TAKEN.contains(name)) {
            throw new IllegalArgumentException(
                    "A warehouse's name is a letter, then letters, digits and _, and none of %s: %s"
                            .formatted(TAKEN, name));
        }
        if (location.isBlank()) {
            throw new IllegalArgumentException("The location of warehouse " + name + " is blank");
        }
        allowedLocations = List.copyOf(allowedLocations);
        fileIoProperties = Map.copyOf(fileIoProperties);
    }

    /// Says which properties are set, not what they are: some are secrets.
    @Override
    public String toString() {
        return "WarehouseConfig[%s, %s, %s, %s]"
                .formatted(name, location, allowedLocations, fileIoProperties.keySet());
    }
}
