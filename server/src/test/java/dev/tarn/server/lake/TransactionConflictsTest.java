package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.server.lake.TestLake.Client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/// Transactions beside other writers: who is refused, by isolation level, and who is not.
class TransactionConflictsTest extends TransactionCase {
    @Test
    void rows_that_two_insert_are_all_there() {
        create("t");
        Client one = begun();
        Client two = begun();
        one.execute("insert into t values (1, 1)");
        two.execute("insert into t values (2, 2)");
        one.execute("insert into t values (3, 3)");
        two.execute("commit");
        one.execute("commit");
        assertThat(rows("t")).isEqualTo(List.of(List.of(1L, 1L), List.of(2L, 2L), List.of(3L, 3L)));
        assertThat(snapshots("t")).isEqualTo(2);
        assertNoFilesLeft("t");
    }

    @ParameterizedTest
    @CsvSource({"2, copy-on-write", "2, merge-on-read", "3, copy-on-write", "3, merge-on-read"})
    void whoever_changes_a_row_second_is_refused_wholly(int version, String mode) {
        create("t", version, mode);
        create("other");
        lake().execute("insert into t values (1, 1), (2, 2)");
        Client client = begun();
        client.execute("insert into other values (1, 1)");
        client.execute("update t set n = n + 10 where id = 1");
        lake().execute("update t set n = n + 1 where id = 1");
        SqlException failure = refused(client, "commit");
        assertThat(failure.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        assertThat(failure).hasMessageContaining("lake.main.t").hasMessageContaining("anew");
        assertThat(client.isInTransaction()).isFalse();
        assertThat(rows("t")).isEqualTo(List.of(List.of(1L, 2L), List.of(2L, 2L)));
        assertThat(rows("other")).isEmpty();
        assertNoFilesLeft("t", "other");
    }

    /// The second statement of the transaction looks for rows that another writer adds, on top of a
    /// snapshot of its own.
    @ParameterizedTest
    @ValueSource(strings = {"copy-on-write", "merge-on-read"})
    void rows_added_meanwhile_that_a_later_statement_would_change_are_seen(String mode) {
        create("t", 2, mode);
        lake().execute("insert into t values (1, 1), (2, 2)");
        Client client = begun();
        client.execute("insert into t values (7, 7)");
        client.execute("delete from t where id >= 2 and id < 8");
        lake().execute("insert into t values (5, 5)");
        assertThat(refused(client, "commit").code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        assertThat(rows("t")).isEqualTo(List.of(List.of(1L, 1L), List.of(2L, 2L), List.of(5L, 5L)));
        assertNoFilesLeft("t");
    }

    @Test
    void under_snapshot_isolation_rows_added_meanwhile_stay() {
        create("t");
        lake().execute(
                        "alter table t set properties \"write.delete.isolation-level\" ="
                                + " 'snapshot'");
        lake().execute("insert into t values (1, 1), (2, 2)");
        Client client = begun();
        client.execute("delete from t where id >= 2");
        lake().execute("insert into t values (5, 5)");
        client.execute("commit");
        assertThat(rows("t")).isEqualTo(List.of(List.of(1L, 1L), List.of(5L, 5L)));
    }

    @Test
    void rows_elsewhere_do_not_stand_in_the_way() {
        lake().execute("create table t (id bigint, n bigint) with (partitioning = array['id'])");
        lake().execute("insert into t values (1, 1), (2, 2)");
        Client client = begun();
        client.execute("update t set n = 10 where id = 1");
        client.execute("insert into t values (3, 3)");
        lake().execute("update t set n = 20 where id = 2");
        lake().execute("insert into t values (4, 4)");
        client.execute("commit");
        assertThat(rows("t"))
                .isEqualTo(
                        List.of(
                                List.of(1L, 10L),
                                List.of(2L, 20L),
                                List.of(3L, 3L),
                                List.of(4L, 4L)));
        assertNoFilesLeft("t");
    }

    /// Two sessions that each read what the other writes.
    private Client[] skewed(String level) {
        create("a");
        create("b");
        lake().execute("insert into a values (1, 1)");
        lake().execute("insert into b values (1, 1)");
        Client one = lake().client();
        Client two = lake().client();
        one.execute("start transaction isolation level " + level);
        two.execute("start transaction isolation level " + level);
        one.execute("insert into a select 2, count(*) from b");
        two.execute("insert into b select 2, count(*) from a");
        one.execute("commit");
        return new Client[] {one, two};
    }

    @Test
    void snapshot_isolation_lets_writes_skew() {
        skewed("snapshot")[1].execute("commit");
        assertThat(rows("a")).isEqualTo(List.of(List.of(1L, 1L), List.of(2L, 1L)));
        assertThat(rows("b")).isEqualTo(List.of(List.of(1L, 1L), List.of(2L, 1L)));
    }

    @Test
    void serializable_transactions_do_not_let_writes_skew() {
        SqlException failure = refused(skewed("serializable")[1], "commit");
        assertThat(failure.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        assertThat(failure).hasMessageContaining("lake.main.a");
        assertThat(rows("b")).isEqualTo(List.of(List.of(1L, 1L)));
        assertNoFilesLeft("a", "b");
    }

    /// The catalog has looked at what the first requires when the second commits.
    @Test
    void serializable_transactions_hold_what_they_read_until_they_have_committed() {
        create("a");
        create("b");
        Client one = lake().client();
        Client two = lake().client();
        for (Client client : List.of(one, two)) {
            client.execute("start transaction isolation level serializable");
        }
        one.execute("insert into a select 1, count(*) from b");
        two.execute("insert into b select 2, count(*) from a");
        hooked().beforeNextMetadataFile(() -> two.execute("commit"));
        SqlException failure = refused(one, "commit");
        assertThat(failure.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        assertThat(rows("a")).isEmpty();
        assertThat(rows("b")).isEqualTo(List.of(List.of(2L, 0L)));
        assertNoFilesLeft("a", "b");
    }

    @Test
    void serializable_looks_at_what_was_looked_for_and_not_found() {
        create("a");
        create("b");
        lake().execute("insert into a values (1, 1)");
        Client client = lake().client();
        client.execute("start transaction isolation level serializable");
        client.execute("delete from a where id = 9");
        client.execute("insert into b values (1, 1)");
        lake().execute("insert into a values (9, 9)");
        assertThat(refused(client, "commit").code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        assertThat(rows("b")).isEmpty();
    }

    @Test
    void serializable_reads_of_unchanged_tables_commit() {
        create("a");
        create("b");
        Client client = lake().client();
        client.execute("begin isolation level serializable, read write");
        client.execute("select * from a");
        client.execute("insert into b select count(*), 0 from a");
        client.execute("commit work");
        assertThat(rows("b")).isEqualTo(List.of(List.of(0L, 0L)));
        assertThat(snapshots("a")).isZero();
    }

    @Test
    void opposite_orders_do_not_wait_for_each_other() {
        create("a");
        create("b");
        Client one = begun();
        Client two = begun();
        one.execute("insert into a values (1, 1)");
        two.execute("insert into b values (2, 2)");
        one.execute("insert into b values (1, 1)");
        two.execute("insert into a values (2, 2)");
        one.execute("commit");
        two.execute("commit");
        assertThat(rows("a")).isEqualTo(List.of(List.of(1L, 1L), List.of(2L, 2L)));
        assertThat(rows("b")).isEqualTo(rows("a"));
    }

    @Test
    void another_commit_just_before_ours_is_taken_in() {
        create("a");
        create("b");
        Client client = begun();
        client.execute("insert into a values (1, 1)");
        client.execute("insert into b values (1, 1)");
        hooked().beforeNextManifestList(() -> lake().execute("insert into a values (2, 2)"));
        client.execute("commit");
        assertThat(rows("a")).isEqualTo(List.of(List.of(1L, 1L), List.of(2L, 2L)));
        assertThat(rows("b")).isEqualTo(List.of(List.of(1L, 1L)));
        assertNoFilesLeft("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"truncate table t", "insert overwrite t values (9, 9)"})
    void tables_emptied_and_filled_are_replaced_at_once(String emptied) {
        create("t");
        lake().execute("insert into t values (1, 1), (2, 2)");
        Client client = begun();
        client.execute(emptied);
        client.execute("insert into t values (3, 3)");
        assertThat(rows("t")).hasSize(2);
        client.execute("commit");
        assertThat(rows("t")).contains(List.of(3L, 3L)).doesNotContain(List.of(1L, 1L));
        Client late = begun();
        late.execute(emptied);
        lake().execute("insert into t values (4, 4)");
        assertThat(refused(late, "commit").code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
    }

    /// Each moves something from one account to another, in two tables; the sum stays.
    @Test
    void histories_of_transfers_keep_the_sum() throws Exception {
        create("a", 2, "merge-on-read");
        create("b", 3, "copy-on-write");
        lake().execute("insert into a values (1, 100)");
        lake().execute("insert into b values (1, 100)");
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 3; i++) {
            boolean back = i % 2 == 1;
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    transfer(back, 4);
                                } catch (RuntimeException | Error e) {
                                    failures.add(e);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(lake().execute("select a.n, b.n from a, b"))
                .isEqualTo(List.of(List.of(96L, 104L)));
        assertNoFilesLeft("a", "b");
    }

    private void transfer(boolean back, int times) {
        Client client = lake().client();
        int done = 0;
        while (done < times) {
            try {
                client.execute("begin");
                client.execute("update a set n = n " + (back ? "+ 1" : "- 1"));
                client.execute("update b set n = n " + (back ? "- 1" : "+ 1"));
                client.execute("commit");
                done++;
            } catch (SqlException lost) {
                assertThat(lost.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
            }
        }
    }
}
