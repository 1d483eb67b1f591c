package dev.tarn.catalog.store;

/// The columns of a table, as a text, as its metadata at `metadataLocation` has them.
public record ColumnsRow(String entryId, String metadataLocation, String columns) {}
