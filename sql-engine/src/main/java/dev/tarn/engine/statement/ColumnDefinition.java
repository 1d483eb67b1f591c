package dev.tarn.engine.statement;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.SqlException.Position;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// A column of CREATE TABLE.
///
/// @param fields what is said of fields within its type, by path
public record ColumnDefinition(
        String name,
        DataType type,
        Map<String, FieldClauses> fields,
        boolean required,
        @Nullable String comment,
        @Nullable ColumnDefault defaultValue,
        @Nullable Position position) {
    public ColumnDefinition {
        fields = Map.copyOf(fields);
    }
}
