package dev.tarn.catalog.store;

/// One table or view: identity is `id`, never the name. `version` counts pointer swaps and renames
/// do not change it; `location` is canonical; `flags` is reserved for protection bits.
public record EntryRow(
        String id,
        String namespaceId,
        String namespacePath,
        String name,
        EntryKind kind,
        String location,
        String metadataLocation,
        long version,
        long flags,
        long createdMillis,
        long updatedMillis) {}
