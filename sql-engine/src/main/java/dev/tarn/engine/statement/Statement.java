package dev.tarn.engine.statement;

import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

/// A planned SQL text.
public sealed interface Statement permits Statement.Select, Command {

    /// Rows to compute and return. Where the plan reads nothing but tables, `resultKey` is equal to
    /// another's only if the rows of that are right for this one too, as far as functions that give
    /// something else each time allow; else it is null.
    record Select(Plan plan, @Nullable Object resultKey) implements Statement {
        public Select(Plan plan) {
            this(plan, null);
        }
    }
}
