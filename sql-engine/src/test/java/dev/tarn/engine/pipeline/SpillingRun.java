package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.SpillConfig;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.spill.SpillSpace;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Runs plans that may put rows into files of `directory`, and sees to it that they leave nothing.
record SpillingRun(Path directory) {
    private static final long DISK_BYTES = 1L << 40;

    record Answer(List<List<@Nullable Object>> rows, long spilledBytes) {}

    EngineConfig config(int workers, int batchRows, MemoryPool pool) {
        return new EngineConfig(workers, pool.limitBytes(), pool.limitBytes(), 8, 8, batchRows)
                .withSpill(new SpillConfig(directory, DISK_BYTES));
    }

    /// What `plan` gives in the memory of `pool`; checks that neither memory nor files are left.
    Answer run(Plan plan, int workers, int batchRows, MemoryPool pool) throws IOException {
        EngineConfig config = config(workers, batchRows, pool);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        SpillSpace space = new SpillSpace(config.spill());
        try (PipelineExecutor executor = new PipelineExecutor(config, pool, space)) {
            try (Execution execution = executor.start(plan, Plans.FUNCTIONS, new WriteResults())) {
                for (Batch batch = execution.next(); batch != null; batch = execution.next()) {
                    Plans.addRows(batch, rows);
                }
                return new Answer(rows, execution.progress().spilledBytes());
            } finally {
                assertNothingLeft(pool, space);
            }
        }
    }

    void assertNothingLeft(MemoryPool pool, SpillSpace space) throws IOException {
        assertThat(pool.usedBytes()).as("memory left").isZero();
        assertThat(space.usedBytes()).as("bytes on disk left").isZero();
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(file -> file.toString().endsWith(".run"))).isEmpty();
        }
    }
}
