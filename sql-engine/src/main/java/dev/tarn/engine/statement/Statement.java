package dev.tarn.engine.statement;

import dev.tarn.engine.physical.Plan;

/// A planned SQL text.
public sealed interface Statement permits Statement.Select, Command {

    /// Rows to compute and return.
    record Select(Plan plan) implements Statement {}
}
