package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.harness.TestEngine;
import dev.tarn.engine.spi.CatalogConnection;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Queries beside each other: who waits, who is refused, and that workers are shared.
@Timeout(120)
class ConcurrentQueriesTest {
    /// Takes hours.
    private static final String LONG =
            "with d as (select * from (values 0,1,2,3,4,5,6,7,8,9) as v(n))"
                    + " select sum(a.n + b.n * c.n - d4.n) from d a, d b, d c, d d4, d e, d f, d g,"
                    + " d h, d i, d j, d k, d l";

    private static final String SHORT =
            "select x % 3, count(*) from (values 1,2,3,4,5) as v(x) group by 1 order by 1";

    private final List<Query> open = new ArrayList<>();

    private static Engine engine(int running, int queued, AdmissionConfig own) {
        InMemoryCatalog catalog = TestEngine.emptyCatalog();
        EngineConfig config =
                new EngineConfig(2, 1L << 28, 1L << 28, running, queued, 2048).withAdmission(own);
        CatalogConnection connection =
                new CatalogConnection(catalog.name(), catalog, catalog, null);
        return Engine.create(config, List.of(connection), List.of(), List.of(), Map.of());
    }

    private Query submit(Engine engine, String user, String sql) {
        Query query = engine.submit(Session.of(user, "lake", Namespace.of("test")), sql);
        open.add(query);
        return query;
    }

    private static void awaitRunning(Query query) {
        while (query.stats().cpu().isZero()) {
            assertThat(query.failure()).isNull();
            Thread.onSpinWait();
        }
    }

    private static void awaitQueued(Engine engine, int count) {
        while (engine.admissionUsage().queued() != count) {
            Thread.onSpinWait();
        }
    }

    private static int rows(Query query) {
        int rows = 0;
        for (var batch = query.next(); batch != null; batch = query.next()) {
            rows += batch.rowCount();
        }
        return rows;
    }

    @AfterEach
    void end() {
        open.forEach(Query::cancel);
        open.forEach(Query::close);
    }

    @Test
    void a_short_query_is_not_starved_by_ten_long_ones() {
        try (Engine engine = engine(20, 0, AdmissionConfig.OPEN)) {
            List<Query> longOnes = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                longOnes.add(submit(engine, "ann", LONG));
            }
            longOnes.forEach(ConcurrentQueriesTest::awaitRunning);
            Duration before = cpu(longOnes);
            assertThat(rows(submit(engine, "bob", SHORT))).isEqualTo(3);
            Duration meanwhile = cpu(longOnes).minus(before);
            assertThat(longOnes).allMatch(query -> query.state() == Query.State.RUNNING);
            // Its drivers and pipelines are a few dozen; for each, the others have a quantum of 5
            // ms.
            assertThat(meanwhile).isLessThan(Duration.ofSeconds(20));
            assertThat(longOnes).allMatch(query -> query.stats().cpu().isPositive());
        }
    }

    private static Duration cpu(List<Query> queries) {
        return queries.stream()
                .map(query -> query.stats().cpu())
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Test
    void a_query_that_waits_says_so_and_runs_when_the_other_has_ended() {
        try (Engine engine = engine(1, 1, AdmissionConfig.OPEN)) {
            Query first = submit(engine, "ann", LONG);
            awaitRunning(first);
            Query second = submit(engine, "bob", SHORT);
            awaitQueued(engine, 1);
            assertThat(second.state()).isEqualTo(Query.State.QUEUED);
            assertThat(second.stats().queued()).isPositive();
            Query third = submit(engine, "cid", SHORT);
            assertThatThrownBy(third::next)
                    .isInstanceOfSatisfying(
                            SqlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.QUERY_QUEUE_FULL));
            assertThat(engine.admissionUsage()).isEqualTo(new AdmissionUsage(1, 1, 1));
            first.cancel();
            first.close();
            assertThat(rows(second)).isEqualTo(3);
            assertThat(second.stats().queued()).isLessThanOrEqualTo(second.stats().elapsed());
        }
    }

    @Test
    void a_query_that_waits_can_be_cancelled_and_is_forgotten() {
        try (Engine engine = engine(1, 5, AdmissionConfig.OPEN)) {
            Query first = submit(engine, "ann", LONG);
            awaitRunning(first);
            Query second = submit(engine, "bob", SHORT);
            awaitQueued(engine, 1);
            second.cancel();
            assertThatThrownBy(second::next).hasMessageContaining("cancelled");
            assertThat(second.state()).isEqualTo(Query.State.CANCELLED);
            awaitQueued(engine, 0);
            assertThat(first.state()).isEqualTo(Query.State.RUNNING);
        }
    }

    @Test
    void one_users_limit_leaves_room_for_others() {
        AdmissionConfig own = new AdmissionConfig(1, 5, List.of(), 0);
        try (Engine engine = engine(5, 5, own)) {
            awaitRunning(submit(engine, "ann", LONG));
            Query second = submit(engine, "ann", SHORT);
            awaitQueued(engine, 1);
            assertThat(rows(submit(engine, "bob", SHORT))).isEqualTo(3);
            assertThat(second.state()).isEqualTo(Query.State.QUEUED);
        }
    }
}
