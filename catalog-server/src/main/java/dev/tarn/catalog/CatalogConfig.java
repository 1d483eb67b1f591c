package dev.tarn.catalog;

import dev.tarn.catalog.store.StoreLocation;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a catalog is made of.
///
/// @param store the database, which all warehouses share
/// @param main the warehouse of clients that ask for none
/// @param others further warehouses, by their names
/// @param clientProperties properties told to every REST client as defaults; must not hold secrets
/// @param upkeep what happens to what is dropped, and how background tasks run
/// @param clock the time events and idempotency receipts carry
public record CatalogConfig(
        StoreLocation store,
        WarehouseConfig main,
        List<WarehouseConfig> others,
        Map<String, String> clientProperties,
        UpkeepConfig upkeep,
        Clock clock) {

    public static final String DEFAULT_NAME = "tarn";

    public CatalogConfig {
        others = List.copyOf(others);
        clientProperties = Map.copyOf(clientProperties);
        Set<String> names = new HashSet<>(Set.of(main.name()));
        for (WarehouseConfig other : others) {
            if (!names.add(other.name()) || other.name().equals(TarnCatalog.MAIN_ID)) {
                throw new IllegalArgumentException(
                        "Two warehouses cannot share a name, and none but the first is the default:"
                                + " "
                                + other.name());
            }
        }
    }

    /// A catalog that lives in one local directory: `catalog.db` and `warehouse/`.
    public static CatalogConfig inDirectory(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        return new CatalogConfig(
                new StoreLocation.Sqlite(absolute.resolve("catalog.db")),
                new WarehouseConfig(
                        DEFAULT_NAME, fileUri(absolute.resolve("warehouse")), List.of(), Map.of()),
                List.of(),
                Map.of(),
                UpkeepConfig.DEFAULT,
                Clock.systemUTC());
    }

    public CatalogConfig withStore(StoreLocation newStore) {
        return new CatalogConfig(newStore, main, others, clientProperties, upkeep, clock);
    }

    public CatalogConfig withMain(WarehouseConfig newMain) {
        return new CatalogConfig(store, newMain, others, clientProperties, upkeep, clock);
    }

    public CatalogConfig withOthers(List<WarehouseConfig> newOthers) {
        return new CatalogConfig(store, main, newOthers, clientProperties, upkeep, clock);
    }

    public CatalogConfig withAllowedLocations(List<String> locations) {
        return withMain(
                new WarehouseConfig(
                        main.name(), main.location(), locations, main.fileIoProperties()));
    }

    public CatalogConfig withFileIoProperties(Map<String, String> properties) {
        return withMain(
                new WarehouseConfig(
                        main.name(), main.location(), main.allowedLocations(), properties));
    }

    public CatalogConfig withClientProperties(Map<String, String> properties) {
        return new CatalogConfig(store, main, others, properties, upkeep, clock);
    }

    public CatalogConfig withUpkeep(UpkeepConfig newUpkeep) {
        return new CatalogConfig(store, main, others, clientProperties, newUpkeep, clock);
    }

    public CatalogConfig withClock(Clock newClock) {
        return new CatalogConfig(store, main, others, clientProperties, upkeep, newClock);
    }

    /// A local path as the `file:///…` URI the catalog writes, without a trailing slash.
    public static String fileUri(Path path) {
        String uri = path.toAbsolutePath().normalize().toUri().toString();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }
}
