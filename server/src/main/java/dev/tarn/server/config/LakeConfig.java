package dev.tarn.server.config;

import dev.tarn.catalog.CatalogConfig;

import java.nio.file.Path;
import java.util.Map;

/// Where the lake is: the folder of what Tarn keeps on this machine, and the catalog with its
/// database and its warehouses, of which the main one gives SQL its default catalog.
public record LakeConfig(Path dataDirectory, CatalogConfig catalog) {

    /// The name SQL calls the main warehouse by.
    public String catalogName() {
        return catalog.main().name();
    }

    /// Where new tables of the main warehouse go, as a URI.
    public String warehouse() {
        return catalog.main().location();
    }

    /// Iceberg's properties for reaching the main warehouse; some are secrets.
    public Map<String, String> storageProperties() {
        return catalog.main().fileIoProperties();
    }
}
