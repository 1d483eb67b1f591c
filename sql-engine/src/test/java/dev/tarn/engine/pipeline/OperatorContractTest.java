package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.engine.physical.WindowCall;
import dev.tarn.engine.physical.WindowFrame;
import dev.tarn.engine.physical.WindowFunction;
import dev.tarn.engine.physical.WriteResults;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// What holds for every operator: the answer does not depend on batches and workers, nothing stays
/// reserved however a query ends, and memory that is refused is an error that says so.
class OperatorContractTest {
    private static final List<Field> FIELDS = Plans.fields(DataType.BIGINT, DataType.STRING);

    /// One plan of each kind, over a left and a right input of FIELDS.
    enum Kind {
        PASS {
            @Override
            Plan over(Plan left, Plan right) {
                return left;
            }
        },
        FILTER {
            @Override
            Plan over(Plan left, Plan right) {
                return new Plan.Filter(left, less(0, literal(500L)));
            }
        },
        PROJECT {
            @Override
            Plan over(Plan left, Plan right) {
                return new Plan.Project(
                        left,
                        List.of(less(0, literal(500L)), new Expr.Column(1, DataType.STRING)),
                        Plans.fields(DataType.BOOLEAN, DataType.STRING));
            }
        },
        UNION {
            @Override
            Plan over(Plan left, Plan right) {
                return new Plan.UnionAll(List.of(left, right, left), FIELDS);
            }
        },
        LIMIT {
            @Override
            Plan over(Plan left, Plan right) {
                return count(new Plan.Limit(left, 77, 5));
            }
        },
        SINGLE_ROW {
            @Override
            Plan over(Plan left, Plan right) {
                return new Plan.SingleRow(count(left));
            }
        },
        AGGREGATE {
            @Override
            Plan over(Plan left, Plan right) {
                return new Plan.Aggregate(
                        left,
                        List.of(1),
                        List.of(
                                new AggregateCall(Sums.SUM, List.of(0), false, null),
                                new AggregateCall(Sums.SUM, List.of(0), true, null)),
                        Plans.fields(DataType.STRING, DataType.BIGINT, DataType.BIGINT));
            }
        },
        DISTINCT {
            @Override
            Plan over(Plan left, Plan right) {
                return new Plan.Aggregate(left, List.of(0, 1), List.of(), FIELDS);
            }
        },
        INNER_JOIN {
            @Override
            Plan over(Plan left, Plan right) {
                return join(left, right, JoinType.INNER);
            }
        },
        FULL_JOIN {
            @Override
            Plan over(Plan left, Plan right) {
                return join(left, right, JoinType.FULL);
            }
        },
        SEMI_JOIN {
            @Override
            Plan over(Plan left, Plan right) {
                return join(left, right, JoinType.SEMI);
            }
        },
        RIGHT_SEMI_JOIN {
            @Override
            Plan over(Plan left, Plan right) {
                return join(left, right, JoinType.RIGHT_SEMI);
            }
        },
        NESTED_LOOP {
            @Override
            Plan over(Plan left, Plan right) {
                return count(
                        new Plan.NestedLoopJoin(
                                left,
                                right,
                                JoinType.FULL,
                                less(0, new Expr.Column(2, DataType.BIGINT))));
            }
        },
        SORT {
            @Override
            Plan over(Plan left, Plan right) {
                return new Plan.Sort(left, KEYS);
            }
        },
        TOP_N {
            @Override
            Plan over(Plan left, Plan right) {
                return new Plan.TopN(left, KEYS, 50, 7);
            }
        },
        WINDOW {
            @Override
            Plan over(Plan left, Plan right) {
                return window(left, List.of(1), List.of(new SortKey(0, false, false)));
            }
        },
        WINDOW_OF_ALL {
            @Override
            Plan over(Plan left, Plan right) {
                return window(left, List.of(), KEYS);
            }
        },
        UNNEST {
            @Override
            Plan over(Plan left, Plan right) {
                DataType words = new DataType.ListOf(DataType.STRING);
                Expr split =
                        call(
                                "split",
                                List.of(
                                        new Expr.Column(1, DataType.STRING),
                                        new Expr.Literal(" ", DataType.STRING)));
                List<Expr> columns =
                        List.of(
                                new Expr.Column(0, DataType.BIGINT),
                                new Expr.Column(1, DataType.STRING),
                                split);
                return new Plan.Unnest(
                        new Plan.Project(
                                left,
                                columns,
                                Plans.fields(DataType.BIGINT, DataType.STRING, words)),
                        2,
                        true,
                        true,
                        Plans.fields(
                                DataType.BIGINT,
                                DataType.STRING,
                                DataType.STRING,
                                DataType.BIGINT));
            }
        },
        TABLE_WRITE {
            @Override
            Plan over(Plan left, Plan right) {
                return new Plan.Aggregate(
                        new Plan.TableWrite(left, newTable()),
                        List.of(),
                        List.of(new AggregateCall(Sums.SUM, List.of(0), false, null)),
                        Plans.fields(DataType.BIGINT));
            }
        };

        private static final List<SortKey> KEYS =
                List.of(new SortKey(1, true, false), new SortKey(0, false, true));

        abstract Plan over(Plan left, Plan right);
    }

    private static Expr literal(long value) {
        return new Expr.Literal(value, DataType.BIGINT);
    }

    private static Expr less(int ordinal, Expr than) {
        return call("less_than", List.of(new Expr.Column(ordinal, DataType.BIGINT), than));
    }

    private static Expr call(String function, List<Expr> arguments) {
        return new Expr.Call(
                Functions.standard()
                        .scalar(function)
                        .orElseThrow()
                        .bind(arguments.stream().map(Expr::type).toList())
                        .orElseThrow(),
                arguments);
    }

    private static Plan count(Plan input) {
        return new Plan.Aggregate(
                input,
                List.of(),
                List.of(new AggregateCall(Sums.COUNT, List.of(), false, null)),
                Plans.fields(DataType.BIGINT));
    }

    /// Results that do not depend on the order of rows with equal keys.
    static Plan window(Plan input, List<Integer> partitionKeys, List<SortKey> order) {
        WindowFrame groups =
                new WindowFrame(
                        WindowFrame.Unit.GROUPS,
                        new WindowFrame.Bound.Offset(true, 3),
                        new WindowFrame.Bound.CurrentRow(),
                        WindowFrame.Exclusion.NO_OTHERS);
        WindowFunction sum = new WindowFunction.Over(Sums.SUM);
        return new Plan.Window(
                input,
                partitionKeys,
                order,
                List.of(
                        new WindowCall(
                                WindowFunction.Ranking.RANK,
                                List.of(),
                                false,
                                WindowFrame.PARTITION),
                        new WindowCall(sum, List.of(0), false, groups),
                        new WindowCall(WindowFunction.Pick.FIRST_VALUE, List.of(0), true, groups)),
                Plans.fields(
                        DataType.BIGINT,
                        DataType.STRING,
                        DataType.BIGINT,
                        DataType.BIGINT,
                        DataType.BIGINT));
    }

    private static Plan join(Plan left, Plan right, JoinType type) {
        return new Plan.HashJoin(
                left, right, type, List.of(1, 0), List.of(1, 0), List.of(false, false), null);
    }

    private static Table newTable() {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("test", Map.of());
        catalog.createNamespace(Namespace.of("n"));
        return catalog.createTable(
                TableIdentifier.of("n", "t"),
                new Schema(
                        Types.NestedField.optional(1, "c0", Types.LongType.get()),
                        Types.NestedField.optional(2, "c1", Types.StringType.get())));
    }

    private static Plan plan(
            Kind kind,
            List<List<@Nullable Object>> left,
            List<List<@Nullable Object>> right,
            int batchRows) {
        return kind.over(Plans.rows(FIELDS, left, batchRows), Plans.rows(FIELDS, right, batchRows));
    }

    private static List<List<@Nullable Object>> rows(long seed, int count) {
        return RandomRows.of(
                        new Random(seed), List.of(DataType.BIGINT, DataType.STRING), count, 200)
                .rows();
    }

    @ParameterizedTest
    @EnumSource
    void the_answer_does_not_depend_on_batches_or_workers(Kind kind) {
        List<List<@Nullable Object>> nulls = Collections.nCopies(100, Collections.nCopies(2, null));
        List<List<@Nullable Object>> none = List.of();
        compare(kind, rows(1, 400), rows(2, 300));
        compare(kind, nulls, nulls);
        compare(kind, rows(1, 50), none);
        compare(kind, none, rows(1, 50));
        compare(kind, none, none);
    }

    private static void compare(
            Kind kind, List<List<@Nullable Object>> left, List<List<@Nullable Object>> right) {
        Map<List<@Nullable Object>, Integer> expected =
                Plans.bag(Plans.run(plan(kind, left, right, 2048), 1, 2048));
        for (int workers = 1; workers <= 4; workers++) {
            int batchRows = List.of(1, 3, 64, 2048).get(workers - 1);
            assertThat(Plans.bag(Plans.run(plan(kind, left, right, batchRows), workers, batchRows)))
                    .as("%d workers, batches of %d", workers, batchRows)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closing_early_frees_everything(Kind kind) {
        for (int pulled = 0; pulled < 3; pulled++) {
            MemoryPool pool = new MemoryPool(1 << 30);
            try (PipelineExecutor executor = new PipelineExecutor(Plans.config(2, 3), pool)) {
                WriteResults writes = new WriteResults();
                try (Execution execution =
                        executor.start(
                                plan(kind, rows(1, 2000), rows(2, 500), 3),
                                Plans.FUNCTIONS,
                                writes)) {
                    for (int batch = 0; batch < pulled; batch++) {
                        execution.next();
                    }
                }
                assertThat(pool.usedBytes()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_refused_reservation_is_an_error_and_leaves_nothing(Kind kind) {
        for (int refused = 1; refused < 40; refused += 1 + refused / 4) {
            AtomicInteger left = new AtomicInteger(refused);
            MemoryPool pool = new MemoryPool(1 << 30, bytes -> left.decrementAndGet() != 0);
            try (PipelineExecutor executor = new PipelineExecutor(Plans.config(2, 20), pool)) {
                try {
                    Plans.run(plan(kind, rows(1, 500), rows(2, 300), 20), executor);
                } catch (SqlException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.EXCEEDED_MEMORY_LIMIT);
                    assertThat(e).hasMessageContaining("bytes");
                }
                assertThat(pool.usedBytes()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TABLE_WRITE"})
    void written_files_are_announced_or_deleted(Kind kind) {
        WriteResults writes = new WriteResults();
        try (PipelineExecutor executor =
                        new PipelineExecutor(Plans.config(2, 20), new MemoryPool(1 << 30));
                Execution execution =
                        executor.start(
                                plan(kind, rows(1, 500), rows(2, 1), 20),
                                Plans.FUNCTIONS,
                                writes)) {
            Batch batch = execution.next();
            assertThat(batch).isNotNull();
            assertThat(execution.next()).isNull();
        }

        assertThat(writes.files().stream().mapToLong(DataFile::recordCount).sum()).isEqualTo(500);
    }

    @org.junit.jupiter.api.Test
    void queries_side_by_side_with_random_cancels_leave_nothing() throws Exception {
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
                                answered.addAndGet(runOne(random, executor));
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
    private static int runOne(Random random, PipelineExecutor executor) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        Plan plan = plan(kind, rows(random.nextInt(5), 1500), rows(7, 200), 64);
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
