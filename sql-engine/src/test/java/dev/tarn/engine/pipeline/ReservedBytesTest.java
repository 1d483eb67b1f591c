package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BytesVector;
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
import dev.tarn.engine.physical.WindowCall;
import dev.tarn.engine.physical.WindowFrame;
import dev.tarn.engine.physical.WindowFunction;
import dev.tarn.engine.physical.WriteResults;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What operators have reserved beside what they really hold, as the heap has it after a
/// collection: while they take rows, and when their first rows have come.
@Tag("long")
class ReservedBytesTest {
    /// Reserved at least so much of what is held.
    private static final double LEAST = 0.8;

    private static final int BATCH_ROWS = 2048;
    private static final List<Field> INPUT =
            Plans.fields(DataType.BIGINT, DataType.BIGINT, DataType.STRING);

    /// An operator over rows of `(number, number % 1000, text)`.
    private record Case(String name, int rows, UnaryOperator<Plan> operator) {
        @Override
        public String toString() {
            return name + " of " + rows;
        }
    }

    /// What was held, and what was reserved for it, at one moment.
    private record Sample(String when, long heldBytes, long reservedBytes) {}

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int rows : new int[] {200_000, 1_000_000}) {
            cases.add(new Case("sort", rows, input -> new Plan.Sort(input, List.of(key(0)))));
            cases.add(
                    new Case("sort by text", rows, input -> new Plan.Sort(input, List.of(key(2)))));
            cases.add(new Case("groups by number", rows, input -> groups(input, 0, "sum")));
            cases.add(new Case("groups by text", rows, input -> groups(input, 2, "count")));
            cases.add(new Case("lists", rows, input -> groups(input, 1, "array_agg")));
            cases.add(new Case("join by number", rows, input -> join(input, 0)));
            cases.add(new Case("join by text", rows, input -> join(input, 2)));
            cases.add(new Case("nested loop", rows, ReservedBytesTest::nestedLoop));
            cases.add(new Case("window", rows, ReservedBytesTest::window));
        }
        return cases.stream();
    }

    private static SortKey key(int column) {
        return new SortKey(column, false, false);
    }

    private static Plan groups(Plan input, int column, String function) {
        Field key = INPUT.get(column);
        AggregateCall call =
                new AggregateCall(
                        ContractCase.aggregate(function, DataType.BIGINT), List.of(0), false, null);
        return new Plan.Aggregate(
                input,
                List.of(column),
                List.of(call),
                List.of(key, new Field("a", call.function().resultType())));
    }

    /// The rows of `input` as build side of a few rows.
    private static Plan join(Plan input, int column) {
        return new Plan.HashJoin(
                rows(100_000, _ -> {}),
                input,
                JoinType.INNER,
                List.of(column),
                List.of(column),
                List.of(false),
                null);
    }

    /// The rows of `input` as build side of two rows.
    private static Plan nestedLoop(Plan input) {
        return new Plan.NestedLoopJoin(rows(2, _ -> {}), input, JoinType.INNER, null);
    }

    private static Plan window(Plan input) {
        List<Field> output = new ArrayList<>(INPUT);
        output.add(new Field("n", DataType.BIGINT));
        WindowCall number =
                new WindowCall(
                        WindowFunction.Ranking.ROW_NUMBER, List.of(), false, WindowFrame.PARTITION);
        return new Plan.Window(input, List.of(1), List.of(key(0)), List.of(number), output);
    }

    private static Plan rows(int count, Consumer<Integer> given) {
        return new Plan.Rows(
                "numbers",
                INPUT,
                batches -> {
                    for (int from = 0; from < count; from += BATCH_ROWS) {
                        batches.accept(batch(from, Math.min(BATCH_ROWS, count - from)));
                        given.accept(from + BATCH_ROWS);
                    }
                });
    }

    private static Batch batch(int from, int rows) {
        long[] numbers = new long[rows];
        long[] few = new long[rows];
        byte[] bytes = new byte[rows * 20];
        int[] offsets = new int[rows + 1];
        for (int row = 0; row < rows; row++) {
            numbers[row] = (from + row) * 7919L % 100_000_007L;
            few[row] = numbers[row] % 1000;
            byte[] text = ("a text of " + numbers[row]).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(text, 0, bytes, offsets[row], text.length);
            offsets[row + 1] = offsets[row] + text.length;
        }
        return new Batch(
                List.of(
                        new LongVector(DataType.BIGINT, numbers),
                        new LongVector(DataType.BIGINT, few),
                        new BytesVector(
                                DataType.STRING,
                                Arrays.copyOf(bytes, offsets[rows]),
                                offsets,
                                null,
                                rows)),
                rows);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void what_is_held_was_reserved(Case asked) {
        EngineConfig config = Plans.config(2, BATCH_ROWS);
        MemoryPool pool = new MemoryPool(config.memoryBytes());
        List<Sample> samples = new ArrayList<>();
        try (PipelineExecutor executor = new PipelineExecutor(config, pool)) {
            // Classes and tables of constants are there after the first run.
            run(asked.operator().apply(rows(10_000, _ -> {})), executor, () -> {});
            long before = heapBytes();
            int quarter = asked.rows() / 4 / BATCH_ROWS * BATCH_ROWS;
            Plan plan =
                    asked.operator()
                            .apply(
                                    rows(
                                            asked.rows(),
                                            given -> {
                                                if (given % quarter == 0) {
                                                    String when = "after " + given + " rows";
                                                    samples.add(sample(when, before, pool));
                                                }
                                            }));
            run(plan, executor, () -> samples.add(sample("at the first row", before, pool)));
        }
        assertThat(samples).hasSizeGreaterThan(2);
        for (Sample sample : samples) {
            // A few batches are under way, and others of the JVM hold some.
            assertThat((double) sample.reservedBytes() + (4 << 20))
                    .as("%s %s", asked, samples)
                    .isGreaterThanOrEqualTo(LEAST * sample.heldBytes());
        }
    }

    private static void run(Plan plan, PipelineExecutor executor, Runnable atFirst) {
        try (Execution execution = executor.start(plan, Plans.FUNCTIONS, new WriteResults())) {
            // The first rows are the caller's, and gone.
            boolean more = execution.next() != null;
            atFirst.run();
            while (more) {
                more = execution.next() != null;
            }
        }
    }

    /// Held bytes come first, so that what was reserved in between does not hide what was not.
    private static Sample sample(String when, long before, MemoryPool pool) {
        long least = Long.MAX_VALUE;
        long reserved = pool.usedBytes();
        for (int i = 0; i < 3; i++) {
            least = Math.min(least, heapBytes() - before);
            reserved = Math.min(reserved, pool.usedBytes());
        }
        return new Sample(when, least, reserved);
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
