package dev.tarn.server.job;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Query;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.LoadCounts;
import dev.tarn.engine.spi.PipeDefinition;
import dev.tarn.server.query.StatementRunner;

import org.jspecify.annotations.Nullable;

/// A run of a pipe as a query of its owner's, which waits its turn like others and is listed with
/// them.
final class QueryLoading implements Loading {
    private final StatementRunner runner;
    private @Nullable Query query;
    private boolean isCancelled;

    QueryLoading(StatementRunner runner) {
        this.runner = runner;
    }

    @Override
    public LoadCounts load(PipeDefinition definition) {
        try (Query started = start(definition)) {
            Batch rows = started.next();
            if (rows == null) {
                throw new IllegalStateException("COPY INTO gave no row");
            }
            LoadCounts counts = counts(rows);
            started.next();
            return counts;
        }
    }

    private synchronized Query start(PipeDefinition definition) {
        if (isCancelled) {
            throw new SqlException(ErrorCode.USER_CANCELED, "The pipe was stopped");
        }
        query = runner.start(definition.session(), definition.statement());
        return query;
    }

    @Override
    public synchronized void cancel() {
        isCancelled = true;
        if (query != null) {
            query.cancel();
        }
    }

    private static LoadCounts counts(Batch batch) {
        @Nullable Object[] row = new Object[batch.columns().size()];
        for (int column = 0; column < row.length; column++) {
            row[column] = JavaValues.value(batch.columns().get(column), 0);
        }
        return new LoadCounts(
                number(row[0]),
                number(row[1]),
                number(row[2]),
                number(row[3]),
                number(row[4]),
                row[5] == null ? null : row[5].toString());
    }

    private static long number(@Nullable Object value) {
        return value instanceof Long number ? number : 0;
    }
}
