package dev.tarn.engine.physical;

import dev.tarn.engine.function.AggregateFunction;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One aggregate of an [Plan.Aggregate]: a function over input columns, over distinct values only
/// if `distinct`, over rows where the BOOLEAN column `filter` is true if there is one.
public record AggregateCall(
        AggregateFunction function,
        List<Integer> arguments,
        boolean distinct,
        @Nullable Integer filter) {
    public AggregateCall {
        arguments = List.copyOf(arguments);
    }
}
