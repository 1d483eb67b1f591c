package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.JavaValues;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.fuse.FusedLoops;
import dev.tarn.engine.fuse.LoopWriter;
import dev.tarn.engine.fuse.Shape;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.pipeline.PipelineExecutor;
import dev.tarn.engine.plan.PlanCache;
import dev.tarn.engine.results.ResultCache;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.statement.Cancellation;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Statement;
import dev.tarn.engine.statement.StatementPlanner;
import dev.tarn.engine.transaction.Transactions;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

@Timeout(120)
final class EngineTest {
    private static final Session SESSION = Session.of("ann", null, null);
    private static final EngineConfig ONE_AT_A_TIME =
            new EngineConfig(1, 1 << 20, 1 << 20, 1, 1, 2048);
    private static final Plan.Values ONE_ROW =
            new Plan.Values(
                    List.of(new Field("x", DataType.BIGINT)),
                    List.of(List.of(new Expr.Literal(7L, DataType.BIGINT))));

    private final List<String> ended = new ArrayList<>();

    private Engine engine(EngineConfig config, StatementPlanner planner) {
        return engine(config, planner, FusedLoops.NONE);
    }

    private Engine engine(EngineConfig config, StatementPlanner planner, FusedLoops loops) {
        return new Engine(
                config,
                new Engine.Parts(
                        _ -> new Catalogs(List.of()),
                        planner,
                        new PlanCache(),
                        new ResultCache(0),
                        new PipelineExecutor(config),
                        loops,
                        new Transactions(),
                        Map.of(),
                        List.of(query -> ended.add(query.id())),
                        Clock.systemUTC()));
    }

    @Test
    void aSelectGivesItsColumnsThenItsRowsThenNothing() {
        try (Engine engine = engine(ONE_AT_A_TIME, (_, _, _) -> new Statement.Select(ONE_ROW));
                Query query = engine.submit(SESSION, "select 7")) {
            assertThat(query.columns()).extracting(Field::name).containsExactly("x");
            assertThat(query.next()).isNotNull().satisfies(b -> assertThat(b.rowCount()).isOne());
            assertThat(query.next()).isNull();
            assertThat(query.state()).isEqualTo(Query.State.FINISHED);
            assertThat(query.stats().resultRows()).isOne();
        }
        assertThat(ended).hasSize(1);
    }

    @Test
    void expressionsAreFusedUnlessTheSessionSaysNo() {
        Expr x = new Expr.Column(0, DataType.BIGINT);
        ScalarFunction add =
                Functions.standard()
                        .scalar("add")
                        .orElseThrow()
                        .bind(List.of(DataType.BIGINT, DataType.BIGINT))
                        .orElseThrow();
        Expr sum = new Expr.Call(add, List.of(new Expr.Call(add, List.of(x, x)), x));
        Plan plan = new Plan.Project(ONE_ROW, List.of(sum), ONE_ROW.output());
        List<Shape> fused = new ArrayList<>();
        FusedLoops loops =
                new FusedLoops(
                        0,
                        shape -> {
                            fused.add(shape);
                            return LoopWriter.write(shape);
                        },
                        Runnable::run);
        Session without =
                new SessionChange.SetProperty("expression_fusion", "false").applyTo(SESSION);
        try (Engine engine =
                engine(ONE_AT_A_TIME, (_, _, _) -> new Statement.Select(plan), loops)) {
            assertThat(onlyValue(engine, without)).isEqualTo(21L);
            assertThat(fused).isEmpty();
            assertThat(onlyValue(engine, SESSION)).isEqualTo(21L);
            assertThat(fused).hasSize(1);
        }
    }

    private static @Nullable Object onlyValue(Engine engine, Session session) {
        try (Query query = engine.submit(session, "select x + x + x")) {
            Batch batch = Objects.requireNonNull(query.next());
            return JavaValues.value(batch.column(0), 0);
        }
    }

    @Test
    void aCommandTellsWhatChangesInTheSession() {
        SessionChange change = new SessionChange.SetProperty("a", "b");
        StatementPlanner planner =
                (_, _, _) -> new Command.ChangeSession("SET SESSION", List.of(change));
        try (Engine engine = engine(ONE_AT_A_TIME, planner);
                Query query = engine.submit(SESSION, "set session a = 'b'")) {
            assertThat(query.next()).isNull();
            assertThat(query.state()).isEqualTo(Query.State.FINISHED);
            assertThat(query.updateType()).isEqualTo("SET SESSION");
            assertThat(query.sessionChanges()).containsExactly(change);
            assertThat(change.applyTo(SESSION).properties()).containsEntry("a", "b");
        }
    }

    @Test
    void whoAsksForTooMuchAtOnceIsRefusedAndLaterServed() {
        try (Engine engine = engine(ONE_AT_A_TIME, (_, _, _) -> new Statement.Select(ONE_ROW))) {
            Query first = engine.submit(SESSION, "1");
            assertThat(first.columns()).hasSize(1);
            Query second = engine.submit(SESSION, "2");
            Query third = engine.submit(SESSION, "3");
            // Either of the two came second to the queue of one.
            Query refused = awaitFinal(second, third);
            assertThat(refused.failure())
                    .extracting(SqlException::code)
                    .isEqualTo(ErrorCode.QUERY_QUEUE_FULL);
            first.close();
            Query waiting = refused == second ? third : second;
            assertThat(waiting.next()).isNotNull();
            waiting.close();
            refused.close();
            assertThat(engine.queries()).isEmpty();
        }
    }

    private static Query awaitFinal(Query one, Query other) {
        while (true) {
            if (one.state().isFinal()) {
                return one;
            }
            if (other.state().isFinal()) {
                return other;
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void aQueryThatIsPlannedCanBeCancelled() {
        CountDownLatch planning = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        StatementPlanner planner =
                (_, _, _) -> {
                    planning.countDown();
                    try {
                        cancelled.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return new Statement.Select(ONE_ROW);
                };
        try (Engine engine = engine(ONE_AT_A_TIME, planner);
                Query query = engine.submit(SESSION, "slow")) {
            assertThat(planning.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            query.cancel();
            // Planning goes on, and nobody waits for it.
            assertThatThrownBy(query::next)
                    .isInstanceOfSatisfying(
                            SqlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.USER_CANCELED));
            assertThat(query.state()).isEqualTo(Query.State.CANCELLED);
            cancelled.countDown();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void planningThatTakesTooLongIsToldToEnd() {
        StatementPlanner planner =
                (_, _, _) -> {
                    while (true) {
                        Cancellation.check();
                        Thread.onSpinWait();
                    }
                };
        Session hurried =
                new Session(
                        "ann",
                        null,
                        null,
                        SESSION.zone(),
                        Map.of(TimeLimit.PROPERTY, "50ms"),
                        Map.of());
        try (Engine engine = engine(ONE_AT_A_TIME, planner);
                Query query = engine.submit(hurried, "slow")) {
            assertThatThrownBy(query::next)
                    .isInstanceOfSatisfying(
                            SqlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.EXCEEDED_TIME_LIMIT));
            assertThat(query.state()).isEqualTo(Query.State.FAILED);
        }
    }

    @Test
    void rewritingEndsWhenTheStatementIsCancelled() {
        AtomicBoolean flag = new AtomicBoolean(true);
        assertThatThrownBy(() ->
                        Cancellation.during(
                                flag,
                                () -> {
                                    Engine.warmUp();
                                    return "planned";
                                }))
                .isInstanceOf(SqlException.class)
                .hasMessage("Query was cancelled");
    }

    @Test
    void aFailureOfPlanningReachesWhoeverAsks() {
        StatementPlanner planner =
                (_, _, _) -> {
                    throw new SqlException(
                            ErrorCode.SYNTAX_ERROR,
                            "Unexpected 'x'",
                            new SqlException.Position(1, 3),
                            null);
                };
        try (Engine engine = engine(ONE_AT_A_TIME, planner);
                Query query = engine.submit(SESSION, "x")) {
            assertThatThrownBy(query::columns).hasMessage("Unexpected 'x'");
            assertThatThrownBy(query::next).hasMessage("Unexpected 'x'");
            assertThat(query.state()).isEqualTo(Query.State.FAILED);
        }
    }
}
