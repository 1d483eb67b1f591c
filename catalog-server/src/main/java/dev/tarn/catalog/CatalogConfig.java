package dev.tarn.catalog;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// What a catalog is made of.
///
/// @param name the catalog's name in SQL and in messages
/// @param database the SQLite file; created with its directories when missing
/// @param warehouse URI under which tables without a location are created (`file:///…`, `s3://…`)
/// @param allowedLocations further URIs under which tables may be created, moved or registered
/// @param fileIoProperties properties of the FileIO the catalog and the embedded engine use; may
///   hold secrets
/// @param clientProperties properties told to every REST client as defaults; must not hold secrets
/// @param clock the time events and idempotency receipts carry
public record CatalogConfig(
        String name,
        Path database,
        String warehouse,
        List<String> allowedLocations,
        Map<String, String> fileIoProperties,
        Map<String, String> clientProperties,
        Clock clock) {

    public static final String DEFAULT_NAME = "tarn";

    public CatalogConfig {
        if (name.isBlank()) {
            throw new IllegalArgumentException("Catalog name is blank");
        }
        if (warehouse.isBlank()) {
            throw new IllegalArgumentException("Warehouse location is blank");
        }
        allowedLocations = List.copyOf(allowedLocations);
        fileIoProperties = Map.copyOf(fileIoProperties);
        clientProperties = Map.copyOf(clientProperties);
    }

    /// A catalog that lives in one local directory: `catalog.db` and `warehouse/`.
    public static CatalogConfig inDirectory(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        return new CatalogConfig(
                DEFAULT_NAME,
                absolute.resolve("catalog.db"),
                fileUri(absolute.resolve("warehouse")),
                List.of(),
                Map.of(),
                Map.of(),
                Clock.systemUTC());
    }

    public CatalogConfig withName(String newName) {
        return new CatalogConfig(
                newName,
                database,
                warehouse,
                allowedLocations,
                fileIoProperties,
                clientProperties,
                clock);
    }

    public CatalogConfig withWarehouse(String newWarehouse) {
        return new CatalogConfig(
                name,
                database,
                newWarehouse,
                allowedLocations,
                fileIoProperties,
                clientProperties,
                clock);
    }

    public CatalogConfig withAllowedLocations(List<String> locations) {
        return new CatalogConfig(
                name, database, warehouse, locations, fileIoProperties, clientProperties, clock);
    }

    public CatalogConfig withFileIoProperties(Map<String, String> properties) {
        return new CatalogConfig(
                name, database, warehouse, allowedLocations, properties, clientProperties, clock);
    }

    public CatalogConfig withClientProperties(Map<String, String> properties) {
        return new CatalogConfig(
                name, database, warehouse, allowedLocations, fileIoProperties, properties, clock);
    }

    public CatalogConfig withClock(Clock newClock) {
        return new CatalogConfig(
                name,
                database,
                warehouse,
                allowedLocations,
                fileIoProperties,
                clientProperties,
                newClock);
    }

    /// A local path as the `file:///…` URI the catalog writes, without a trailing slash.
    public static String fileUri(Path path) {
        String uri = path.toAbsolutePath().normalize().toUri().toString();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }
}
