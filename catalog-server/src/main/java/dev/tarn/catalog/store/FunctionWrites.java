package dev.tarn.catalog.store;

/// Changes to functions, inside one [CatalogStore#write].
public interface FunctionWrites {

    /// False when the name is taken.
    boolean insert(FunctionRow row);

    /// False when the row has another version than `row.version() - 1`.
    boolean replace(FunctionRow row);

    /// False when the function has gone.
    boolean delete(String id);
}
