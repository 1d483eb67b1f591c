package dev.tarn.engine.window;

import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.physical.Plan;

/// Builds windows into flows.
public final class Windows {
    private Windows() {}

    /// The rows of `input`, which come in any order; the result is in no order either.
    public static Flow window(Flow input, Plan.Window plan) {
        return sections(input, plan, false);
    }

    /// The rows of `input`, which is one partition and comes in order; the result keeps it.
    public static Flow ofSorted(Flow input, Plan.Window plan) {
        return sections(input, plan, true);
    }

    private static Flow sections(Flow input, Plan.Window plan, boolean sorted) {
        QueryContext query = input.query();
        DividedRows rows = new DividedRows(plan, query);
        input.into(rows);
        NumberedSource source =
                new NumberedSource(
                        rows::morselCount,
                        query.config().workerCount(),
                        morsel -> new SectionMorsel(plan, rows.take(morsel), sorted, query));
        return Flow.from(query, source).after(rows);
    }
}
