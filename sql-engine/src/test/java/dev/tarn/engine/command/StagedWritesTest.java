package dev.tarn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.harness.TestEngine;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What sessions with `wap_id` and `wap_branch` write and read.
class StagedWritesTest {
    @TempDir private Path folder = Path.of("");
    private final InMemoryCatalog catalog = TestEngine.emptyCatalog();
    private @Nullable TestEngine opened;

    @BeforeEach
    void open() {
        opened = TestEngine.over(catalog, 100, 2);
        engine().execute("create table t (id bigint)");
        engine().execute("alter table t set properties \"write.wap.enabled\" = 'true'");
        engine().execute("insert into t values (1), (2)");
    }

    @AfterEach
    void close() {
        engine().close();
    }

    private TestEngine engine() {
        return Objects.requireNonNull(opened);
    }

    private Table table() {
        return catalog.loadTable(TableIdentifier.of("test", "t"));
    }

    private static List<String> ids(TestEngine session, String from) {
        List<String> ids = new ArrayList<>();
        session.execute("select id from " + from + " order by id")
                .forEach(row -> ids.add(Objects.requireNonNull(row.getFirst())));
        return ids;
    }

    private static void refused(TestEngine session, String sql, String message) {
        SqlException failure = catchThrowableOfType(SqlException.class, () -> session.execute(sql));
        assertThat(failure).as(sql).isNotNull();
        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_SESSION_PROPERTY);
    }

    /// The ids that snapshots are staged under, one by one.
    private List<String> staged() {
        List<String> staged = new ArrayList<>();
        for (Snapshot snapshot : table().snapshots()) {
            String id = snapshot.summary().get("wap.id");
            if (id != null) {
                staged.add(id);
            }
        }
        return staged;
    }

    @Test
    void snapshots_are_staged_under_the_id_and_seen_by_nobody() {
        TestEngine session = engine().with("wap_id", "audit-1");
        session.execute("insert into t values (3)");
        session.execute("delete from t where id = 1");
        session.execute("update t set id = 9 where id = 2");
        session.execute("truncate table t");
        assertThat(staged()).containsExactly("audit-1", "audit-1", "audit-1", "audit-1");
        assertThat(ids(session, "t")).containsExactly("1", "2");
        assertThat(ids(engine(), "t")).containsExactly("1", "2");
    }

    @Test
    void what_is_staged_is_published_once() {
        engine().with("wap_id", "a").execute("insert into t values (3)");
        engine().with("wap_id", "b").execute("insert into t values (4)");
        engine().with("wap_id", "twice").execute("insert into t values (5)");
        engine().with("wap_id", "twice").execute("insert into t values (6)");
        Snapshot first = null;
        for (Snapshot snapshot : table().snapshots()) {
            first = "a".equals(snapshot.summary().get("wap.id")) ? snapshot : first;
        }
        List<List<@Nullable Object>> published =
                engine().values("call system.publish_changes('t', 'a')");
        assertThat(published)
                .containsExactly(
                        List.of(
                                Objects.requireNonNull(first).snapshotId(),
                                table().currentSnapshot().snapshotId()));
        engine().execute("call system.publish_changes(wap_id => 'b', table => 't')");
        assertThat(ids(engine(), "t")).containsExactly("1", "2", "3", "4");
        for (String id : List.of("a", "b", "c", "twice")) {
            SqlException failure =
                    catchThrowableOfType(
                            SqlException.class,
                            () ->
                                    engine().execute(
                                                    "call system.publish_changes('t', '%s')"
                                                            .formatted(id)));
            assertThat(failure).as(id).isNotNull();
            assertThat(failure.code().kind()).as(id).isEqualTo(ErrorCode.Kind.USER);
        }
        assertThat(ids(engine(), "t")).containsExactly("1", "2", "3", "4");
    }

    @Test
    void copied_rows_are_staged_too() throws IOException {
        Path file = folder.resolve("rows.csv");
        Files.writeString(file, "id\n5\n6\n");
        TestEngine session = engine().with("wap_id", "load");
        session.execute(
                "copy into t from '"
                        + file
                        + "' file_format csv with (header = true, force = true)");
        assertThat(staged()).containsExactly("load");
        assertThat(ids(engine(), "t")).containsExactly("1", "2");
    }

    @Test
    void copied_rows_go_to_a_branch_that_is_named() throws IOException {
        Path file = folder.resolve("rows.csv");
        Files.writeString(file, "id\n5\n6\n");
        engine().execute("alter table t create branch work");
        engine().execute(
                        "copy into t.branch_work from '"
                                + file
                                + "' file_format csv with (header = true, force = true)");
        assertThat(ids(engine(), "t.branch_work")).containsExactly("1", "2", "5", "6");
        assertThat(ids(engine(), "t")).containsExactly("1", "2");
    }

    @Test
    void files_that_were_loaded_aside_are_still_new_to_the_table() throws IOException {
        Path file = folder.resolve("rows.csv");
        Files.writeString(file, "id\n5\n6\n");
        String from = " from '" + file + "' file_format csv with (header = true%s)";
        engine().execute("alter table t create branch work");
        SqlException failure =
                catchThrowableOfType(
                        SqlException.class,
                        () -> engine().execute("copy into t.branch_work" + from.formatted("")));
        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
        engine().execute("copy into t.branch_work" + from.formatted(", force = true"));
        engine().execute("copy into t" + from.formatted(""));
        engine().execute("truncate table t.branch_work");
        engine().execute("copy into t" + from.formatted(""));
        assertThat(ids(engine(), "t")).containsExactly("1", "2", "5", "6");
    }

    @Test
    void an_id_stages_what_is_written_to_a_branch_as_well() {
        engine().execute("alter table t create branch work");
        engine().execute("insert into t.branch_work values (7)");
        engine().with("wap_id", "audit-2").execute("insert into t.branch_work values (8)");
        assertThat(staged()).containsExactly("audit-2");
        assertThat(ids(engine(), "t.branch_work")).containsExactly("1", "2", "7");
    }

    @Test
    void the_branch_is_made_by_the_first_write_and_read_from_then_on() {
        TestEngine session = engine().with("wap_branch", "audit");
        assertThat(ids(session, "t")).containsExactly("1", "2");
        session.execute("delete from t where id = 1");
        assertThat(ids(session, "t")).containsExactly("2");
        session.execute("insert into t select id + 10 from t");
        session.execute("update t set id = id + 1 where id = 12");
        assertThat(ids(session, "t")).containsExactly("2", "13");
        assertThat(ids(session, "t.branch_audit")).containsExactly("2", "13");
        assertThat(ids(session, "t version as of 'main'")).containsExactly("1", "2");
        assertThat(ids(engine(), "t")).containsExactly("1", "2");
        session.execute("truncate table t");
        assertThat(ids(session, "t")).isEmpty();
        assertThat(ids(engine(), "t")).containsExactly("1", "2");
        assertThat(session.execute("select count(*) from t")).containsExactly(List.of("0"));
    }

    @Test
    void tables_that_do_not_ask_for_it_are_written_and_read_as_ever() {
        engine().execute("create table plain (id bigint)");
        engine().with("wap_branch", "audit").execute("insert into plain values (1)");
        engine().with("wap_id", "audit").execute("insert into plain values (2)");
        assertThat(ids(engine().with("wap_branch", "audit"), "plain")).containsExactly("1", "2");
        assertThat(ids(engine(), "plain")).containsExactly("1", "2");
    }

    @Test
    void what_contradicts_itself_is_refused() {
        TestEngine session = engine().with("wap_branch", "audit");
        refused(session.with("wap_id", "x"), "insert into t values (1)", "has both wap_id 'x'");
        engine().execute("alter table t create branch work");
        refused(session, "insert into t.branch_work values (1)", "reset wap_branch");
        engine().execute("alter table t create tag audit");
        refused(session, "delete from t", "is a tag");
        assertThat(ids(engine(), "t")).containsExactly("1", "2");
    }
}
