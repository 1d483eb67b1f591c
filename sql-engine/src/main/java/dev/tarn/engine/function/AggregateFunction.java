package dev.tarn.engine.function;

import dev.tarn.columnar.DataType;

import java.util.List;
import java.util.function.Supplier;

/// An aggregate function chosen for given argument types. `newAccumulator` makes one state column,
/// used by one thread at a time. Two are equal if name and types are.
public record AggregateFunction(
        String name,
        List<DataType> parameterTypes,
        DataType resultType,
        Supplier<Accumulator> newAccumulator) {
    public AggregateFunction {
        parameterTypes = List.copyOf(parameterTypes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AggregateFunction that
                && name.equals(that.name)
                && parameterTypes.equals(that.parameterTypes)
                && resultType.equals(that.resultType);
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + parameterTypes.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
