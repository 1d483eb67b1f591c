package dev.tarn.engine.pipeline;

import static dev.tarn.engine.pipeline.ContractCase.FIELDS;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;

import org.apache.iceberg.DataFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Many plans of all kinds on one executor, and what a plan that writes tells of its files.
class PlansSideBySideTest {
    private static List<List<@Nullable Object>> rows(long seed, int count) {
        return RandomRows.of(
                        new Random(seed), FIELDS.stream().map(Field::type).toList(), count, 200)
                .rows();
    }

    @Test
    void written_files_are_announced() {
        WriteResults writes = new WriteResults();
        Plan plan = BasicCases.write(Plans.rows(FIELDS, rows(1, 500), 20));
        try (PipelineExecutor executor =
                        new PipelineExecutor(Plans.config(2, 20), new MemoryPool(1 << 30));
                Execution execution = executor.start(plan, Plans.FUNCTIONS, writes)) {
            Batch batch = execution.next();
            assertThat(batch).isNotNull();
            assertThat(execution.next()).isNull();
        }

        assertThat(writes.files().stream().mapToLong(DataFile::recordCount).sum()).isEqualTo(500);
    }

    @Test
    void queries_side_by_side_with_random_cancels_leave_nothing() throws Exception {
        List<ContractCase> cases = ContractCase.all();
        MemoryPool pool = new MemoryPool(1 << 30);
        AtomicInteger answered = new AtomicInteger();
        List<Future<?>> clients = new ArrayList<>();
        try (PipelineExecutor executor = new PipelineExecutor(Plans.config(3, 64), pool);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int client = 0; client < 8; client++) {
                Random random = new Random(client);
                clients.add(
                        threads.submit(() -> {
                            for (int query = 0; query < 25; query++) {
                                answered.addAndGet(runOne(cases, random, executor));
                            }
                        }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        }
        assertThat(pool.usedBytes()).isZero();
        assertThat(answered.get()).isPositive();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(
                        thread -> thread.getName().startsWith("tarn-worker") && !thread.isDaemon());
    }

    /// Runs one query of a random kind; 1 if it came to its end.
    private static int runOne(List<ContractCase> cases, Random random, PipelineExecutor executor) {
        Plan left = Plans.rows(FIELDS, rows(random.nextInt(5), 1500), 64);
        Plan right = Plans.rows(FIELDS, rows(7, 200), 64);
        Plan plan = cases.get(random.nextInt(cases.size())).over().apply(left, right);
        int pulled = random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(4);
        try (Execution execution = executor.start(plan, Plans.FUNCTIONS, new WriteResults())) {
            for (int batch = 0; batch < pulled; batch++) {
                if (execution.next() == null) {
                    return 1;
                }
            }
            execution.cancel();
            while (execution.next() != null) {
                // What was queued before the cancel may still come.
            }
            return 1;
        } catch (SqlException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.USER_CANCELED);
            return 0;
        }
    }
}
