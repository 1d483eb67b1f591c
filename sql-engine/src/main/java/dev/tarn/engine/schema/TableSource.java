package dev.tarn.engine.schema;

import dev.tarn.engine.spi.CatalogConnection;

import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/// Where a statement's tables come from: the catalog, or a transaction that keeps them as they
/// were. Thread-safe.
@FunctionalInterface
public interface TableSource {
    /// Tables as their catalogs have them now.
    TableSource CURRENT = (catalog, identifier) -> catalog.tables().loadTable(identifier);

    /// @param identifier as the catalog spells it
    /// @throws org.apache.iceberg.exceptions.NoSuchTableException if there is none
    /// @throws org.apache.iceberg.exceptions.NoSuchNamespaceException if it would be in none
    Table load(CatalogConnection catalog, TableIdentifier identifier);

    /// Told of each table that a query reads in its present state, other than to change the rows it
    /// finds.
    default void isRead(Table table) {}
}
