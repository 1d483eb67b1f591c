package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.testkit.SeededRandom;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Queries cancelled wherever they are: workers must leave them within 100 ms each.
///
/// What is measured is processor time that a query takes after it was cancelled, which other
/// programs on the machine do not change, rather than time that passes.
@Timeout(600)
class CancellationTest {
    private static final int WORKERS = 2;
    private static final Duration QUANTUM = Duration.ofMillis(5);
    private static final Duration BOUND = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Two million rows: `x` all different in no order, `name` its text, `k` one of a thousand.
    private static final String ROWS =
            "(select (a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n + 100000 * f.n +"
                + " 1000000 * g.n) * 7919 % 2000003 as x, cast((a.n + 10 * b.n + 100 * c.n + 1000 *"
                + " d.n + 10000 * e.n + 100000 * f.n + 1000000 * g.n) * 7919 % 2000003 as varchar)"
                + " as name, a.n + 10 * c.n + 100 * f.n as k from digits a, digits b, digits c,"
                + " digits d, digits e, digits f, digits g where g.n < 2)";

    private static final List<String> QUERIES =
            List.of(
                    "select x, k from %s t order by x",
                    "select name from %s t order by name desc, x",
                    "select x, count(*), sum(k) from %s t group by x",
                    "select name, max(x) from %s t group by name",
                    "select count(distinct x), count(distinct name) from %s t",
                    "select k, count(distinct x) from %s t group by k",
                    "select count(*) from %1$s t join %1$s u on t.x = u.x",
                    "select count(*) from %1$s t left join %1$s u on t.name = u.name",
                    "select count(*) from %1$s t, digits d, digits e where t.x < d.n * e.n + t.k",
                    "select count(*) from %s t where regexp_like(name || name, '(1+.*)+2.*3$')",
                    "select count(*) from %s t where name like '%%1%%2%%3%%'",
                    "select sum(r) from (select row_number() over (partition by k order by x) as r"
                            + " from %s t) v",
                    "select sum(r) from (select sum(x) over (order by x rows between 100 preceding"
                            + " and current row) as r from %s t) v",
                    "select count(*) from (select x from %1$s t union select k from %1$s t) v",
                    "select x from %1$s t where x not in (select k from %1$s u)",
                    "create table copied as select * from %s t",
                    "select count(*) from stored a join stored b on a.x = b.x",
                    "select x, name from stored order by name",
                    "select name, count(*) from stored group by name");

    private static Engine engine;
    private static Engine shortOfMemory;
    private static Path folder;

    @BeforeAll
    static void open() throws Exception {
        folder = Files.createTempDirectory("cancellation");
        InMemoryCatalog catalog = TestEngine.emptyCatalog();
        engine = engine(catalog, 1L << 30);
        shortOfMemory = engine(catalog, 24L << 20);
        run(
                "create table digits as select cast(n as bigint) as n from (values"
                        + " 0,1,2,3,4,5,6,7,8,9) as v(n)");
        run("create table stored as select * from " + ROWS + " t where x % 2 = 0");
    }

    private static Engine engine(InMemoryCatalog catalog, long memoryBytes) {
        EngineConfig config =
                new EngineConfig(WORKERS, memoryBytes, memoryBytes, 4, 4, 2048)
                        .withSpill(new SpillConfig(folder, 4L << 30));
        CatalogConnection connection =
                new CatalogConnection(catalog.name(), catalog, catalog, null);
        return Engine.create(config, List.of(connection), List.of(), List.of(), Map.of());
    }

    @AfterAll
    static void close() {
        engine.close();
        shortOfMemory.close();
    }

    private static Session session() {
        return Session.of("ann", "lake", Namespace.of("test"));
    }

    private static void run(String sql) {
        try (Query query = engine.submit(session(), sql)) {
            while (query.next() != null) {
                // to the end
            }
        }
    }

    @Test
    void workers_leave_a_cancelled_query_at_once() {
        SeededRandom.forEachSeed(1, random -> cancelSome(random, 8, 400));
    }

    @Test
    @Tag("long")
    void workers_leave_many_cancelled_queries_at_once() {
        SeededRandom.forEachSeed(20, random -> cancelSome(random, 2 * QUERIES.size(), 4000));
    }

    private static void cancelSome(Random random, int count, int mostMillis) {
        for (int i = 0; i < count; i++) {
            String text = QUERIES.get(random.nextInt(QUERIES.size()));
            boolean spills = random.nextInt(3) == 0;
            Duration reached = Duration.ofMillis(random.nextInt(mostMillis));
            Duration after =
                    cpuAfterCancel(spills ? shortOfMemory : engine, text.formatted(ROWS), reached);
            assertThat(after)
                    .as("%s, cancelled after %s, short of memory: %s", text, reached, spills)
                    .isLessThan(BOUND.plus(QUANTUM).multipliedBy(WORKERS));
        }
    }

    private static Duration cpuAfterCancel(Engine chosen, String sql, Duration reached) {
        Query query = chosen.submit(session(), sql);
        long begin = System.nanoTime();
        while (query.stats().cpu().compareTo(reached) < 0
                && !query.state().isFinal()
                && System.nanoTime() - begin < PATIENCE.toNanos()) {
            Thread.onSpinWait();
        }
        Duration before = query.stats().cpu();
        query.cancel();
        query.close();
        return query.stats().cpu().minus(before);
    }
}
