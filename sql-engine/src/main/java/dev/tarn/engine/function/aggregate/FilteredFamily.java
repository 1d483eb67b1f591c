package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.function.AggregateFamily;
import dev.tarn.engine.function.AggregateFunction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An aggregate with one argument more, a boolean: only rows for which that is true are taken. For
/// FILTER of functions to which a null is a value, where an operator has no filters of its own.
public record FilteredFamily(AggregateFamily inner) implements AggregateFamily {

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public int minArguments() {
        return inner.minArguments() + 1;
    }

    @Override
    public int maxArguments() {
        int most = inner.maxArguments();
        return most == Integer.MAX_VALUE ? most : most + 1;
    }

    @Override
    public Optional<AggregateFunction> bind(List<DataType> argumentTypes) {
        if (argumentTypes.isEmpty()) {
            return Optional.empty();
        }
        List<DataType> own = argumentTypes.subList(0, argumentTypes.size() - 1);
        return inner.bind(own).map(FilteredFamily::filtered);
    }

    private static AggregateFunction filtered(AggregateFunction function) {
        List<DataType> parameters = new ArrayList<>(function.parameterTypes());
        parameters.add(DataType.BOOLEAN);
        return new AggregateFunction(
                function.name(),
                parameters,
                function.resultType(),
                () -> new FilteredAccumulator(function.newAccumulator().get()));
    }

    @Override
    public String usage() {
        return inner.usage();
    }
}
