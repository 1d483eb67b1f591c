package dev.tarn.engine.function;

import dev.tarn.columnar.DataType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A scalar family as a list of overloads, of which binding takes the one whose parameters are
/// nearest to the arguments ([Coercions#distance]); the first listed of equals.
public record OverloadedFamily(
        String name, int minArguments, int maxArguments, String usage, List<Overload> overloads)
        implements ScalarFamily {
    public OverloadedFamily {
        overloads = List.copyOf(overloads);
    }

    /// One way to call a function: the function for argument types, whose parameters the arguments
    /// may still have to be coerced to; empty where there is none for so many or such arguments.
    @FunctionalInterface
    public interface Overload {
        Optional<ScalarFunction> bind(List<DataType> argumentTypes);
    }

    @Override
    public Optional<ScalarFunction> bind(List<DataType> argumentTypes) {
        if (!VariantUse.allows(name, argumentTypes)) {
            return Optional.empty();
        }
        Optional<ScalarFunction> nearest = Optional.empty();
        int least = Integer.MAX_VALUE;
        for (Overload overload : overloads) {
            Optional<ScalarFunction> candidate = overload.bind(argumentTypes);
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

    /// The same functions under another name.
    public OverloadedFamily named(String alias) {
        List<Overload> renamed = new ArrayList<>();
        for (Overload overload : overloads) {
            renamed.add(types ->
                    overload.bind(types)
                            .map(f ->
                                    new ScalarFunction(
                                            alias,
                                            f.parameterTypes(),
                                            f.resultType(),
                                            f.nullPolicy(),
                                            f.deterministic(),
                                            f.fallible(),
                                            f.kernel())));
        }
        return new OverloadedFamily(
                alias, minArguments, maxArguments, usage.replace(name + "(", alias + "("), renamed);
    }

    /// Starts a family of `name`.
    public static Builder family(String name, String usage) {
        return new Builder(name, usage);
    }

    /// Collects overloads. Not thread-safe.
    public static final class Builder {
        private final String name;
        private final String usage;
        private final List<Overload> overloads = new ArrayList<>();
        private int minArguments = Integer.MAX_VALUE;
        private int maxArguments;

        private Builder(String name, String usage) {
            this.name = name;
            this.usage = usage;
        }

        /// An overload of fixed types that never fails.
        public Builder pure(
                List<DataType> parameters, DataType result, ScalarFunction.Kernel kernel) {
            return function(ScalarFunction.of(name, parameters, result, kernel));
        }

        /// An overload of fixed types that may fail.
        public Builder failing(
                List<DataType> parameters, DataType result, ScalarFunction.Kernel kernel) {
            return function(ScalarFunction.of(name, parameters, result, kernel).failing());
        }

        /// An overload of fixed types.
        public Builder function(ScalarFunction function) {
            int count = function.parameterTypes().size();
            Optional<ScalarFunction> bound = Optional.of(function);
            return binder(count, count, types -> types.size() == count ? bound : Optional.empty());
        }

        /// An overload whose types depend on the arguments', asked only for counts from `min` to
        /// `max`.
        public Builder binder(int min, int max, Overload overload) {
            minArguments = Math.min(minArguments, min);
            maxArguments = Math.max(maxArguments, max);
            overloads.add(types ->
                    types.size() < min || types.size() > max
                            ? Optional.empty()
                            : overload.bind(types));
            return this;
        }

        public OverloadedFamily build() {
            return new OverloadedFamily(name, minArguments, maxArguments, usage, overloads);
        }
    }
}
