package dev.tarn.catalog.store;

/// What a row of the shared name space of tables and views is.
public enum EntryKind {
    TABLE,
    VIEW
}
