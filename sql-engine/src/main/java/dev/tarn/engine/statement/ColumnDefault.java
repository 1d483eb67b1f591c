package dev.tarn.engine.statement;

import dev.tarn.engine.SqlException.Position;

import org.jspecify.annotations.Nullable;

/// The literal of DEFAULT: a String (dates and times too), BigDecimal, Boolean or byte array; null
/// for NULL.
public record ColumnDefault(@Nullable Object value, @Nullable Position position) {}
