package dev.tarn.engine.statement;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.SqlException.Position;

import org.jspecify.annotations.Nullable;

/// A column of CREATE TABLE or ADD COLUMN.
public record ColumnDefinition(
        String name,
        DataType type,
        boolean required,
        @Nullable String comment,
        @Nullable ColumnDefault defaultValue,
        @Nullable Position position) {}
