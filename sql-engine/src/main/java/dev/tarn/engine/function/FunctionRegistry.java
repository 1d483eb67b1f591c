package dev.tarn.engine.function;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Every function there is, by lower-case name. Immutable.
public final class FunctionRegistry {
    private final Map<String, ScalarFamily> scalars;
    private final Map<String, AggregateFamily> aggregates;

    public FunctionRegistry(
            Collection<ScalarFamily> scalars, Collection<AggregateFamily> aggregates) {
        this.scalars = new TreeMap<>();
        this.aggregates = new TreeMap<>();
        for (ScalarFamily family : scalars) {
            if (this.scalars.put(family.name(), family) != null) {
                throw new IllegalArgumentException("Two scalar functions named " + family.name());
            }
        }
        for (AggregateFamily family : aggregates) {
            if (this.aggregates.put(family.name(), family) != null) {
                throw new IllegalArgumentException(
                        "Two aggregate functions named " + family.name());
            }
        }
    }

    public Optional<ScalarFamily> scalar(String name) {
        return Optional.ofNullable(scalars.get(name.toLowerCase(Locale.ROOT)));
    }

    public Optional<AggregateFamily> aggregate(String name) {
        return Optional.ofNullable(aggregates.get(name.toLowerCase(Locale.ROOT)));
    }

    public Collection<ScalarFamily> scalars() {
        return scalars.values();
    }

    public Collection<AggregateFamily> aggregates() {
        return aggregates.values();
    }
}
