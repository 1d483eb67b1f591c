package dev.tarn.engine.function.library;

import dev.tarn.engine.function.AggregateFamily;
import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.aggregate.Aggregates;
import dev.tarn.engine.function.json.SqlJsonFunctions;
import dev.tarn.engine.function.math.MathFunctions;
import dev.tarn.engine.function.math.RoundingFunctions;
import dev.tarn.engine.function.misc.OtherFunctions;
import dev.tarn.engine.function.misc.ShapeFunctions;
import dev.tarn.engine.function.nested.NestedFunctions;
import dev.tarn.engine.function.operator.ArithmeticOperators;
import dev.tarn.engine.function.operator.ComparisonOperators;
import dev.tarn.engine.function.operator.StringOperators;
import dev.tarn.engine.function.text.TextFunctions;
import dev.tarn.engine.function.time.TimeFunctions;
import dev.tarn.engine.function.variant.VariantFunctions;

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
        families.addAll(MathFunctions.families());
        families.addAll(RoundingFunctions.families());
        families.addAll(TextFunctions.families());
        families.addAll(TimeFunctions.families());
        families.addAll(NestedFunctions.families());
        families.addAll(OtherFunctions.families());
        families.addAll(ShapeFunctions.families());
        families.addAll(VariantFunctions.families());
        families.addAll(SqlJsonFunctions.families());
        return families;
    }

    private static List<AggregateFamily> aggregates() {
        return Aggregates.families();
    }
}
