package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryRow;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/// What an entry points to, for its events: a metadata file and, for a table whose metadata were
/// read, the current snapshot.
record Pointer(@Nullable String metadataLocation, @Nullable Long snapshotId) {

    static final Pointer NONE = new Pointer(null, null);

    static Pointer of(TableMetadata metadata) {
        Snapshot current = metadata.currentSnapshot();
        return new Pointer(
                metadata.metadataFileLocation(), current == null ? null : current.snapshotId());
    }

    static Pointer of(EntryRow row) {
        return new Pointer(row.metadataLocation(), null);
    }
}
