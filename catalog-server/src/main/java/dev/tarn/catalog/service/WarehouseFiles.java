package dev.tarn.catalog.service;

/// The files of any warehouse of the database, by its id.
@FunctionalInterface
public interface WarehouseFiles {

    /// @throws IllegalStateException when this server has no warehouse of that id
    MetadataFiles of(String warehouseId);
}
