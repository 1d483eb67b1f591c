package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.server.lake.TestLake.Client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Transactions over several statements and tables: what they see, and what is left of them.
class TransactionsTest extends TransactionCase {
    @Test
    void tables_change_together_and_nobody_sees_it_before() {
        create("a");
        create("b");
        Client client = begun();
        client.execute("insert into a values (1, 10)");
        client.execute("insert into b select id, n + 1 from a");
        assertThat(client.execute("select a.n, b.n from a join b on a.id = b.id"))
                .isEqualTo(List.of(List.of(10L, 11L)));
        assertThat(rows("a")).isEmpty();
        assertThat(rows("b")).isEmpty();
        client.execute("commit");
        assertThat(client.isInTransaction()).isFalse();
        assertThat(rows("a")).isEqualTo(List.of(List.of(1L, 10L)));
        assertThat(rows("b")).isEqualTo(List.of(List.of(1L, 11L)));
        assertNoFilesLeft("a", "b");
    }

    @ParameterizedTest
    @CsvSource({
        "1, copy-on-write",
        "2, copy-on-write",
        "2, merge-on-read",
        "3, copy-on-write",
        "3, merge-on-read"
    })
    void statements_see_those_before_and_make_one_snapshot(int version, String mode) {
        create("t", version, mode);
        lake().execute("insert into t values (1, 1), (2, 2), (3, 3), (4, 4)");
        Client client = begun();
        client.execute("insert into t values (5, 5), (6, 6)");
        client.execute("update t set n = n * 10 where id in (1, 5)");
        client.execute("delete from t where id in (2, 6)");
        client.execute(
                "merge into t using (values (3, 7), (9, 9)) as s(id, n) on t.id = s.id when matched"
                        + " then update set n = t.n + s.n when not matched then insert *");
        client.execute("update t set n = n + 1 where id in (1, 5, 9)");
        List<List<Long>> expected =
                List.of(
                        List.of(1L, 11L),
                        List.of(3L, 10L),
                        List.of(4L, 4L),
                        List.of(5L, 51L),
                        List.of(9L, 10L));
        assertThat(client.execute("select id, n from t order by id")).isEqualTo(expected);
        assertThat(client.execute("select count(*), sum(n) from t"))
                .isEqualTo(List.of(List.of(5L, 86L)));
        client.execute("commit");
        assertThat(rows("t")).isEqualTo(expected);
        assertThat(snapshots("t")).isEqualTo(2);
        assertNoFilesLeft("t");
    }

    @Test
    void rolled_back_leaves_nothing() {
        create("t", 3, "merge-on-read");
        lake().execute("insert into t values (1, 1), (2, 2)");
        Set<Path> before = lake().files();
        Client client = begun();
        client.execute("insert into t values (3, 3)");
        client.execute("update t set n = 0 where id = 1");
        assertThat(lake().files()).isNotEqualTo(before);
        client.execute("rollback");
        assertThat(client.isInTransaction()).isFalse();
        assertThat(lake().files()).isEqualTo(before);
        assertThat(client.execute("select count(*), sum(n) from t"))
                .isEqualTo(List.of(List.of(2L, 3L)));
    }

    @Test
    void tables_are_read_as_they_were_when_first_named() {
        create("t");
        lake().execute("insert into t values (1, 1)");
        Client client = begun();
        assertThat(client.execute("select count(*) from t")).isEqualTo(List.of(List.of(1L)));
        lake().execute("insert into t values (2, 2)");
        assertThat(client.execute("select count(*) from t")).isEqualTo(List.of(List.of(1L)));
        assertThat(client.execute("select sum(id) from t")).isEqualTo(List.of(List.of(1L)));
        client.execute("commit");
        assertThat(client.execute("select count(*) from t")).isEqualTo(List.of(List.of(2L)));
    }

    @Test
    void all_tables_are_read_at_one_point() {
        create("a");
        create("b");
        lake().execute("insert into a values (1, 1)");
        Client client = begun();
        assertThat(client.execute("select count(*) from a")).isEqualTo(List.of(List.of(1L)));
        Client other = begun();
        other.execute("insert into a values (2, 2)");
        other.execute("insert into b values (2, 2)");
        other.execute("commit");
        lake().execute("insert into b values (3, 3)");
        assertThat(client.execute("select count(*) from b")).isEqualTo(List.of(List.of(0L)));
        client.execute("insert into b values (4, 4)");
        client.execute("commit");
        assertThat(rows("b")).isEqualTo(List.of(List.of(2L, 2L), List.of(3L, 3L), List.of(4L, 4L)));
        assertNoFilesLeft("a", "b");
    }

    @Test
    void tables_that_came_meanwhile_are_not_of_the_point() {
        create("a");
        Client client = begun();
        client.execute("select * from a");
        lake().execute("create table late as select 1 as id");
        SqlException failure = refused(client, "select * from late");
        assertThat(failure.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        assertThat(failure).hasMessageContaining("lake.main.late").hasMessageContaining("anew");
        client.execute("rollback");
        lake().execute("alter table a rename to z");
        create("a");
        client.execute("begin");
        client.execute("select * from a");
        lake().execute("drop table a");
        lake().execute("alter table z rename to a");
        assertThat(client.execute("select count(*) from a")).isEqualTo(List.of(List.of(0L)));
        client.execute("insert into a values (1, 1)");
        assertThat(refused(client, "commit").code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
    }

    @Test
    void answers_that_are_kept_are_of_what_is_committed() {
        create("t");
        lake().execute("insert into t values (1, 1)");
        String question = "select count(*), sum(n) from t";
        List<List<Long>> committed = List.of(List.of(1L, 1L));
        assertThat(lake().execute(question)).isEqualTo(committed);
        Client client = begun();
        assertThat(client.execute(question)).isEqualTo(committed);
        client.execute("insert into t values (2, 2)");
        assertThat(client.execute(question)).isEqualTo(List.of(List.of(2L, 3L)));
        assertThat(client.execute(question)).isEqualTo(List.of(List.of(2L, 3L)));
        assertThat(lake().execute(question)).isEqualTo(committed);
        client.execute("rollback");
        assertThat(client.execute(question)).isEqualTo(committed);
    }

    @Test
    void failed_statements_abort() {
        create("t");
        Client client = begun();
        client.execute("insert into t values (1, 1)");
        assertThat(refused(client, "insert into t select 1 / 0, 1").code())
                .isEqualTo(ErrorCode.DIVISION_BY_ZERO);
        assertThat(refused(client, "select * from t").code())
                .isEqualTo(ErrorCode.TRANSACTION_ALREADY_ABORTED);
        assertThat(refused(client, "commit").code())
                .isEqualTo(ErrorCode.TRANSACTION_ALREADY_ABORTED);
        assertThat(client.isInTransaction()).isFalse();
        assertThat(rows("t")).isEmpty();
        assertNoFilesLeft("t");
    }

    @Test
    void what_no_transaction_can_do_is_refused() {
        create("t");
        lake().execute("insert into t values (1, 1)");
        lake().execute("alter table t create branch x");
        assertRefused("create table u (a int)", ErrorCode.NOT_SUPPORTED);
        assertRefused("alter table t add column x int", ErrorCode.NOT_SUPPORTED);
        assertRefused("drop table t", ErrorCode.NOT_SUPPORTED);
        assertRefused("begin", ErrorCode.NOT_SUPPORTED);
        assertRefused("insert into t.branch_x values (2, 2)", ErrorCode.NOT_SUPPORTED);
        Client client = lake().client();
        assertThat(refused(client, "commit").code()).isEqualTo(ErrorCode.NOT_IN_TRANSACTION);
        client.execute("start transaction read only");
        assertThat(refused(client, "delete from t").code())
                .isEqualTo(ErrorCode.READ_ONLY_VIOLATION);
        client.execute("rollback");
        assertThat(rows("t")).hasSize(1);
        assertNoFilesLeft("t");
    }

    private void assertRefused(String sql, ErrorCode code) {
        Client client = begun();
        assertThat(refused(client, sql).code()).as(sql).isEqualTo(code);
        client.execute("rollback");
    }
}
