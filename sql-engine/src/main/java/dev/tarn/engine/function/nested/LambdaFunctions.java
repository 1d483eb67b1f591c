package dev.tarn.engine.function.nested;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.function.LambdaFamily;
import dev.tarn.engine.function.OverloadedFamily.Overload;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The functions that take lambdas.
final class LambdaFunctions {
    private LambdaFunctions() {}

    static List<ScalarFamily> families() {
        List<ScalarFamily> families = new ArrayList<>();
        families.addAll(ArrayLambdas.families());
        families.add(Reduction.family());
        families.addAll(MapLambdas.families());
        return families;
    }

    /// The types of the parameters of the lambda after arguments of some types; null where there is
    /// none.
    @FunctionalInterface
    interface Parameters {
        @Nullable List<DataType> of(List<DataType> before, @Nullable DataType result);
    }

    /// A family whose calls all have `argumentCount` arguments, lambdas among them.
    record Family(
            String name, int argumentCount, String usage, Parameters lambdas, Overload overload)
            implements LambdaFamily {

        @Override
        public int minArguments() {
            return argumentCount;
        }

        @Override
        public int maxArguments() {
            return argumentCount;
        }

        @Override
        public Optional<ScalarFunction> bind(List<DataType> argumentTypes) {
            return argumentTypes.size() == argumentCount
                    ? overload.bind(argumentTypes)
                    : Optional.empty();
        }

        @Override
        public @Nullable List<DataType> parameters(
                List<DataType> before, @Nullable DataType result) {
            return lambdas.of(before, result);
        }
    }
}
