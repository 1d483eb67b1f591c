package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.AggregateFamily;
import dev.tarn.engine.function.AggregateFunction;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.VariantUse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// An aggregate family as a list of overloads; binding takes the nearest, as
/// [dev.tarn.engine.function.OverloadedFamily] does.
record AggregateOverloads(
        String name, String usage, int minArguments, int maxArguments, List<Overload> overloads)
        implements AggregateFamily {
    AggregateOverloads {
        overloads = List.copyOf(overloads);
    }

    /// One way to call the function.
    interface Overload extends Function<List<DataType>, Optional<AggregateFunction>> {}

    static AggregateOverloads family(String name, String usage) {
        return new AggregateOverloads(name, usage, Integer.MAX_VALUE, 0, List.of());
    }

    /// With an overload of fixed types.
    AggregateOverloads with(
            List<DataType> parameters, DataType result, Supplier<Accumulator> accumulator) {
        Optional<AggregateFunction> function =
                Optional.of(new AggregateFunction(name, parameters, result, accumulator));
        return binding(parameters.size(), types -> function);
    }

    /// With an overload of `count` arguments whose types depend on theirs.
    AggregateOverloads binding(int count, Overload overload) {
        List<Overload> more = new ArrayList<>(overloads);
        more.add(types -> types.size() == count ? overload.apply(types) : Optional.empty());
        return new AggregateOverloads(
                name, usage, Math.min(minArguments, count), Math.max(maxArguments, count), more);
    }

    AggregateOverloads named(String alias) {
        List<Overload> renamed = new ArrayList<>();
        for (Overload overload : overloads) {
            renamed.add(types ->
                    overload.apply(types)
                            .map(f ->
                                    new AggregateFunction(
                                            alias,
                                            f.parameterTypes(),
                                            f.resultType(),
                                            f.newAccumulator())));
        }
        return new AggregateOverloads(
                alias, usage.replace(name + "(", alias + "("), minArguments, maxArguments, renamed);
    }

    @Override
    public Optional<AggregateFunction> bind(List<DataType> argumentTypes) {
        if (!VariantUse.allows(name, argumentTypes)) {
            return Optional.empty();
        }
        Optional<AggregateFunction> nearest = Optional.empty();
        int least = Integer.MAX_VALUE;
        for (Overload overload : overloads) {
            Optional<AggregateFunction> candidate = overload.apply(argumentTypes);
            if (candidate.isEmpty()) {
                continue;
            }
            int distance = Coercions.distance(argumentTypes, candidate.get().parameterTypes());
            if (distance >= 0 && distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }
}
