package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.plan.PlanCache;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Queries that come again, and what changes in between.
class PlanCacheTest {
    private static final Session SESSION = GuardedLake.SESSION;

    private final GuardedLake lake = new GuardedLake(0);
    private final GuardedLake.Grants grants = lake.grants;
    private final InMemoryCatalog catalog = lake.catalog;
    private final Engine engine = lake.engine;

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    private List<List<@Nullable Object>> rows(Session session, String sql, Object... parameters) {
        return lake.rows(session, sql, parameters);
    }

    private List<List<@Nullable Object>> rows(String sql) {
        return rows(SESSION, sql);
    }

    private PlanUsage usage() {
        return engine.planUsage();
    }

    private long hits() {
        return usage().hits();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from t",
                "select a.s, count(*) from t a join main.t b on a.i = b.i group by 1 order by 1",
                "select i from t where s = 'b' union all select max(i) from lake.main.t",
                "with x as (select * from t where i < 10) select i from x order by i limit 1",
                "select s from t where i = (select max(i) from t)",
                "select s from T where exists (select 1 from t u where u.i > t.i)",
                "select current_user, current_timezone(), 7",
            })
    void a_query_that_comes_again_is_not_planned_again(String sql) {
        List<List<@Nullable Object>> first = rows(sql);
        PlanUsage planned = usage();
        assertThat(rows(sql)).isEqualTo(first);
        assertThat(rows(sql)).isEqualTo(first);
        assertThat(usage())
                .isEqualTo(new PlanUsage(2, planned.misses(), planned.plans()))
                .extracting(PlanUsage::plans)
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    insert into t values (3, 'c')
                    drop table t; create table t (s varchar, extra date, i integer)
                    drop table t; create table t (i varchar, s varchar); insert into t values ('x', 'y')
                    alter table t add column extra bigint
                    alter table t drop column i
                    alter table t rename column s to text
                    alter table t rename to gone; create table t (z double)
                    drop table t; create view t as select 5 as five
                    """)
    void a_change_of_the_table_is_seen(String changes) {
        String sql = "select * from t order by 1";
        List<List<@Nullable Object>> before = rows(sql);
        List<String> columns = columns(SESSION, sql);
        assertThat(hits()).isOne();
        for (String change : changes.split(";", -1)) {
            rows(change.strip());
        }
        List<List<@Nullable Object>> after = rows(sql);
        List<String> newColumns = columns(SESSION, sql);
        Session anew = withProperty("plan_cache", "false");
        assertThat(after).isEqualTo(rows(anew, sql));
        assertThat(newColumns).isEqualTo(columns(anew, sql));
        assertThat(List.of(after, newColumns)).isNotEqualTo(List.of(before, columns));
    }

    private List<String> columns(Session session, String sql) {
        try (Query query = engine.submit(session, sql)) {
            return query.columns().stream().map(Object::toString).toList();
        }
    }

    private static Session withProperty(String name, String value) {
        return new SessionChange.SetProperty(name, value).applyTo(SESSION);
    }

    @Test
    void a_table_that_is_gone_is_missed() {
        rows("select i from t");
        rows("drop table t");
        assertThatThrownBy(() -> rows("select i from t"))
                .hasMessageContaining("Table 'lake.main.t' does not exist");
    }

    @Test
    void a_table_of_the_exact_name_is_taken_before_one_of_another_spelling() {
        assertThat(rows("select count(*) from T")).containsExactly(List.of(2L));
        rows("select count(*) from T");
        assertThat(hits()).isOne();
        catalog.createTable(
                TableIdentifier.of("main", "T"),
                catalog.loadTable(TableIdentifier.of("main", "t")).schema());
        assertThat(rows("select count(*) from T")).containsExactly(List.of(0L));
    }

    @Test
    void a_grant_that_is_taken_back_is_missed() {
        rows("select s from t");
        grants.columns = Set.of(1);
        assertThatThrownBy(() -> rows("select s from t"))
                .isInstanceOfSatisfying(
                        SqlException.class,
                        error -> assertThat(error.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
        assertThat(rows("select i from t order by 1")).hasSize(2);
        grants.columns = Set.of();
        assertThatThrownBy(() -> rows("select i from t order by 1"))
                .isInstanceOf(SqlException.class);
        assertThat(hits()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select now()",
                "select count(*) from t where now() > timestamp '2001-01-01 00:00:00 UTC'",
                "select current_date, current_timestamp, localtimestamp",
                "select count(*) from t for timestamp as of now() + interval '1' day",
                "select count(*) from t where current_date > date '2001-01-01'",
                "select count(*) from \"t$snapshots\"",
                "select count(*) from t.files",
                "select count(*) from information_schema.tables",
                "select count(*) from system.jdbc.tables",
                "select * from a_view",
                "explain select * from t",
                "explain analyze select * from t",
                "show tables",
                "describe t",
                "execute immediate 'show tables'",
                "execute immediate 'explain select * from t'",
            })
    void what_may_differ_next_time_is_not_kept(String sql) {
        rows("create view a_view as select i from t");
        rows(sql);
        rows(sql);
        assertThat(usage()).extracting(PlanUsage::plans).isEqualTo(0);
        assertThat(hits()).isZero();
    }

    @Test
    void each_query_has_its_own_time_and_chance() {
        assertThat(rows("select now()")).isNotEqualTo(rows("select now()"));
        assertThat(rows("select random() from t")).isNotEqualTo(rows("select random() from t"));
        assertThat(rows("select uuid() from t")).isNotEqualTo(rows("select uuid() from t"));
        assertThat(hits()).isEqualTo(2);
    }

    @Test
    void each_zone_user_and_schema_has_its_own_plan() {
        String zone =
                "select current_timezone(), cast(timestamp '2026-01-01 00:00:00' as timestamp"
                        + " with time zone)";
        Session there = new SessionChange.SetTimeZone("Asia/Tokyo").applyTo(SESSION);
        assertThat(rows(zone)).isNotEqualTo(rows(there, zone));
        assertThat(there.zone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
        rows("create table other.t (i bigint)");
        assertThat(rows("select count(*) from t")).containsExactly(List.of(2L));
        Session other = SESSION.withPlace("lake", Namespace.of("other"));
        assertThat(rows(other, "select count(*) from t")).containsExactly(List.of(0L));
        assertThat(rows("select current_user")).containsExactly(List.of("ann"));
        assertThat(rows(SESSION.withIdentity("bob", Set.of()), "select current_user"))
                .containsExactly(List.of("bob"));
        assertThat(hits()).isZero();
    }

    @Test
    void values_of_parameters_share_a_plan() {
        String sql = "select s from t where i = ?";
        assertThat(rows(SESSION, sql, 1)).containsExactly(List.of("a"));
        assertThat(rows(SESSION, sql, 2)).containsExactly(List.of("b"));
        assertThat(hits()).isOne();
        assertThat(rows(SESSION, sql, 1)).containsExactly(List.of("a"));
        assertThat(hits()).isEqualTo(2);
    }

    @Test
    void what_a_name_was_prepared_for_counts() {
        Session first = new SessionChange.AddPrepared("p", "select min(s) from t").applyTo(SESSION);
        Session second =
                new SessionChange.AddPrepared("p", "select max(s) from t").applyTo(SESSION);
        assertThat(rows(first, "execute p")).containsExactly(List.of("a"));
        assertThat(rows(second, "execute p")).containsExactly(List.of("b"));
        assertThat(rows(first, "execute p")).containsExactly(List.of("a"));
        assertThat(hits()).isOne();
    }

    @Test
    void a_session_may_have_its_queries_planned_anew() {
        Session anew = withProperty("plan_cache", "false");
        rows(anew, "select i from t");
        rows(anew, "select i from t");
        assertThat(usage().plans()).isZero();
        assertThat(hits()).isZero();
    }

    @Test
    void there_are_only_so_many_plans() {
        for (int i = 0; i < PlanCache.MAX_PLANS + 10; i++) {
            rows("select " + i);
        }
        assertThat(usage().plans()).isEqualTo(PlanCache.MAX_PLANS);
        String longText = "select 'x" + "y".repeat(PlanCache.MAX_LENGTH) + "'";
        rows(longText);
        rows(longText);
        assertThat(hits()).isZero();
    }

    @Test
    void threads_share_a_plan_while_the_table_changes() throws Exception {
        String sql = "select count(*), min(i), max(s) from t where i > 0 group by s order by 2";
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .uncaughtExceptionHandler((_, failure) -> failures.add(failure))
                            .start(() -> {
                                int last = 2;
                                for (int run = 0; run < 25; run++) {
                                    int count = rows(sql).size();
                                    assertThat(count).isBetween(last, 12);
                                    last = count;
                                }
                            }));
        }
        for (int i = 3; i <= 12; i++) {
            rows("insert into t values (%d, 'n%d')".formatted(i, i));
            assertThat(rows(sql)).hasSize(i);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(hits()).isPositive();
    }
}
