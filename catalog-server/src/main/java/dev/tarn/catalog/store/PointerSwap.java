package dev.tarn.catalog.store;

/// A commit as the store sees it: entry `id` moves from `expectedVersion` to the next one.
public record PointerSwap(
        String id,
        long expectedVersion,
        String metadataLocation,
        String location,
        long updatedMillis) {}
