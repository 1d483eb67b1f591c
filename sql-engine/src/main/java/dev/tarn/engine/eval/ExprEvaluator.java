package dev.tarn.engine.eval;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;

/// One expression, ready to run. Owned by one driver: not thread-safe.
public interface ExprEvaluator {

    /// The expression's value for every selected row of `batch`, in a vector as long as the batch;
    /// rows not selected hold anything.
    Vector evaluate(Batch batch);
}
