package dev.tarn.engine.pipeline;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.LongVector;
import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.engine.physical.WriteResults;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Prints processor nanoseconds a row of aggregation, join and sort over rows in memory; run by
/// hand, argument: workers.
final class OperatorTimings {
    private static final int ROWS = 4_000_000;
    private static final List<Field> FIELDS = Plans.fields(DataType.BIGINT, DataType.BIGINT);

    private OperatorTimings() {}

    public static void main(String[] arguments) {
        int workers = arguments.length == 0 ? 1 : Integer.parseInt(arguments[0]);
        EngineConfig config =
                new EngineConfig(workers, 2L << 30, 2L << 30, 32, 1000, Batch.TARGET_ROW_COUNT);
        MemoryPool pool = new MemoryPool(config.memoryBytes());
        try (PipelineExecutor executor = new PipelineExecutor(config, pool)) {
            time("scan and count", ROWS, executor, count(numbers(1000, ROWS, workers)));
            for (int groups : new int[] {10, 1000, 100_000, 1_000_000}) {
                time(
                        "sum by " + groups + " groups",
                        ROWS,
                        executor,
                        count(sumBy(numbers(groups, ROWS, workers))));
            }
            for (int build : new int[] {1000, 100_000, 1_000_000}) {
                for (long step : new long[] {1, 1_000_003}) {
                    time(
                            "join with %d rows, keys %d apart".formatted(build, step),
                            ROWS,
                            executor,
                            count(
                                    join(
                                            numbers(build, step, ROWS, workers),
                                            sequence(build, step))));
                }
            }
            time("sort", 1_000_000, executor, sort(numbers(1 << 30, 1_000_000, workers)));
            time("top 100", ROWS, executor, top(numbers(1 << 30, ROWS, workers)));
        }
    }

    private static void time(String name, int rows, PipelineExecutor executor, Plan plan) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 7; round++) {
            best = Math.min(best, cpuNanos(executor, plan));
        }
        System.out.printf(
                Locale.ROOT,
                "%-40s %7.1f ns a row, %6.1f ms%n",
                name,
                (double) best / rows,
                best / 1e6);
    }

    /// Processor time of all drivers, which other processes disturb less than wall time.
    private static long cpuNanos(PipelineExecutor executor, Plan plan) {
        try (Execution execution = executor.start(plan, Plans.FUNCTIONS, new WriteResults())) {
            @Nullable Batch batch = execution.next();
            while (batch != null) {
                batch = execution.next();
            }
            return execution.progress().cpu().toNanos();
        }
    }

    private static Plan numbers(int distinct, int rowCount, int parts) {
        return numbers(distinct, 1, rowCount, parts);
    }

    /// Random multiples of `step`, `distinct` of them, beside values, made once, from as many
    /// sources as workers.
    private static Plan numbers(int distinct, long step, int rowCount, int parts) {
        List<Plan> plans = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            Random random = new Random(part);
            List<Batch> batches = new ArrayList<>();
            for (int from = 0; from < rowCount / parts; from += Batch.TARGET_ROW_COUNT) {
                long[] keys = new long[Batch.TARGET_ROW_COUNT];
                long[] values = new long[keys.length];
                for (int i = 0; i < keys.length; i++) {
                    keys[i] = random.nextInt(distinct) * step;
                    values[i] = i;
                }
                batches.add(batch(keys, values));
            }
            plans.add(new Plan.Rows("numbers", FIELDS, batches::forEach));
        }
        return new Plan.UnionAll(plans, FIELDS);
    }

    private static Plan sequence(int count, long step) {
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = i * step;
        }
        Batch batch = batch(keys, keys);
        return new Plan.Rows("sequence", FIELDS, batches -> batches.accept(batch));
    }

    private static Batch batch(long[] keys, long[] values) {
        return new Batch(
                List.of(
                        new LongVector(DataType.BIGINT, keys),
                        new LongVector(DataType.BIGINT, values)),
                keys.length);
    }

    private static Plan sumBy(Plan input) {
        return new Plan.Aggregate(
                input,
                List.of(0),
                List.of(new AggregateCall(Sums.SUM, List.of(1), false, null)),
                FIELDS);
    }

    private static Plan count(Plan input) {
        return new Plan.Aggregate(
                input,
                List.of(),
                List.of(new AggregateCall(Sums.COUNT, List.of(), false, null)),
                Plans.fields(DataType.BIGINT));
    }

    private static Plan join(Plan left, Plan right) {
        return new Plan.HashJoin(
                left, right, JoinType.INNER, List.of(0), List.of(0), List.of(false), null);
    }

    private static Plan sort(Plan input) {
        return new Plan.Sort(input, List.of(new SortKey(0, false, false)));
    }

    private static Plan top(Plan input) {
        return new Plan.TopN(input, List.of(new SortKey(0, true, false)), 100, 0);
    }
}
