package dev.tarn.engine.write;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.LongVector;
import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Builds table writes into flows: one pipeline ends in the drivers' writers, the next gives the
/// row counts.
public final class TableWrites {
    private TableWrites() {}

    public static Flow write(Flow input, Plan.TableWrite plan) {
        QueryContext query = input.query();
        TableWriters writers = new TableWriters(plan, query);
        input.into(writers);
        Sink written = Flow.work(query, writers, writers::sharedCount, writers::completeShared);
        AtomicBoolean given = new AtomicBoolean();
        NumberedSource counts =
                new NumberedSource(
                        () -> 1,
                        1,
                        morsel ->
                                NumberedSource.morsel(
                                        () -> given.getAndSet(true) ? null : rows(writers)));
        return Flow.from(query, counts).after(written);
    }

    /// One row a driver that wrote something; null where there is none.
    private static @Nullable Batch rows(TableWriters writers) {
        List<Long> counts = writers.rowCounts();
        if (counts.isEmpty()) {
            return null;
        }
        long[] values = new long[counts.size()];
        for (int writer = 0; writer < values.length; writer++) {
            values[writer] = counts.get(writer);
        }
        return new Batch(List.of(new LongVector(DataType.BIGINT, values)), values.length);
    }
}
