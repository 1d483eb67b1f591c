package dev.tarn.catalog.service;

import dev.tarn.catalog.store.DroppedRow;

import org.apache.iceberg.catalog.TableIdentifier;

import java.time.Instant;
import java.util.Locale;

/// A dropped table or view, as people see it.
///
/// @param kind `table` or `view`
/// @param state `kept` or `purging`
/// @param expires when it can no longer be undropped
public record DroppedEntry(
        String id,
        TableIdentifier name,
        String kind,
        String state,
        String location,
        String metadataLocation,
        Instant dropped,
        Instant expires) {

    static DroppedEntry of(DroppedRow row) {
        return new DroppedEntry(
                row.entry().id(),
                NamespacePaths.identifier(row.entry().namespacePath(), row.entry().name()),
                row.entry().kind().name().toLowerCase(Locale.ROOT),
                row.state().name().toLowerCase(Locale.ROOT),
                row.entry().location(),
                row.entry().metadataLocation(),
                Instant.ofEpochMilli(row.droppedMillis()),
                Instant.ofEpochMilli(row.expiresMillis()));
    }
}
