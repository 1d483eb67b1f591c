package dev.tarn.engine.function;

import dev.tarn.columnar.Vector;

import java.util.List;

/// The loop behind a function that takes lambdas: as [ScalarFunction.Kernel], but lambdas stand
/// apart from the other arguments, both in the order in which they are written.
public interface LambdaKernel extends ScalarFunction.Kernel {

    Vector apply(List<Vector> arguments, List<Lambda> lambdas, Rows rows);

    @Override
    default Vector apply(List<Vector> arguments, Rows rows, FunctionContext context) {
        throw new IllegalStateException("A function of lambdas is called without them");
    }

    /// An expression over parameters, and over the columns of the batch at hand. Used by one
    /// thread, while the function is called.
    @FunctionalInterface
    interface Lambda {

        /// The values of `count` calls: call `i` has the values at `i` of `parameters`, and sees
        /// row `rows[i]` of the batch, which must be one of those that the function is asked for.
        /// The vectors have that length, the array at least.
        Vector apply(List<? extends Vector> parameters, int[] rows, int count);
    }
}
