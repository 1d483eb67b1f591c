package dev.tarn.engine.eval;

import dev.tarn.columnar.Batch;

/// One predicate, ready to run. Owned by one driver: not thread-safe.
public interface PredicateEvaluator {

    /// `batch` with only those of its selected rows for which the predicate is true; the columns
    /// are shared.
    Batch filter(Batch batch);
}
