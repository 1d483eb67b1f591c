package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.util.Objects.requireNonNull;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.iceberg.BaseTable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// `CALL system.…`, through the engine and the catalog.
class ProceduresTest {
    @TempDir private Path folder = Path.of("");
    private @Nullable TestLake opened;

    @BeforeEach
    void open() {
        opened = TestLake.open(folder.resolve("lake"));
        execute("create table t (id bigint)");
        execute("insert into t values (1)");
        execute("insert into t values (2), (3)");
    }

    @AfterEach
    void close() {
        requireNonNull(opened).close();
    }

    private List<List<@Nullable Object>> execute(String sql) {
        return requireNonNull(opened).execute(sql);
    }

    private SqlException refused(String sql) {
        SqlException failure = catchThrowableOfType(SqlException.class, () -> execute(sql));
        assertThat(failure).as(sql).isNotNull();
        return failure;
    }

    private void refused(String sql, ErrorCode code, String message) {
        SqlException failure = refused(sql);
        assertThat(failure).as(sql).hasMessageContaining(message);
        assertThat(failure.code()).as(sql).isEqualTo(code);
    }

    /// Snapshots of t, oldest first.
    private List<Long> snapshots() {
        return execute("select snapshot_id from \"t$snapshots\" order by committed_at").stream()
                .map(row -> (Long) requireNonNull(row.getFirst()))
                .toList();
    }

    private String metadataFile() {
        BaseTable table =
                (BaseTable) requireNonNull(opened).catalog().loadTable(TestLake.table("t"));
        return table.operations().current().metadataFileLocation();
    }

    @Test
    void rollback_goes_back_to_an_ancestor_and_says_from_where() {
        List<Long> snapshots = snapshots();
        assertThat(execute("call system.rollback_to_snapshot('main.t', " + snapshots.get(0) + ")"))
                .containsExactly(List.of(snapshots.get(1), snapshots.get(0)));
        assertThat(execute("select * from t")).containsExactly(List.of(1L));
    }

    @Test
    void rollback_refuses_what_is_no_ancestor() {
        List<Long> snapshots = snapshots();
        execute("call system.rollback_to_snapshot('t', " + snapshots.get(0) + ")");
        refused(
                "call system.rollback_to_snapshot('t', " + snapshots.get(1) + ")",
                ErrorCode.INVALID_ARGUMENTS,
                "not an ancestor");
        assertThat(execute("select * from t")).containsExactly(List.of(1L));
    }

    @Test
    void current_snapshot_is_set_to_any_snapshot_of_the_table() {
        List<Long> snapshots = snapshots();
        String back = "call system.set_current_snapshot(table => 't', snapshot_id => %d)";
        assertThat(execute(back.formatted(snapshots.get(0))))
                .containsExactly(List.of(snapshots.get(1), snapshots.get(0)));
        assertThat(execute("select count(*) from t")).containsExactly(List.of(1L));
        assertThat(execute(back.formatted(snapshots.get(1))))
                .containsExactly(List.of(snapshots.get(0), snapshots.get(1)));
        assertThat(execute("select count(*) from t")).containsExactly(List.of(3L));
    }

    @Test
    void current_snapshot_is_set_to_a_branch_or_tag() {
        List<Long> snapshots = snapshots();
        execute("alter table t create tag old as of version " + snapshots.get(0));
        assertThat(execute("call system.set_current_snapshot(table => 't', ref => 'old')"))
                .containsExactly(List.of(snapshots.get(1), snapshots.get(0)));
        refused(
                "call system.set_current_snapshot(table => 't', ref => 'owd')",
                ErrorCode.NOT_FOUND,
                "does not have a branch or tag 'owd'; did you mean old");
        String either = "takes either the argument 'snapshot_id' or 'ref'";
        refused("call system.set_current_snapshot('t')", ErrorCode.INVALID_ARGUMENTS, either);
        refused(
                "call system.set_current_snapshot('t', %d, 'old')".formatted(snapshots.get(0)),
                ErrorCode.INVALID_ARGUMENTS,
                either);
    }

    @Test
    void rollback_goes_back_to_what_was_before_a_point_in_time() {
        List<Long> snapshots = snapshots();
        long second =
                requireNonNull(opened)
                        .catalog()
                        .loadTable(TestLake.table("t"))
                        .currentSnapshot()
                        .timestampMillis();
        String at = Instant.ofEpochMilli(second).toString().replace('T', ' ').replace("Z", "");
        assertThat(execute("call system.rollback_to_timestamp('t', timestamp '" + at + "')"))
                .containsExactly(List.of(snapshots.get(1), snapshots.get(0)));
        execute("call system.set_current_snapshot('t', " + snapshots.get(1) + ")");
        assertThat(
                        execute(
                                "call system.rollback_to_timestamp(timestamp => timestamp '%s UTC', table => 't')"
                                        .formatted(at)))
                .containsExactly(List.of(snapshots.get(1), snapshots.get(0)));
        refused(
                "call system.rollback_to_timestamp('t', timestamp '2001-01-01 00:00:00')",
                ErrorCode.INVALID_ARGUMENTS,
                "no valid snapshot older than");
        refused(
                "call system.rollback_to_timestamp('t', true)",
                ErrorCode.TYPE_MISMATCH,
                "cannot convert value of type BOOLEAN");
    }

    @Test
    void cherrypick_applies_a_snapshot_that_is_on_no_branch() {
        List<Long> snapshots = snapshots();
        execute("call system.rollback_to_snapshot('t', " + snapshots.get(0) + ")");
        execute("insert into t values (9)");
        List<List<@Nullable Object>> picked =
                execute("call system.cherrypick_snapshot('t', " + snapshots.get(1) + ")");
        long current =
                requireNonNull(opened)
                        .catalog()
                        .loadTable(TestLake.table("t"))
                        .currentSnapshot()
                        .snapshotId();
        assertThat(picked).containsExactly(List.of(snapshots.get(1), current));
        assertThat(execute("select id from t order by id"))
                .containsExactly(List.of(1L), List.of(2L), List.of(3L), List.of(9L));
        refused(
                "call system.cherrypick_snapshot('t', " + snapshots.get(0) + ")",
                ErrorCode.INVALID_ARGUMENTS,
                "already an ancestor");
        refused(
                "call system.cherrypick_snapshot('t', 42)",
                ErrorCode.NOT_FOUND,
                "does not have a snapshot 42");
    }

    @Test
    void fast_forward_moves_a_branch_to_what_came_after_it() {
        long before = snapshots().getLast();
        execute("alter table t create branch audit");
        execute("insert into t.branch_audit values (7)");
        long after = snapshots().getLast();
        assertThat(execute("call system.fast_forward('t', 'main', 'audit')"))
                .containsExactly(List.of("main", before, after));
        assertThat(execute("select count(*) from t")).containsExactly(List.of(4L));
        assertThat(
                        execute(
                                "call system.fast_forward(table => 't', branch => 'made', to =>"
                                        + " 'main')"))
                .containsExactly(Arrays.asList("made", null, after));
        execute("insert into t values (8)");
        execute("insert into t.branch_audit values (9)");
        refused(
                "call system.fast_forward('t', 'main', 'audit')",
                ErrorCode.INVALID_ARGUMENTS,
                "not an ancestor");
        refused(
                "call system.fast_forward('t', 'main', 'audits')",
                ErrorCode.NOT_FOUND,
                "does not have a branch or tag 'audits'; did you mean audit");
    }

    @Test
    void ancestors_are_told_newest_first() {
        List<Long> snapshots = snapshots();
        assertThat(execute("call system.ancestors_of('t')"))
                .extracting(row -> row.getFirst())
                .containsExactly(snapshots.get(1), snapshots.get(0));
        long millis =
                requireNonNull(opened)
                        .catalog()
                        .loadTable(TestLake.table("t"))
                        .snapshot(snapshots.get(0))
                        .timestampMillis();
        assertThat(execute("call system.ancestors_of('t', " + snapshots.get(0) + ")"))
                .containsExactly(List.of(snapshots.get(0), millis));
        execute("create table empty (id bigint)");
        assertThat(execute("call system.ancestors_of('empty')")).isEmpty();
        refused("call system.ancestors_of('t', 42)", ErrorCode.NOT_FOUND, "a snapshot 42");
    }

    @Test
    void table_is_unregistered_and_its_files_stay() {
        String file = metadataFile();
        assertThat(
                        execute(
                                "call system.unregister_table(schema_name => 'main', table_name =>"
                                        + " 'T')"))
                .isEmpty();
        refused("select * from t", ErrorCode.TABLE_NOT_FOUND, "main.t");
        execute("call system.register_table('t', '" + file + "')");
        assertThat(execute("select count(*) from t")).containsExactly(List.of(3L));
        refused(
                "call system.unregister_table('main', 'nothing')",
                ErrorCode.TABLE_NOT_FOUND,
                "main.nothing");
    }

    @Test
    void procedures_are_called_on_tables_by_alter_table() {
        List<Long> snapshots = snapshots();
        execute("create schema \"a.b\"");
        execute("create table \"a.b\".\"x y\" as select 1 as n");
        for (String table : List.of("t", "main.t", "lake.main.t")) {
            assertThat(
                            execute(
                                    "alter table %s execute rollback_to_snapshot(snapshot_id => %d)"
                                            .formatted(table, snapshots.get(0))))
                    .containsExactly(List.of(snapshots.get(1), snapshots.get(0)));
            execute(
                    "alter table %s execute set_current_snapshot(%d)"
                            .formatted(table, snapshots.get(1)));
        }
        assertThat(execute("alter table \"a.b\".\"x y\" execute ancestors_of")).hasSize(1);
        refused(
                "alter table t execute rollback_to_snapshot(%d) where id = 1"
                        .formatted(snapshots.get(0)),
                ErrorCode.INVALID_ARGUMENTS,
                "takes no WHERE");
        refused(
                "alter table t execute unregister_table('main')",
                ErrorCode.INVALID_ARGUMENTS,
                "has no argument 'table'");
        refused(
                "alter table t execute rollback_to_snapshot",
                ErrorCode.INVALID_ARGUMENTS,
                "needs the argument 'snapshot_id'");
        refused(
                "alter table t execute optimise where id > 1",
                ErrorCode.NOT_FOUND,
                "Procedure system.optimise does not exist");
        refused(
                "alter table nothing execute ancestors_of",
                ErrorCode.TABLE_NOT_FOUND,
                "main.nothing");
    }

    @Test
    void table_is_registered_from_its_metadata_file_and_can_be_written() {
        String file = metadataFile();
        long current = snapshots().getLast();
        requireNonNull(opened).catalog().dropTable(TestLake.table("t"), false);
        assertThat(execute("call system.register_table('again', '" + file + "')"))
                .containsExactly(List.of(current, 3L, 2L));
        execute("insert into again values (4)");
        assertThat(execute("select count(*) from again")).containsExactly(List.of(4L));
    }

    @Test
    void table_without_a_snapshot_is_registered_with_nulls() {
        execute("create table empty (id bigint)");
        BaseTable table =
                (BaseTable) requireNonNull(opened).catalog().loadTable(TestLake.table("empty"));
        String file = table.operations().current().metadataFileLocation();
        requireNonNull(opened).catalog().dropTable(TestLake.table("empty"), false);
        assertThat(execute("call register_table('main.empty2', '" + file + "')"))
                .containsExactly(Arrays.asList(null, null, null));
        assertThat(execute("select * from empty2")).isEmpty();
    }

    @Test
    void register_refuses_a_taken_name_a_missing_file_and_what_is_no_metadata() {
        String file = metadataFile();
        refused(
                "call system.register_table('t', '" + file + "')",
                ErrorCode.ALREADY_EXISTS,
                "main.t");
        refused(
                "call system.register_table('u', '" + file + ".gone')",
                ErrorCode.NOT_FOUND,
                ".gone");
        execute("insert into t values (9)");
        String data =
                String.valueOf(execute("select file_path from \"t$files\"").getFirst().getFirst());
        SqlException failure = refused("call system.register_table('u', '" + data + "')");
        assertThat(failure).hasMessageContaining(data);
        assertThat(failure.code().kind()).isEqualTo(ErrorCode.Kind.USER);
        refused("select * from u", ErrorCode.TABLE_NOT_FOUND, "u");
    }

    @Test
    void unknown_snapshot_is_refused_and_changes_nothing() {
        for (String procedure : List.of("rollback_to_snapshot", "set_current_snapshot")) {
            refused(
                    "call system." + procedure + "('t', 42)",
                    ErrorCode.NOT_FOUND,
                    "does not have a snapshot 42");
        }
        assertThat(execute("select count(*) from t")).containsExactly(List.of(3L));
    }

    @Test
    void unknown_table_is_refused() {
        refused(
                "call system.rollback_to_snapshot('main.tt', 1)",
                ErrorCode.TABLE_NOT_FOUND,
                "main.tt");
    }

    @Test
    void unknown_procedure_is_refused_with_the_nearest_name_and_its_place() {
        SqlException failure = refused("call system.rolback_to_snapshot('t', 1)");
        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failure).hasMessageContaining("did you mean rollback_to_snapshot?");
        assertThat(failure.position()).isNotNull();
    }

    @Test
    void arguments_are_checked_by_number_name_and_type() {
        String call = "call system.rollback_to_snapshot";
        refused(call + "('t')", ErrorCode.INVALID_ARGUMENTS, "needs the argument 'snapshot_id'");
        refused(call + "()", ErrorCode.INVALID_ARGUMENTS, "needs the argument 'table'");
        refused(call + "('t', 1, 2)", ErrorCode.INVALID_ARGUMENTS, "takes at most 2 arguments");
        refused(
                call + "('t', 'x')",
                ErrorCode.INVALID_ARGUMENTS,
                "Argument 'snapshot_id' must be bigint, not varchar");
        refused(call + "('t', 1.5)", ErrorCode.INVALID_ARGUMENTS, "must be bigint");
        refused(call + "(7, 1)", ErrorCode.INVALID_ARGUMENTS, "'table' must be varchar");
        refused(
                call + "(table => 't', snapshot => 1)",
                ErrorCode.INVALID_ARGUMENTS,
                "has no argument 'snapshot'");
        refused(
                call + "('t', table => 't', snapshot_id => 1)",
                ErrorCode.INVALID_ARGUMENTS,
                "twice");
    }
}
