package dev.tarn.engine.agg;

import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.physical.Plan;

/// Builds aggregations into flows: one pipeline ends in the drivers' tables, the last begins with
/// their merged partitions; in between what drivers hold is put on disk where some of it is. Where
/// rows come group by group, one operator does.
public final class Aggregations {
    private Aggregations() {}

    public static Flow aggregate(Flow input, Plan.Aggregate plan) {
        QueryContext query = input.query();
        AggregateSink sink = new AggregateSink(plan, query);
        input.into(sink);
        Sink decided = Flow.work(query, sink, () -> 1, piece -> sink.decide());
        Sink written = Flow.work(query, decided, sink::unwrittenCount, sink::write);
        NumberedSource groups =
                new NumberedSource(sink::morselCount, query.config().workerCount(), sink::morsel);
        return Flow.from(query, groups).after(written);
    }

    /// The same, where rows with equal keys stand side by side and one driver brings them.
    public static Flow streamed(Flow input, Plan.Aggregate plan) {
        QueryContext query = input.query();
        return input.through(() -> new StreamedAggregation(plan, query));
    }
}
