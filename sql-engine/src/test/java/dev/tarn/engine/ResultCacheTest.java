package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// Queries whose rows are kept, and what changes in between.
@Timeout(120)
class ResultCacheTest {
    private static final Session SESSION = GuardedLake.SESSION;
    private static final long CACHE_BYTES = 1 << 20;

    private final GuardedLake lake = new GuardedLake(CACHE_BYTES);
    private final GuardedLake.Grants grants = lake.grants;
    private final Engine engine = lake.engine;

    @AfterEach
    void close() throws Exception {
        lake.close();
    }

    private List<List<@Nullable Object>> rows(Session session, String sql) {
        return lake.rows(session, sql);
    }

    private List<List<@Nullable Object>> rows(String sql) {
        return rows(SESSION, sql);
    }

    private long hits() {
        return engine.resultUsage().hits();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from t order by i",
                "select s, sum(i) from t group by s order by s",
                "select a.i from t a join t b on a.i = b.i where a.s like 'a%'",
                "select i from t where i > 100",
                "select current_user, 7",
            })
    void rows_are_kept_and_given_again(String sql) {
        List<List<@Nullable Object>> first = rows(sql);
        assertThat(hits()).isZero();
        assertThat(rows(sql)).isEqualTo(first);
        assertThat(rows(sql)).isEqualTo(first);
        assertThat(hits()).isEqualTo(2);
    }

    @Test
    void a_commit_makes_rows_old_and_the_old_snapshot_keeps_its_own() {
        String now = "select count(*) from t";
        assertThat(rows(now)).containsExactly(List.of(2L));
        Object snapshot = rows("select snapshot_id from \"t$snapshots\"").getFirst().getFirst();
        rows("insert into t values (3, 'c')");
        assertThat(rows(now)).containsExactly(List.of(3L));
        String then = "select count(*) from t for version as of " + snapshot;
        assertThat(rows(then)).containsExactly(List.of(2L));
        assertThat(hits()).isZero();
        assertThat(rows(then)).containsExactly(List.of(2L));
        assertThat(rows(now)).containsExactly(List.of(3L));
        assertThat(hits()).isEqualTo(2);
        rows("drop table t");
        assertThatThrownBy(() -> rows(now)).isInstanceOf(SqlException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select random() from t",
                "select uuid() from t",
                "select now() from t",
                "select i, current_timestamp from t where i > random() - 5",
                "select count(*) from t where current_date > date '2001-01-01'",
                "select localtime from t",
                "select count(*) from t tablesample bernoulli (50)",
                "select i from t order by random()",
                "select count(*) from t.history",
                "select count(*) from information_schema.tables",
                "select count(*) from \"t$snapshots\"",
                "select count(*) from system.metadata.catalogs",
                "show tables",
                "explain select * from t",
                "explain analyze select * from t",
            })
    void what_may_differ_the_next_time_is_not_kept(String sql) {
        try {
            rows(sql);
            rows(sql);
        } catch (SqlException e) {
            assertThat(e.code()).isNotEqualTo(ErrorCode.INTERNAL_ERROR);
        }
        assertThat(hits()).isZero();
    }

    @Test
    void others_and_those_with_other_rights_get_rows_of_their_own() {
        String sql = "select i from t order by i";
        rows(sql);
        rows(SESSION.withIdentity("bob", Set.of()), sql);
        assertThat(hits()).isZero();
        grants.columns = Set.of(2);
        assertThatThrownBy(() -> rows(sql)).isInstanceOf(SqlException.class);
        grants.columns = Set.of(1);
        assertThat(rows(sql)).hasSize(2);
        assertThat(hits()).isZero();
    }

    @Test
    void each_zone_and_place_gets_rows_of_its_own() {
        rows("create table moments as select timestamp '2026-01-01 00:00:00 UTC' as at");
        String sql = "select cast(at as varchar), hour(at), cast(at as timestamp) from moments";
        List<List<@Nullable Object>> here = rows(sql);
        Session there = new SessionChange.SetTimeZone("Asia/Tokyo").applyTo(SESSION);
        assertThat(rows(there, sql)).isNotEqualTo(here);
        assertThat(rows(sql)).isEqualTo(here);
        assertThat(hits()).isOne();
        rows("create table other.t (i bigint)");
        assertThat(rows("select count(*) from t")).containsExactly(List.of(2L));
        Session other = SESSION.withPlace("lake", Namespace.of("other"));
        assertThat(rows(other, "select count(*) from t")).containsExactly(List.of(0L));
    }

    @Test
    void each_table_of_a_query_counts_and_so_does_one_of_the_same_name() {
        rows("create table u as select 1 as i");
        String sql = "select count(*) from t join u on t.i = u.i";
        assertThat(rows(sql)).containsExactly(List.of(1L));
        rows("insert into u values 2");
        assertThat(rows(sql)).containsExactly(List.of(2L));
        rows("drop table u");
        rows("create table u as select 5 as i");
        assertThat(rows(sql)).containsExactly(List.of(0L));
        assertThat(hits()).isZero();
    }

    @Test
    void a_view_is_what_it_says_now() {
        rows("create view v as select max(i) as m from t");
        assertThat(rows("select m from v")).containsExactly(List.of(2L));
        rows("create or replace view v as select min(i) as m from t");
        assertThat(rows("select m from v")).containsExactly(List.of(1L));
        rows("insert into t values (0, 'z')");
        assertThat(rows("select m from v")).containsExactly(List.of(0L));
    }

    @Test
    void a_branch_and_a_moment_give_their_own_rows() throws Exception {
        rows("select count(*) from t");
        Object first = rows("select snapshot_id from \"t$snapshots\"").getFirst().getFirst();
        rows("insert into t values (3, 'c')");
        lake.catalog
                .loadTable(TableIdentifier.of("main", "t"))
                .manageSnapshots()
                .createBranch("old", (Long) first)
                .commit();
        String branch = "select count(*) from t for version as of 'old'";
        assertThat(rows(branch)).containsExactly(List.of(2L));
        lake.catalog
                .loadTable(TableIdentifier.of("main", "t"))
                .manageSnapshots()
                .replaceBranch("old", "main")
                .commit();
        assertThat(rows(branch)).containsExactly(List.of(3L));
        assertThat(hits()).isZero();
    }

    @Test
    void a_session_may_do_without() {
        Session without = new SessionChange.SetProperty("result_cache", "false").applyTo(SESSION);
        rows(without, "select i from t");
        rows(without, "select i from t");
        assertThat(engine.resultUsage()).isEqualTo(new ResultUsage(0, 0, 0, 0));
    }

    @Test
    void a_result_that_takes_too_much_is_not_kept_and_old_ones_make_room() {
        rows("create table d as select * from (values 0,1,2,3,4,5,6,7,8,9) as v(n)");
        String much = "select a.n, b.n, c.n, d.n from d a, d b, d c, d d, d e";
        rows(much);
        rows(much);
        assertThat(hits()).isZero();
        for (int i = 0; i < 60; i++) {
            rows(
                    "select a.n + b.n + c.n + "
                            + i
                            + " from d a, d b, d c, (values 1,2,3,4,5) as v(x)");
            assertThat(engine.resultUsage().bytes()).isLessThanOrEqualTo(CACHE_BYTES);
        }
        assertThat(engine.resultUsage().results()).isBetween(8, 59);
    }

    @Test
    void a_result_that_was_not_taken_to_its_end_is_not_kept() {
        try (Query query = engine.submit(SESSION, "select i from t")) {
            assertThat(query.next()).isNotNull();
        }
        assertThat(engine.resultUsage().results()).isZero();
    }

    @Test
    void kept_rows_are_those_of_the_last_commit_while_others_commit() throws Exception {
        rows("create table u (i bigint)");
        AtomicLong committed = new AtomicLong();
        int commits = 40;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Void> reader =
                    () -> {
                        while (committed.get() < commits) {
                            long before = committed.get();
                            List<@Nullable Object> row =
                                    rows("select count(*), coalesce(sum(i), 0) from u").getFirst();
                            long count = (Long) row.get(0);
                            assertThat(count).isGreaterThanOrEqualTo(before);
                            assertThat(((Number) row.get(1)).longValue())
                                    .isEqualTo(count * (count + 1) / 2);
                        }
                        return null;
                    };
            List<Future<Void>> readers = List.of(threads.submit(reader), threads.submit(reader));
            for (int i = 1; i <= commits; i++) {
                rows("insert into u values (" + i + ")");
                committed.set(i);
            }
            for (Future<Void> one : readers) {
                one.get();
            }
        }
    }
}
