package dev.tarn.engine.function.library;

import dev.tarn.engine.function.AggregateFamily;
import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.aggregate.Aggregates;
import dev.tarn.engine.function.operator.ArithmeticOperators;
import dev.tarn.engine.function.operator.ComparisonOperators;
import dev.tarn.engine.function.operator.StringOperators;

import java.util.ArrayList;
import java.util.List;

/// The functions that every engine has.
public final class Functions {
    private static final FunctionRegistry STANDARD = new FunctionRegistry(scalars(), aggregates());

    private Functions() {}

    public static FunctionRegistry standard() {
        return STANDARD;
    }

    private static List<ScalarFamily> scalars() {
        List<ScalarFamily> families = new ArrayList<>();
        families.addAll(ArithmeticOperators.families());
        families.addAll(ComparisonOperators.families());
        families.addAll(StringOperators.families());
        return families;
    }

    private static List<AggregateFamily> aggregates() {
        return Aggregates.families();
    }
}
