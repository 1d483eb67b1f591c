package dev.tarn.maintenance.reach;

/// What a file is to the table that it belongs to.
public enum FileKind {
    DATA,
    /// Position deletes, deletion vectors among them.
    POSITION_DELETES,
    EQUALITY_DELETES,
    MANIFEST,
    MANIFEST_LIST,
    STATISTICS,
    /// Not known: found by listing.
    OTHER
}
