package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.util.Objects.requireNonNull;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.testkit.FailingFileIO;
import dev.tarn.testkit.FailingFileIO.Kind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Every step of a statement that touches a file fails once, one after the other: the statement
/// says so with a code, the table is as before, and no file is left that nobody refers to.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailingStepsTest {
    /// More than any of the statements has of one kind.
    private static final int MOST_STEPS = 10_000;

    private Path folder = Path.of("");
    private @Nullable FailingFileIO failing;
    private @Nullable TestLake opened;

    @BeforeAll
    void open(@TempDir Path directory) throws IOException {
        folder = directory;
        opened =
                TestLake.open(
                        folder.resolve("lake"),
                        io -> {
                            failing = new FailingFileIO(io);
                            return failing;
                        });
        Files.writeString(folder.resolve("rows.csv"), "id,name\n7,seven\n8,eight\n");
        execute("create table source (id bigint, name varchar)");
        execute("insert into source values (1, 'one'), (2, 'two'), (3, 'three')");
        execute("create table t (id bigint, name varchar)");
        execute("insert into t values (0, 'zero')");
        execute("create table parts (id bigint, name varchar) with (partitioning = array['name'])");
    }

    @AfterAll
    void close() {
        lake().close();
    }

    private TestLake lake() {
        return requireNonNull(opened);
    }

    private FailingFileIO io() {
        return requireNonNull(failing);
    }

    private List<List<@Nullable Object>> execute(String sql) {
        return lake().execute(sql);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void insert_of_values(Kind kind) {
        failEachStep(kind, "insert into t values (4, 'four'), (5, 'five')", "t");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void insert_that_keeps_rows_aside(Kind kind) {
        execute(
                "create table if not exists kept (id bigint, name varchar, expect named (name <>"
                        + " '') on violation quarantine)");
        failEachStep(kind, "insert into kept values (1, 'one'), (2, '')", "kept");
        assertThat(lake().count("select count(*) from kept.rejected_rows"))
                .isEqualTo(lake().count("select count(*) from kept"));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void insert_of_a_query_into_partitions(Kind kind) {
        failEachStep(kind, "insert into parts select * from source", "parts");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void create_table_as(Kind kind) {
        failEachStep(kind, "create table made as select * from source", "made");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void copy_into(Kind kind) {
        String files = "from '" + folder.resolve("rows.csv") + "'";
        failEachStep(kind, "copy into t " + files + " force = true", "t");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void copy_into_that_adds_a_column_adds_it_with_the_rows_or_not_at_all(Kind kind)
            throws IOException {
        Files.writeString(folder.resolve("more.csv"), "id,more\n7,1\n");
        String copy =
                "copy into wider from '%s' merge_schema = true"
                        .formatted(folder.resolve("more.csv"));
        for (int step = 1; step <= MOST_STEPS; step = next(step)) {
            execute("create table wider (id bigint, name varchar)");
            long done = io().count(kind);
            io().failAt(kind, step);
            SqlException failure = catchThrowableOfType(SqlException.class, () -> execute(copy));
            boolean reached = io().count(kind) - done >= step;
            io().failAt(kind, Integer.MAX_VALUE);
            int columns =
                    lake().catalog().loadTable(TestLake.table("wider")).schema().columns().size();
            assertThat(columns).as("%s %d", kind, step).isEqualTo(2 + rows("wider").size());
            execute(copy);
            assertThat(execute("select id, more from wider"))
                    .as("%s %d, then again", kind, step)
                    .isEqualTo(List.of(List.of(7L, 1L)));
            execute("drop table wider");
            if (failure == null && !reached) {
                return;
            }
        }
        throw new AssertionError("There is no end of steps");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void copy_into_tried_until_it_says_that_it_is_done_adds_each_row_once(Kind kind) {
        String copy = "copy into once from '" + folder.resolve("rows.csv") + "'";
        for (int step = 1; step <= MOST_STEPS; step = next(step)) {
            execute("create table once (id bigint, name varchar)");
            long done = io().count(kind);
            io().failAt(kind, step);
            SqlException failure = catchThrowableOfType(SqlException.class, () -> execute(copy));
            boolean reached = io().count(kind) - done >= step;
            io().failAt(kind, Integer.MAX_VALUE);
            execute(copy);
            assertThat(execute("select id from once order by id"))
                    .as("%s %d, then again", kind, step)
                    .isEqualTo(List.of(List.of(7L), List.of(8L)));
            execute("drop table once");
            if (failure == null && !reached) {
                return;
            }
        }
        throw new AssertionError("There is no end of steps");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void rows_sent_until_they_are_answered_are_there_once(Kind kind) {
        String row = "{\"id\":7,\"name\":\"seven\"}";
        for (int step = 1; step <= MOST_STEPS; step = next(step)) {
            execute("create table sent (id bigint, name varchar)");
            long done = io().count(kind);
            io().failAt(kind, step);
            SqlException failure =
                    catchThrowableOfType(SqlException.class, () -> lake().send("sent", row, "k"));
            boolean reached = io().count(kind) - done >= step;
            io().failAt(kind, Integer.MAX_VALUE);
            lake().send("sent", row, "k");
            assertThat(rows("sent")).as("%s %d, then again", kind, step).hasSize(1);
            execute("drop table sent");
            if (failure == null && !reached) {
                return;
            }
        }
        throw new AssertionError("There is no end of steps");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void transactions_change_both_tables_or_none(Kind kind) {
        for (int step = 1; step <= MOST_STEPS; step = next(step)) {
            execute("create table a (id bigint, name varchar)");
            execute("create table b (id bigint, name varchar)");
            execute("insert into b values (1, 'one')");
            long done = io().count(kind);
            io().failAt(kind, step);
            SqlException failure = catchThrowableOfType(SqlException.class, this::runTransaction);
            boolean reached = io().count(kind) - done >= step;
            io().failAt(kind, Integer.MAX_VALUE);
            String told = "%s %d: %s".formatted(kind, step, failure);
            boolean isDone = rows("a").size() == 1;
            assertThat(execute("select name from b"))
                    .as(told)
                    .isEqualTo(List.of(List.of(isDone ? "changed" : "one")));
            assertThat(isDone).as(told).isEqualTo(failure == null);
            execute("drop table a");
            execute("drop table b");
            if (failure == null && !reached) {
                return;
            }
        }
        throw new AssertionError("There is no end of steps");
    }

    private void runTransaction() {
        TestLake.Client client = lake().client();
        client.execute("begin");
        try {
            client.execute("insert into a values (2, 'two')");
            client.execute("update b set name = 'changed'");
        } catch (SqlException failed) {
            client.execute("rollback");
            throw failed;
        }
        client.execute("commit");
    }

    private void failEachStep(Kind kind, String sql, String table) {
        for (int step = 1; step <= MOST_STEPS; step = next(step)) {
            List<List<@Nullable Object>> before = rows(table);
            Set<Path> files = lake().files();
            long done = io().count(kind);
            io().failAt(kind, step);
            SqlException failure = catchThrowableOfType(SqlException.class, () -> execute(sql));
            boolean reached = io().count(kind) - done >= step;
            io().failAt(kind, Integer.MAX_VALUE);
            if (failure == null) {
                assertThat(rows(table)).as("%s %d", kind, step).hasSizeGreaterThan(before.size());
                if (table.equals("made")) {
                    execute("drop table made");
                }
                if (!reached) {
                    return;
                }
                continue;
            }
            check(kind + " " + step + " of " + sql, failure, table, before, files);
        }
        throw new AssertionError("There is no end of steps");
    }

    /// Every step at first; later on the bytes of a file's footer, of which some will do.
    private static int next(int step) {
        return step < 16 ? step + 1 : step + step / 3;
    }

    private void check(
            String step,
            SqlException failure,
            String table,
            List<List<@Nullable Object>> before,
            Set<Path> files) {
        assertThat(failure.code().kind()).as(step).isEqualTo(ErrorCode.Kind.EXTERNAL);
        assertThat(failure.getMessage()).as(step).contains("Injected");
        assertThat(rows(table)).as(step).isEqualTo(before);
        if (failure.code() != ErrorCode.COMMIT_STATE_UNKNOWN) {
            List<Path> left = new ArrayList<>(lake().files());
            left.removeAll(files);
            // Iceberg leaves manifests to the removal of orphans where it cannot tell.
            left.removeIf(path -> path.toString().matches(".*/metadata/[^/]*\\.avro(\\.[^/]*)?"));
            assertThat(left).as("left by " + step).isEmpty();
        }
    }

    /// The rows in order; none where there is no such table.
    private List<List<@Nullable Object>> rows(String table) {
        if (!lake().catalog().tableExists(TestLake.table(table))) {
            return List.of();
        }
        return execute("select * from " + table + " order by id");
    }
}
