package dev.tarn.catalog.store;

import org.jspecify.annotations.Nullable;

/// One change. `sequence` is given by the store and 0 before; all events of one transaction share
/// `commitId`.
///
/// @param newNamespacePath where a rename went; null for all other changes
/// @param oldSnapshotId the table's current snapshot before; null when it had none or is no table
/// @param principal who; null without authentication
/// @param clientAddress from where; null for the process itself
public record EventRow(
        long sequence,
        String commitId,
        String kind,
        String warehouseId,
        String subjectId,
        String namespacePath,
        @Nullable String name,
        @Nullable String newNamespacePath,
        @Nullable String newName,
        @Nullable String oldMetadataLocation,
        @Nullable String newMetadataLocation,
        @Nullable Long oldSnapshotId,
        @Nullable Long newSnapshotId,
        @Nullable String principal,
        @Nullable String clientAddress,
        @Nullable String userAgent,
        long atMillis) {}
