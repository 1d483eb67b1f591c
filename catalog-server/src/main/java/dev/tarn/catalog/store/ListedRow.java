package dev.tarn.catalog.store;

/// A table or view as a list of its namespace has it.
public record ListedRow(String id, String name, String metadataLocation) {}
