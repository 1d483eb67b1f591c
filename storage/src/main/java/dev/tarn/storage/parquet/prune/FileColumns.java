package dev.tarn.storage.parquet.prune;

import dev.tarn.storage.parquet.format.SchemaNode;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// What a file holds by field id: columns and groups of its schema, and for fields that it does not
/// hold the values (in Iceberg's internal form) that each of its rows has.
///
/// A field in neither is its initial default in each row, or null.
public record FileColumns(Map<Integer, SchemaNode> nodes, Map<Integer, ?> constants) {
    @Nullable SchemaNode node(int fieldId) {
        return nodes.get(fieldId);
    }
}
