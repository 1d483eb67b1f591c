package dev.tarn.catalog.store;

/// A commit as the store sees it: entry `id` moves from `expectedVersion` to the next one.
///
/// @param hasNewColumns whether it is a table with other columns than before, which
///   [StoreTransaction#putColumns] keeps
public record PointerSwap(
        String id,
        long expectedVersion,
        String metadataLocation,
        String location,
        boolean hasNewColumns,
        long updatedMillis) {}
