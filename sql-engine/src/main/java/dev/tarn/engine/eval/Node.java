package dev.tarn.engine.eval;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;

/// A part of an expression, ready to run. Owned by one driver: parts may cache.
interface Node {

    /// The value for each of `rows`, which are rows of `batch`, in a vector of at least
    /// `rows.rowCount()`; other rows hold anything.
    Vector evaluate(Batch batch, Rows rows);

    /// A column of the batch, as it is.
    record Column(int ordinal) implements Node {
        @Override
        public Vector evaluate(Batch batch, Rows rows) {
            return batch.column(ordinal);
        }
    }

    /// The one value of `value`, for every row.
    record Constant(FlatVector value) implements Node {
        @Override
        public Vector evaluate(Batch batch, Rows rows) {
            return new ConstantVector(value, rows.rowCount());
        }
    }
}
