package dev.tarn.engine.physical;

import dev.tarn.engine.function.AggregateFunction;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One aggregate of an [Plan.Aggregate]: a function over input columns, over distinct values only
/// if `distinct`, over rows where the BOOLEAN column `filter` is true if there is one, in an order
/// if one is given: its keys are ordinals into `arguments`, of which those behind the function's
/// own are only there to order by.
public record AggregateCall(
        AggregateFunction function,
        List<Integer> arguments,
        boolean distinct,
        @Nullable Integer filter,
        List<SortKey> order) {
    // Not compact: javac leaves type annotations out of class files for compact constructors.
    public AggregateCall(
            AggregateFunction function,
            List<Integer> arguments,
            boolean distinct,
            @Nullable Integer filter,
            List<SortKey> order) {
        this.function = function;
        this.arguments = List.copyOf(arguments);
        this.distinct = distinct;
        this.filter = filter;
        this.order = List.copyOf(order);
    }

    /// A call of rows in any order.
    public AggregateCall(
            AggregateFunction function,
            List<Integer> arguments,
            boolean distinct,
            @Nullable Integer filter) {
        this(function, arguments, distinct, filter, List.of());
    }
}
