package dev.tarn.catalog.store;

/// Changes to pipes, inside one [CatalogStore#write].
public interface PipeWrites {

    /// False when the name is taken.
    boolean insert(PipeRow row);

    /// False when the row has another version than `row.version() - 1`.
    boolean replace(PipeRow row);

    /// False when the pipe has gone, or has another version.
    boolean delete(String id, long version);
}
