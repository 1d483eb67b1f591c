package dev.tarn.engine.statement;

import dev.tarn.engine.SqlException.Position;

import org.jspecify.annotations.Nullable;

/// What CREATE VIEW calls a column of its query.
public record ViewColumn(String name, @Nullable String comment, @Nullable Position position) {}
