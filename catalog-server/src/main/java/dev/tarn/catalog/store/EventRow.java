package dev.tarn.catalog.store;

import org.jspecify.annotations.Nullable;

/// One change. `sequence` is assigned by the store and 0 before; all events of one transaction
/// share `commitId`.
public record EventRow(
        long sequence,
        String commitId,
        String kind,
        String subjectId,
        String namespacePath,
        @Nullable String name,
        @Nullable String oldMetadataLocation,
        @Nullable String newMetadataLocation,
        long atMillis) {}
