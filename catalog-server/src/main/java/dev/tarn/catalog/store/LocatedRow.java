package dev.tarn.catalog.store;

/// Whose location it is, in whichever warehouse, live or dropped.
public record LocatedRow(
        String warehouseId,
        String location,
        EntryKind kind,
        String namespacePath,
        String name,
        boolean isDropped) {}
