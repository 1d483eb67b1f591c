package dev.tarn.engine.window;

import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.physical.Plan;

import java.util.List;
import java.util.function.UnaryOperator;

/// Builds windows into flows.
public final class Windows {
    private Windows() {}

    /// The rows of `input`, which come in any order; the result is in no order either.
    public static Flow window(Flow input, Plan.Window plan) {
        return sections(input, plan, false);
    }

    /// The same, where all calls look back only: rows of pieces that do not fit in memory are put
    /// in order by `sorted`, partition by partition, and computed as they go by.
    public static Flow window(Flow input, Plan.Window plan, UnaryOperator<Flow> sorted) {
        QueryContext query = input.query();
        DividedRows rows = new DividedRows(plan, query);
        input.into(rows);
        Sink decided = Flow.work(query, rows, () -> 1, piece -> rows.decide());
        Flow fitting = pieces(rows, plan, false, query).after(decided);
        NumberedSource large =
                new NumberedSource(
                        rows::largeRunCount, query.config().workerCount(), rows::largeRun);
        Flow ordered = sorted.apply(Flow.from(query, large).after(fitting));
        return Flow.union(query, List.of(fitting, running(ordered, plan)));
    }

    /// The rows of `input`, which is one partition and comes in order; the result keeps it.
    public static Flow ofSorted(Flow input, Plan.Window plan) {
        return sections(input, plan, true);
    }

    /// The rows of `input`, partition by partition and each in order, in one stream that the result
    /// keeps; all calls of `plan` look back only.
    public static Flow running(Flow input, Plan.Window plan) {
        QueryContext query = input.query();
        return input.through(() -> new RunningWindow(plan, query));
    }

    private static Flow sections(Flow input, Plan.Window plan, boolean sorted) {
        DividedRows rows = new DividedRows(plan, input.query());
        input.into(rows);
        return pieces(rows, plan, sorted, input.query()).after(rows);
    }

    private static Flow pieces(
            DividedRows rows, Plan.Window plan, boolean sorted, QueryContext query) {
        NumberedSource source =
                new NumberedSource(
                        rows::morselCount,
                        query.config().workerCount(),
                        morsel -> new SectionMorsel(plan, rows.take(morsel), sorted, query));
        return Flow.from(query, source);
    }
}
