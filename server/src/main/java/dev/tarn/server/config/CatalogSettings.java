package dev.tarn.server.config;

import dev.tarn.catalog.CatalogConfig;
import dev.tarn.catalog.UpkeepConfig;
import dev.tarn.catalog.WarehouseConfig;
import dev.tarn.catalog.access.DelegationSettings;
import dev.tarn.catalog.service.DropRules;
import dev.tarn.catalog.store.StoreLocation;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The catalog's part of the settings: its database and its warehouses.
final class CatalogSettings {
    private static final int MAX_POOL_SIZE = 1_000;

    private CatalogSettings() {}

    /// @param data the folder that SQLite's file and the main warehouse are in, unless said
    ///   otherwise
    static CatalogConfig read(Settings settings, Path data) {
        try {
            List<WarehouseConfig> others = new ArrayList<>();
            for (String name : settings.warehouses()) {
                others.add(other(settings, name));
            }
            return CatalogConfig.inDirectory(data)
                    .withStore(store(settings, data))
                    .withMain(main(settings, data))
                    .withOthers(others)
                    .withUpkeep(
                            UpkeepConfig.DEFAULT
                                    .withDrops(drops(settings))
                                    .withEventRetention(retention(settings)));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    private static StoreLocation store(Settings settings, Path data) {
        String url = settings.textOrNull(Key.CATALOG_STORE_URL);
        if (url == null) {
            return new StoreLocation.Sqlite(data.resolve("catalog.db"));
        }
        if (!url.startsWith("jdbc:postgresql:")) {
            // the value may hold a password
            throw new ConfigException(
                    "catalog.store.url must start with jdbc:postgresql: or be empty for SQLite");
        }
        return new StoreLocation.Postgresql(
                url,
                settings.textOrNull(Key.CATALOG_STORE_USER),
                settings.textOrNull(Key.CATALOG_STORE_PASSWORD),
                settings.number(Key.CATALOG_STORE_POOL_SIZE, 2, MAX_POOL_SIZE));
    }

    private static Duration retention(Settings settings) {
        Duration retention = settings.duration(Key.CATALOG_EVENTS_RETENTION);
        if (retention.compareTo(UpkeepConfig.MIN_EVENT_RETENTION) < 0) {
            throw settings.refused(Key.CATALOG_EVENTS_RETENTION, "1h or longer");
        }
        return retention;
    }

    private static DropRules drops(Settings settings) {
        boolean purges =
                switch (settings.text(Key.CATALOG_DROP_EXPIRY)) {
                    case "keep-files" -> false;
                    case "purge" -> true;
                    default ->
                            throw settings.refused(Key.CATALOG_DROP_EXPIRY, "keep-files or purge");
                };
        Duration retention = settings.durationOrZero(Key.CATALOG_DROP_RETENTION);
        if (retention.compareTo(DropRules.MAX_RETENTION) > 0) {
            throw settings.refused(Key.CATALOG_DROP_RETENTION, "36500d at most");
        }
        return new DropRules(retention, purges);
    }

    private static WarehouseConfig main(Settings settings, Path data) {
        String name = settings.text(Key.CATALOG_NAME);
        if (!name.matches("[A-Za-z][A-Za-z0-9_]*") || name.equalsIgnoreCase("system")) {
            throw settings.refused(
                    Key.CATALOG_NAME, "a letter, then letters, digits and _; not `system`");
        }
        String location = settings.textOrNull(Key.CATALOG_WAREHOUSE);
        return new WarehouseConfig(
                name,
                location == null ? CatalogConfig.fileUri(data.resolve("warehouse")) : uri(location),
                locations(settings.textOrNull(Key.CATALOG_ALLOWED_LOCATIONS)),
                storage(key -> {
                    Key fallback = key.fallback();
                    return fallback == null ? null : settings.textOrNull(fallback);
                }));
    }

    private static WarehouseConfig other(Settings settings, String name) {
        String location = settings.textOrNull(name, WarehouseKey.LOCATION);
        if (location == null) {
            throw new ConfigException(
                    "Warehouse %s has settings but no location: set %s"
                            .formatted(name, WarehouseKey.LOCATION.text(name)));
        }
        if (name.equals("system")) {
            throw new ConfigException(
                    "A warehouse cannot be called system: SQL has a catalog system");
        }
        return new WarehouseConfig(
                name,
                uri(location),
                locations(settings.textOrNull(name, WarehouseKey.ALLOWED_LOCATIONS)),
                storage(key -> settings.textOrNull(name, key)));
    }

    private static List<String> locations(@Nullable String list) {
        List<String> uris = new ArrayList<>();
        if (list != null) {
            for (String location : list.split(",")) {
                if (!location.isBlank()) {
                    uris.add(uri(location.strip()));
                }
            }
        }
        return uris;
    }

    private static String uri(String location) {
        return location.matches("[a-z][a-z0-9+.-]*://?.*")
                ? location
                : CatalogConfig.fileUri(Path.of(location));
    }

    private static Map<String, String> storage(Function<WarehouseKey, @Nullable String> values) {
        Map<String, String> properties = new LinkedHashMap<>();
        put(properties, "s3.endpoint", values.apply(WarehouseKey.S3_ENDPOINT));
        put(properties, "client.region", values.apply(WarehouseKey.S3_REGION));
        put(properties, "s3.access-key-id", values.apply(WarehouseKey.S3_ACCESS_KEY_ID));
        put(properties, "s3.secret-access-key", values.apply(WarehouseKey.S3_SECRET_ACCESS_KEY));
        put(properties, "s3.session-token", values.apply(WarehouseKey.S3_SESSION_TOKEN));
        put(properties, "hdfs.config-files", values.apply(WarehouseKey.HDFS_CONFIG_FILES));
        for (WarehouseKey key : WarehouseKey.DELEGATION) {
            String value = values.apply(key);
            if (!key.isDefault(value)) {
                put(properties, key.suffix(), value);
            }
        }
        DelegationSettings.from(properties);
        String pathStyle = values.apply(WarehouseKey.S3_PATH_STYLE_ACCESS);
        switch (pathStyle) {
            case null -> {}
            case "false" -> {}
            case "true" -> properties.put("s3.path-style-access", "true");
            default ->
                    throw new ConfigException(
                            "s3.path-style-access is '%s'; accepted: true or false"
                                    .formatted(pathStyle));
        }
        return properties;
    }

    private static void put(Map<String, String> properties, String name, @Nullable String value) {
        if (value != null) {
            properties.put(name, value);
        }
    }
}
