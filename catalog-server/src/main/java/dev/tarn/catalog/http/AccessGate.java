package dev.tarn.catalog.http;

import dev.tarn.catalog.access.StorageDelegation.Asker;

import org.apache.iceberg.catalog.TableIdentifier;

/// Who makes the call, and what they may do to the files of a table they may see.
public interface AccessGate {
    /// @param table one that the caller may load, or has just been allowed to create
    Asker asker(TableIdentifier table);
}
