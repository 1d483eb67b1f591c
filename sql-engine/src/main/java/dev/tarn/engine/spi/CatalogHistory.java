package dev.tarn.engine.spi;

import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/// The order in which the tables of a catalog have changed, by which several are read at one point.
/// Thread-safe.
public interface CatalogHistory {

    /// The point after the last change.
    long now();

    /// Where the metadata is that `table`, which has just been loaded, had at `point`; null if it
    /// has not changed since.
    ///
    /// @throws org.apache.iceberg.exceptions.CommitFailedException if that is not known any more,
    ///   or nothing of that name was there, or another one
    @Nullable String metadataAt(TableIdentifier table, long point);
}
