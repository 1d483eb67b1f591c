package dev.tarn.engine.statement;

/// One field of a table's sort order: a transform of a column, and where nulls come.
public record SortField(PartitionField term, boolean descending, boolean nullsFirst) {}
