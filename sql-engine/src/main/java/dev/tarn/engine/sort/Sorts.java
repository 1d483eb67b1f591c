package dev.tarn.engine.sort;

import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.KeyBound;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

/// Builds sorts into flows: collect, then put together, sort runs and merge, or write runs, merge
/// them into fewer, and merge those. What follows a sort has one driver, so that the order stays.
public final class Sorts {
    /// The most rows of a TopN that are kept apart; more are sorted with all the others.
    private static final long MOST_TOP_ROWS = 1 << 20;

    private Sorts() {}

    public static Flow sort(Flow input, Plan.Sort plan) {
        SortedRows rows = new SortedRows(plan, plan.keys(), input.query());
        input.into(rows);
        return merged(rows, rows, -1, 0, input.query());
    }

    /// The first rows of `input`; `bound`, where there is one, is tightened to the last of them
    /// that is known so far.
    public static Flow topN(Flow input, Plan.TopN plan, @Nullable KeyBound bound) {
        QueryContext query = input.query();
        SortedRows rows = new SortedRows(plan, plan.keys(), query);
        boolean few =
                plan.limit() >= 0
                        && plan.limit() <= MOST_TOP_ROWS
                        && plan.offset() <= MOST_TOP_ROWS - plan.limit();
        if (!few) {
            input.into(rows);
            return merged(rows, rows, plan.limit(), plan.offset(), query);
        }
        int rowCount = plan.limit() == 0 ? 0 : (int) (plan.limit() + plan.offset());
        query.closeAtEnd(rows);
        TopRows top = new TopRows(plan, rowCount, rows, bound, query);
        input.into(top);
        return merged(rows, top, plan.limit(), plan.offset(), query);
    }

    private static Flow merged(
            SortedRows rows, Sink collected, long limit, long offset, QueryContext query) {
        Sink decided = Flow.work(query, collected, () -> 1, piece -> rows.decide());
        Sink assembled = Flow.work(query, decided, rows::columnCount, rows::assemble);
        Sink prepared = Flow.work(query, assembled, () -> 1, piece -> rows.prepare());
        Sink sorted = Flow.work(query, prepared, rows::runCount, rows::sortRun);
        Sink written = Flow.work(query, sorted, rows::unwrittenCount, rows::write);
        Sink reduced = Flow.longWork(query, written, rows::reducerCount, reducer -> rows.reduce());
        return Flow.from(
                        query, new NumberedSource(() -> 1, 1, morsel -> rows.merged(limit, offset)))
                .after(reduced);
    }
}
