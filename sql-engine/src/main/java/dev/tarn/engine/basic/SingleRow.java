package dev.tarn.engine.basic;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.exec.Sink;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Keeps the one row of a scalar sub-query; refuses a second one. Thread-safe.
final class SingleRow implements Sink {
    private @Nullable Batch row;

    @Override
    public Local open() {
        return this::accept;
    }

    private synchronized void accept(Batch batch) {
        if (row != null || batch.selectedCount() > 1) {
            throw new SqlException(
                    ErrorCode.SUBQUERY_MULTIPLE_ROWS,
                    "Scalar sub-query has returned more than one row");
        }
        row = batch.compact();
    }

    /// The row, or one of nulls if there was none.
    synchronized Batch row(List<Field> output) {
        if (row != null) {
            return row;
        }
        List<Vector> nulls = output.stream().map(field -> Vectors.nulls(field.type(), 1)).toList();
        return new Batch(nulls, 1);
    }

    @Override
    public synchronized void close() {
        row = null;
    }
}
