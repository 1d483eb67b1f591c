package dev.tarn.engine;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.fuse.FusedLoops;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.results.KeptRows;
import dev.tarn.engine.results.RecordedRows;
import dev.tarn.engine.results.Recording;
import dev.tarn.engine.results.ResultCache;
import dev.tarn.engine.statement.Statement;

import java.time.Instant;
import java.util.List;

/// Starts the plans of one statement, whose functions see the moment that it was submitted.
///
/// @param id of the statement, which seeds what is random in it
record PlanRuns(String id, Instant submitted, Session session, Engine.Parts parts) {

    /// Gives rows that were kept, or else computes them and keeps them if they may be used again.
    Execution start(Statement.Select select) {
        Object key = select.resultKey();
        if (key == null || !keepsResults()) {
            return start(select.plan());
        }
        List<Batch> kept = parts.results().find(key);
        if (kept != null) {
            return new KeptRows(kept);
        }
        Recording written = parts.results().record(key);
        // What asks for this query's own start or seed gives other rows each time.
        FunctionContext watched = functions().watched(written::giveUp);
        return new RecordedRows(
                parts.executor().start(select.plan(), watched, new WriteResults()), written);
    }

    /// Starts a plan that writes nothing.
    Execution start(Plan plan) {
        return start(plan, new WriteResults());
    }

    /// Starts a plan; what it writes is told to `writes`.
    Execution start(Plan plan, WriteResults writes) {
        return parts.executor().start(plan, functions(), writes);
    }

    private boolean keepsResults() {
        return parts.results().isOn()
                && !"false".equalsIgnoreCase(session.properties().get(ResultCache.PROPERTY));
    }

    private FunctionContext functions() {
        boolean fuses = !"false".equalsIgnoreCase(session.properties().get(FusedLoops.PROPERTY));
        return new FunctionContext(submitted, session.zone(), session.user(), id.hashCode())
                .withLoops(fuses ? parts.loops() : FusedLoops.NONE);
    }
}
