package dev.tarn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.harness.EqualityDeletes;
import dev.tarn.engine.harness.TestEngine;
import dev.tarn.engine.schema.ChangedFiles;
import dev.tarn.testkit.SeededRandom;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/// `TABLE(system.table_changes(…))`: what it tells turns one version of a table into another.
class TableChangesTest {
    private final InMemoryCatalog catalog = TestEngine.emptyCatalog();
    private @Nullable TestEngine opened;

    @BeforeEach
    void open() {
        opened = TestEngine.over(catalog, 100, 2);
    }

    @AfterEach
    void close() {
        engine().close();
    }

    private TestEngine engine() {
        return Objects.requireNonNull(opened);
    }

    private Table table(String name) {
        return catalog.loadTable(TableIdentifier.of("test", name));
    }

    /// Snapshots of the main branch, oldest first.
    private List<Long> snapshots(String name) {
        List<Long> ids = new ArrayList<>(SnapshotUtil.currentAncestorIds(table(name)));
        return ids.reversed();
    }

    private static String changes(String table, long start, long end) {
        return "table(system.table_changes('test', '%s', %d, %d))".formatted(table, start, end);
    }

    @Test
    void rows_are_told_with_their_snapshot() {
        engine().execute("create table t as select 1 as id, 'one' as name");
        engine().execute("insert into t values (2, 'two')");
        engine().execute("delete from t where id = 1");
        List<Long> ids = snapshots("t");
        assertThat(
                        engine().execute(
                                        "select id, name, _change_type, _change_version_id, _change_ordinal from %s order by _change_ordinal"
                                                .formatted(changes("t", ids.get(0), ids.get(2)))))
                .containsExactly(
                        List.of("2", "two", "insert", ids.get(1).toString(), "0"),
                        List.of("1", "one", "delete", ids.get(2).toString(), "1"));
        Snapshot last = table("t").currentSnapshot();
        String time =
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS")
                        .format(
                                Instant.ofEpochMilli(last.timestampMillis())
                                        .atOffset(ZoneOffset.UTC));
        assertThat(
                        engine().execute(
                                        "select count(*) from table(lake.system.table_changes(end_snapshot_id => %d, start_snapshot_id => bigint '%d', schema_name => 'test', table_name => 'T')) as c where c._change_timestamp = timestamp '%s UTC'"
                                                .formatted(ids.get(2), ids.get(1), time)))
                .containsExactly(List.of("1"));
    }

    @Test
    void rows_deleted_by_their_values_are_told() throws IOException {
        engine().execute("create table t (id bigint, name varchar) with (format_version = '2')");
        engine().execute("insert into t values (1, 'one'), (2, 'two'), (1, 'again')");
        engine().execute("insert into t values (3, 'three')");
        EqualityDeletes.commit(table("t"), "id", 1L);
        List<Long> ids = snapshots("t");
        assertThat(
                        engine().execute(
                                        "select id, name, _change_type from %s order by name"
                                                .formatted(changes("t", ids.get(1), ids.get(2)))))
                .containsExactly(List.of("1", "again", "delete"), List.of("1", "one", "delete"));
    }

    @Test
    void nothing_changes_from_a_snapshot_to_itself() {
        engine().execute("create table t as select 1 as id");
        long id = snapshots("t").getFirst();
        assertThat(engine().execute("select * from " + changes("t", id, id))).isEmpty();
    }

    @Test
    void columns_are_those_of_the_last_snapshot() {
        engine().execute("create table t as select 1 as id, 'one' as name");
        engine().execute("insert into t values (2, 'two')");
        engine().execute("alter table t rename column name to called");
        engine().execute("alter table t add column k integer");
        engine().execute("insert into t values (3, 'three', 33)");
        engine().execute("alter table t drop column called");
        List<Long> ids = snapshots("t");
        assertThat(
                        engine().execute(
                                        "select id, called, k from %s order by id"
                                                .formatted(changes("t", ids.get(0), ids.get(2)))))
                .isEqualTo(List.of(Arrays.asList("2", "two", null), List.of("3", "three", "33")));
        assertThat(engine().execute("select id, name from " + changes("t", ids.get(0), ids.get(1))))
                .containsExactly(List.of("2", "two"));
    }

    @Test
    void branches_have_changes_of_their_own() {
        engine().execute("create table t as select 1 as id");
        engine().execute("alter table t create branch b");
        engine().execute("insert into t.branch_b values (2)");
        engine().execute("insert into t values (3)");
        long start = snapshots("t").getFirst();
        long branch = Objects.requireNonNull(table("t").refs().get("b")).snapshotId();
        assertThat(engine().execute("select id from " + changes("t", start, branch)))
                .containsExactly(List.of("2"));
        refused(
                changes("t", branch, snapshots("t").getLast()),
                ErrorCode.INVALID_ARGUMENTS,
                "is not an ancestor of");
    }

    private void refused(String from, ErrorCode code, String message) {
        SqlException failure =
                catchThrowableOfType(
                        SqlException.class, () -> engine().execute("select * from " + from));
        assertThat(failure).as(from).isNotNull();
        assertThat(failure).as(from).hasMessageContaining(message);
        assertThat(failure.code()).as(from).isEqualTo(code);
    }

    @Test
    void what_makes_no_sense_is_refused() {
        engine().execute("create table t as select 1 as id");
        long id = snapshots("t").getFirst();
        refused(changes("t", 42, id), ErrorCode.NOT_FOUND, "does not have a snapshot 42");
        refused(changes("tt", 1, 1), ErrorCode.TABLE_NOT_FOUND, "lake.test.tt");
        ErrorCode wrong = ErrorCode.INVALID_ARGUMENTS;
        refused("table(system.table_changes('test', 't', 1))", wrong, "needs the argument");
        refused("table(system.table_changes('test', 't', 1, 1, 1))", wrong, "takes each of");
        refused("table(system.table_changes('test', 't', 1, 'x'))", wrong, "must be a snapshot id");
        refused("table(system.table_changes(1, 't', 1, 1))", wrong, "must be text");
        refused("table(system.table_changes(schema => 'test'))", wrong, "has no argument 'schema'");
        refused("table(table_changes('test', 't', 1, 1))", wrong, "system.table_changes");
    }

    @Test
    void more_than_can_be_told_at_once_is_refused() {
        engine().execute("create table t as select 0 as id");
        for (int i = 1; i <= 100; i++) {
            table("t").newFastAppend().commit();
        }
        engine().execute("insert into t values (1)");
        List<Long> ids = snapshots("t");
        assertThat(
                        engine().execute(
                                        "select count(*), max(_change_ordinal) from "
                                                + changes("t", ids.get(1), ids.getLast())))
                .containsExactly(List.of("1", "99"));
        refused(
                changes("t", ids.getFirst(), ids.getLast()),
                ErrorCode.NOT_SUPPORTED,
                "are more than 100; ask for them in several ranges");
    }

    @Test
    void view_of_changes_that_cannot_be_told_is_refused_when_it_is_made() {
        engine().execute("create table t as select 0 as id");
        engine().execute("alter table t create branch b");
        engine().execute("insert into t.branch_b values (2)");
        long branch = Objects.requireNonNull(table("t").refs().get("b")).snapshotId();
        long start = snapshots("t").getFirst();
        engine().execute("insert into t values (1)");
        String call =
                "call system.create_changelog_view(table => 't', options =>"
                        + " map('start-snapshot-id', %d))";
        refusedCall(call.formatted(branch), ErrorCode.INVALID_ARGUMENTS, "is not an ancestor of");
        for (int i = 0; i <= ChangedFiles.MAX_SNAPSHOTS; i++) {
            table("t").newFastAppend().commit();
        }
        refusedCall(
                call.formatted(start), ErrorCode.NOT_SUPPORTED, "ask for them in several ranges");
        assertThat(catalog.listViews(catalog.listNamespaces().getFirst())).isEmpty();
    }

    @Test
    void deletes_of_a_snapshot_that_follows_an_expired_one_are_not_known() {
        engine().execute("create table t as select 1 as id");
        engine().execute("delete from t where id = 1");
        engine().execute("insert into t values (2)");
        List<Long> ids = snapshots("t");
        table("t").expireSnapshots().expireSnapshotId(ids.get(0)).commit();
        refused(
                "table(system.changelog('test', 't'))",
                ErrorCode.INVALID_ARGUMENTS,
                "deleted is not known any more");
        assertThat(
                        engine().execute(
                                        "select id from table(system.changelog('test', 't', %d))"
                                                .formatted(ids.get(1))))
                .containsExactly(List.of("2"));
    }

    private void refusedCall(String call, ErrorCode code, String message) {
        SqlException failure =
                catchThrowableOfType(SqlException.class, () -> engine().execute(call));
        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.code()).isEqualTo(code);
    }

    @Test
    void changes_turn_one_version_into_another() {
        SeededRandom.forEachSeed(6, this::run);
    }

    private void run(Random random) {
        String name = "r" + Math.abs(random.nextInt());
        engine().execute(
                        "create table %s (id bigint, k integer) %s with (format_version = '%d')"
                                .formatted(
                                        name,
                                        random.nextBoolean() ? "partitioned by (k)" : "",
                                        1 + random.nextInt(3)));
        for (int i = 0; i < 12; i++) {
            String mode = random.nextInt(3) == 0 ? "copy-on-write" : "merge-on-read";
            engine().execute(
                            "alter table %s set properties \"write.delete.mode\" = '%s', \"write.update.mode\" = '%s'"
                                    .formatted(name, mode, mode));
            engine().execute(statement(name, random));
        }
        List<Long> ids = snapshots(name);
        int from = random.nextInt(ids.size());
        int to = from + random.nextInt(ids.size() - from);
        List<List<@Nullable String>> rows = rows(name, ids.get(from));
        List<List<@Nullable String>> changes =
                engine().execute(
                                "select id, k, _change_type, _change_version_id from %s order by _change_ordinal, _change_type"
                                        .formatted(changes(name, ids.get(from), ids.get(to))));
        int next = 0;
        for (int i = from + 1; i <= to; i++) {
            while (next < changes.size()
                    && ids.get(i).toString().equals(changes.get(next).get(3))) {
                List<@Nullable String> row = changes.get(next).subList(0, 2);
                if ("insert".equals(changes.get(next).get(2))) {
                    rows.add(row);
                } else {
                    assertThat(rows.remove(row)).as("deleted %s in %s", row, name).isTrue();
                }
                next++;
            }
            assertThat(rows).containsExactlyInAnyOrderElementsOf(rows(name, ids.get(i)));
        }
        assertThat(next).isEqualTo(changes.size());
        checkNet(name, ids.get(from), ids.get(to));
    }

    /// Net changes turn one version into another, and tell no row both as deleted and inserted.
    private void checkNet(String name, long from, long to) {
        List<List<@Nullable String>> rows = rows(name, from);
        List<List<@Nullable String>> inserted = new ArrayList<>();
        List<List<@Nullable String>> deleted = new ArrayList<>();
        for (List<@Nullable String> change :
                engine().execute(
                                "select id, k, _change_type from table(system.changelog('test', '%s', %d, %d, true))"
                                        .formatted(name, from, to))) {
            ("INSERT".equals(change.get(2)) ? inserted : deleted).add(change.subList(0, 2));
        }
        assertThat(Collections.disjoint(inserted, deleted)).isTrue();
        deleted.forEach(row -> assertThat(rows.remove(row)).as("deleted %s", row).isTrue());
        rows.addAll(inserted);
        assertThat(rows).containsExactlyInAnyOrderElementsOf(rows(name, to));
    }

    private List<List<@Nullable String>> rows(String name, long id) {
        return new ArrayList<>(
                engine().execute("select id, k from %s version as of %d".formatted(name, id)));
    }

    private static String statement(String name, Random random) {
        int id = random.nextInt(12);
        return switch (random.nextInt(4)) {
            case 0, 1 ->
                    "insert into %s values (%d, %d), (%d, null), (%d, %d)"
                            .formatted(name, id, id % 3, id + 1, id + 2, random.nextInt(3));
            case 2 -> "delete from %s where id %% 12 = %d".formatted(name, id);
            default ->
                    "update %s set id = id + 1, k = %d where id in (%d, %d)"
                            .formatted(name, random.nextInt(3), id, id + 1);
        };
    }
}
