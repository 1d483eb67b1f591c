package dev.tarn.engine.spi;

import org.apache.iceberg.catalog.TableIdentifier;

/// What a catalog can do that keeps dropped tables for a while. Thread-safe.
@FunctionalInterface
public interface DroppedTables {

    /// Brings back the table or view dropped last under that name.
    ///
    /// @param as the name it gets; may be the one it had
    /// @throws org.apache.iceberg.exceptions.NoSuchTableException if none is kept
    /// @throws org.apache.iceberg.exceptions.NoSuchNamespaceException if there is no such namespace
    ///   for `as`
    /// @throws org.apache.iceberg.exceptions.AlreadyExistsException if `as` is taken
    void undrop(TableIdentifier name, TableIdentifier as);
}
