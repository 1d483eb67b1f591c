package dev.tarn.catalog.store;

import org.jspecify.annotations.Nullable;

/// Whose location it is, in whichever warehouse, live or dropped.
///
/// @param dropped null of a live one
public record LocatedRow(
        String warehouseId,
        String location,
        EntryKind kind,
        String namespacePath,
        String name,
        @Nullable DroppedState dropped) {}
