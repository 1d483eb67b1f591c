package dev.tarn.engine.pipeline;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.spill.SpillSpace;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs of plans under some conditions, after each of which nothing is left: no memory is reserved,
/// and no file is on disk.
record Trial(int workers, int batchRows, MemoryPool pool, Path directory) {
    private static final long PLENTY_BYTES = 1L << 30;

    /// What is done with a plan that runs.
    interface Use<R> {
        R of(Execution execution);
    }

    static Trial of(int workers, int batchRows, Path directory) {
        return new Trial(workers, batchRows, new MemoryPool(PLENTY_BYTES), directory);
    }

    /// The same, where whoever can spill has to, again and again.
    Trial spilling() {
        return in(new MemoryPool(PLENTY_BYTES, true, bytes -> true));
    }

    Trial in(MemoryPool other) {
        return new Trial(workers, batchRows, other, directory);
    }

    /// All rows that `plan` gives.
    SpillingRun.Answer run(Plan plan) {
        return use(plan, Trial::pullAll);
    }

    static SpillingRun.Answer pullAll(Execution execution) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Batch batch = execution.next(); batch != null; batch = execution.next()) {
            Plans.addRows(batch, rows);
        }
        return new SpillingRun.Answer(rows, execution.progress().spilledBytes());
    }

    /// What `use` makes of `plan`, which is closed afterwards.
    <R> R use(Plan plan, Use<R> use) {
        SpillingRun run = new SpillingRun(directory);
        EngineConfig config = run.config(workers, batchRows, pool);
        SpillSpace space = new SpillSpace(config.spill());
        try (PipelineExecutor executor = new PipelineExecutor(config, pool, space)) {
            try (Execution execution = executor.start(plan, Plans.FUNCTIONS, new WriteResults())) {
                return use.of(execution);
            } finally {
                run.assertNothingLeft(pool, space);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
