package dev.tarn.catalog.access;

/// What a client may do to the files of a table.
public enum AccessLevel {
    READ,
    READ_WRITE
}
