package dev.tarn.engine.statement;

import org.jspecify.annotations.Nullable;

/// What a text says of a field within a column's type, of the elements of a list or the values of a
/// map, besides its type.
public record FieldClauses(boolean required, @Nullable String comment) {}
