package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.util.Objects.requireNonNull;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.server.lake.TestLake.Client;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Transactions over several statements and tables, beside other writers.
class TransactionsTest {
    @TempDir private Path folder = Path.of("");
    private @Nullable HookedFileIO hooked;
    private @Nullable TestLake opened;

    @BeforeEach
    void open() {
        opened =
                TestLake.open(
                        folder.resolve("lake"),
                        io -> {
                            hooked = new HookedFileIO(io);
                            return hooked;
                        });
    }

    @AfterEach
    void close() {
        lake().close();
    }

    private TestLake lake() {
        return requireNonNull(opened);
    }

    private void create(String table, int version, String mode) {
        lake().execute(
                        "create table %s (id bigint, n bigint) with (format_version = '%d')"
                                .formatted(table, version));
        lake().execute(
                        "alter table %1$s set properties \"write.delete.mode\" = '%2$s', \"write.update.mode\" = '%2$s', \"write.merge.mode\" = '%2$s'"
                                .formatted(table, mode));
    }

    private void create(String table) {
        create(table, 2, "copy-on-write");
    }

    private Client begun() {
        Client client = lake().client();
        client.execute("begin");
        return client;
    }

    private List<List<@Nullable Object>> rows(String table) {
        return lake().execute("select id, n from %s order by id, n".formatted(table));
    }

    private long snapshots(String table) {
        return lake().count("select count(*) from %s.snapshots".formatted(table));
    }

    private static SqlException refused(Client client, String sql) {
        SqlException failure = catchThrowableOfType(SqlException.class, () -> client.execute(sql));
        assertThat(failure).as(sql).isNotNull();
        return failure;
    }

    /// Every data, delete and manifest file of these tables is one that a snapshot has.
    private void assertNoFilesLeft(String... tables) {
        Set<String> known = new TreeSet<>();
        for (String name : tables) {
            Table table = lake().catalog().loadTable(TestLake.table(name));
            for (Snapshot snapshot : table.snapshots()) {
                SnapshotChanges changes =
                        SnapshotChanges.builderFor(table).snapshot(snapshot).build();
                add(known, snapshot.manifestListLocation());
                for (ManifestFile manifest : snapshot.allManifests(table.io())) {
                    add(known, manifest.path());
                }
                for (DataFile file : changes.addedDataFiles()) {
                    add(known, file.location());
                }
                for (DeleteFile file : changes.addedDeleteFiles()) {
                    add(known, file.location());
                }
            }
        }
        for (Path file : lake().files()) {
            String name = file.getFileName().toString();
            if (file.toString().contains("/data/") || name.endsWith(".avro")) {
                assertThat(known).contains(name);
            }
        }
    }

    private static void add(Set<String> names, String location) {
        names.add(Path.of(location).getFileName().toString());
    }

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
        requireNonNull(hooked).beforeNextMetadataFile(() -> two.execute("commit"));
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
        requireNonNull(hooked)
                .beforeNextManifestList(() -> lake().execute("insert into a values (2, 2)"));
        client.execute("commit");
        assertThat(rows("a")).isEqualTo(List.of(List.of(1L, 1L), List.of(2L, 2L)));
        assertThat(rows("b")).isEqualTo(List.of(List.of(1L, 1L)));
        assertNoFilesLeft("a", "b");
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

    @Test
    void files_are_loaded_once_by_what_commits() throws IOException {
        create("t");
        Files.writeString(folder.resolve("one.csv"), "id,n\n1,1\n");
        Files.writeString(folder.resolve("two.csv"), "id,n\n2,2\n");
        Client client = begun();
        client.execute(copy("one.csv"));
        client.execute("rollback");
        client.execute("begin");
        client.execute(copy("one.csv"));
        client.execute(copy("*.csv"));
        assertThat(client.execute("select count(*) from t")).isEqualTo(List.of(List.of(2L)));
        client.execute("commit");
        lake().execute(copy("*.csv"));
        assertThat(rows("t")).isEqualTo(List.of(List.of(1L, 1L), List.of(2L, 2L)));
        assertThat(lake().count("select count(*) from t.loaded_files")).isEqualTo(2);
        Client late = begun();
        Files.writeString(folder.resolve("three.csv"), "id,n\n3,3\n");
        late.execute(copy("three.csv"));
        lake().execute(copy("three.csv"));
        assertThat(refused(late, "commit").code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        assertThat(rows("t")).hasSize(3);
        assertNoFilesLeft("t");
    }

    @Test
    void rows_that_are_kept_aside_are_committed_with_the_others() {
        create("t");
        lake().execute("alter table t add expect positive (n > 0) on violation quarantine");
        Client client = begun();
        client.execute("insert into t values (1, 1), (2, -2)");
        client.execute("insert into t values (3, 3), (4, -4)");
        assertThat(lake().count("select count(*) from t.rejected_rows")).isZero();
        client.execute("commit");
        assertThat(rows("t")).isEqualTo(List.of(List.of(1L, 1L), List.of(3L, 3L)));
        assertThat(lake().count("select count(*) from t.rejected_rows")).isEqualTo(2);
        assertNoFilesLeft("t");
    }

    @Test
    void columns_of_files_are_not_added() throws IOException {
        create("t");
        Files.writeString(folder.resolve("more.csv"), "id,n,more\n1,1,1\n");
        assertThat(refused(begun(), copy("more.csv") + " merge_schema = true"))
                .hasMessageContaining("MERGE_SCHEMA is not possible in a transaction");
    }

    /// The load of another session deletes the history that the transaction has pinned.
    @Test
    void history_that_another_load_replaced_is_a_conflict_and_not_lost() throws IOException {
        create("t");
        for (int i = 1; i <= 3; i++) {
            Files.writeString(folder.resolve(i + ".csv"), "id,n\n%1$d,%1$d\n".formatted(i));
        }
        lake().execute(copy("1.csv"));
        Client client = begun();
        client.execute("select count(*) from t");
        lake().execute(copy("2.csv"));
        SqlException failure = refused(client, copy("3.csv"));
        assertThat(failure.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        assertThat(failure).hasMessageContaining("anew").hasMessageNotContaining("UNSET");
        client.execute("rollback");
        client.execute("begin");
        client.execute(copy("*.csv"));
        client.execute("commit");
        assertThat(rows("t")).isEqualTo(List.of(List.of(1L, 1L), List.of(2L, 2L), List.of(3L, 3L)));
        assertNoFilesLeft("t");
    }

    @Test
    void files_whose_rows_are_deleted_in_the_same_transaction_stay_known() throws IOException {
        create("t");
        Files.writeString(folder.resolve("one.csv"), "id,n\n1,1\n");
        Client client = begun();
        client.execute(copy("one.csv"));
        client.execute("delete from t");
        client.execute("commit");
        assertThat(lake().count("select count(*) from t.loaded_files")).isEqualTo(1);
        lake().execute(copy("*.csv"));
        assertThat(rows("t")).isEmpty();
        assertThat(snapshots("t")).isEqualTo(1);
        assertNoFilesLeft("t");
    }

    private String copy(String files) {
        return "copy into t from '" + folder.resolve(files) + "'";
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
