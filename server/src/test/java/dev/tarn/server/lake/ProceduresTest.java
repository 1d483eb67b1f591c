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
