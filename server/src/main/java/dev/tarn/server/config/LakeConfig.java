package dev.tarn.server.config;

import dev.tarn.catalog.service.DropRules;

import java.nio.file.Path;
import java.util.Map;

/// Where the lake is: the folder of the catalog's database, the location new tables go to (a folder
/// or an object store's URI), the name SQL calls the catalog by, and Iceberg's properties for
/// reaching the storage, and what becomes of what is dropped.
public record LakeConfig(
        Path dataDirectory,
        String warehouse,
        String catalogName,
        Map<String, String> storageProperties,
        DropRules drops) {
    public LakeConfig {
        storageProperties = Map.copyOf(storageProperties);
    }

    /// Says which properties are set, not what they are: some are secrets.
    @Override
    public String toString() {
        return "LakeConfig[%s, %s, %s, %s]"
                .formatted(dataDirectory, warehouse, catalogName, storageProperties.keySet());
    }
}
