package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.util.Objects.requireNonNull;

import dev.tarn.catalog.local.LocalCatalog;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Another writer comes between the planning of a statement and its commit: what is safe lands, the
/// rest is refused and leaves nothing.
class OtherWritersTest {
    private static final TableIdentifier T = TestLake.table("t");
    private static final Schema SAME =
            new Schema(
                    NestedField.optional(1, "id", Types.LongType.get()),
                    NestedField.optional(2, "name", Types.StringType.get()));
    private static final Schema OTHER =
            new Schema(
                    NestedField.optional(1, "id", Types.StringType.get()),
                    NestedField.optional(2, "amount", Types.LongType.get()));

    @TempDir private Path folder = Path.of("");
    private @Nullable HookedLake opened;

    @BeforeEach
    void open() throws IOException {
        opened = HookedLake.open(folder.resolve("lake"));
        Files.writeString(folder.resolve("rows.csv"), "id,name\n7,seven\n8,eight\n");
        lake().execute("create table t (id bigint, name varchar)");
    }

    @AfterEach
    void close() {
        lake().close();
    }

    private TestLake lake() {
        return requireNonNull(opened).lake();
    }

    private LocalCatalog catalog() {
        return lake().catalog();
    }

    private void meanwhile(Runnable action) {
        requireNonNull(opened).files().beforeNextDataFile(action);
    }

    private String sql(String statement) {
        return statement.equals("copy")
                ? "copy into t from '" + folder.resolve("rows.csv") + "'"
                : "insert into t values (1, 'one')";
    }

    /// COPY INTO is planned again, for the columns that there are then.
    private static ErrorCode refusal(String statement) {
        return statement.equals("copy")
                ? ErrorCode.COLUMN_NOT_FOUND
                : ErrorCode.TRANSACTION_CONFLICT;
    }

    /// Runs the statement, which must be refused and leave neither rows nor files.
    private SqlException refused(String sql, String table) {
        SqlException failure = catchThrowableOfType(SqlException.class, () -> lake().execute(sql));
        assertThat(failure).as(sql).isNotNull();
        assertThat(failure.getMessage()).contains("main." + table);
        List<Path> data = new ArrayList<>(lake().files());
        data.removeIf(path -> !path.toString().contains("/data/"));
        assertThat(data).isEmpty();
        return failure;
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "copy"})
    void table_dropped_and_created_with_other_columns_gets_no_rows(String statement) {
        meanwhile(() -> {
            catalog().dropTable(T);
            catalog().createTable(T, OTHER);
        });
        SqlException failure = refused(sql(statement), "t");
        assertThat(failure.code()).isEqualTo(refusal(statement));
        assertThat(lake().execute("select * from t")).isEmpty();
        assertThat(catalog().loadTable(T).currentSnapshot()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into t (id) values (1)",
                "alter table t add column other bigint",
                "alter table t add column extra double",
                "copy"
            })
    void load_that_adds_columns_lands_once_beside_another_writer(String other) throws IOException {
        Files.writeString(folder.resolve("more.csv"), "id,extra\n9,1.5\n");
        String copy = "copy into t from '" + folder.resolve("more.csv") + "' merge_schema = true";
        meanwhile(() -> lake().execute(other.equals("copy") ? copy : other));
        lake().execute(copy);
        assertThat(lake().execute("select id, extra from t where id = 9"))
                .isEqualTo(List.of(List.of(9L, 1.5)));
        assertThat(catalog().loadTable(T).schema().columns())
                .extracting(NestedField::name)
                .contains("extra")
                .doesNotHaveDuplicates();
    }

    @Test
    void rows_with_one_key_sent_to_two_servers_at_once_are_there_once() {
        String rows = "{\"id\":1,\"name\":\"one\"}";
        meanwhile(() -> assertThat(lake().send("t", rows, "k").replayed()).isFalse());
        assertThat(lake().send("t", rows, "k").replayed()).isTrue();
        assertThat(lake().execute("select id from t")).isEqualTo(List.of(List.of(1L)));
    }

    @Test
    void rows_that_are_sent_go_beside_those_of_others_and_into_columns_that_change() {
        meanwhile(() -> lake().execute("insert into t values (2, 'two')"));
        lake().send("t", "{\"id\":1}", "a");
        meanwhile(() -> lake().execute("alter table t add column more bigint"));
        lake().send("t", "{\"id\":3,\"more\":4}", "b");
        assertThat(lake().execute("select id, more from t order by id"))
                .isEqualTo(
                        List.of(Arrays.asList(1L, null), Arrays.asList(2L, null), List.of(3L, 4L)));
    }

    @Test
    void table_dropped_and_created_with_the_same_columns_is_another_table() {
        meanwhile(() -> {
            catalog().dropTable(T);
            catalog().createTable(T, SAME);
        });
        SqlException failure = refused(sql("insert"), "t");
        assertThat(failure.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        assertThat(failure).hasMessageContaining("dropped and created anew by another writer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "copy"})
    void table_replaced_by_one_of_other_columns_gets_no_rows(String statement) {
        meanwhile(() -> catalog().buildTable(T, OTHER).replaceTransaction().commitTransaction());
        SqlException failure = refused(sql(statement), "t");
        assertThat(failure.code()).isEqualTo(refusal(statement));
        assertThat(lake().execute("select amount from t")).isEmpty();
    }

    @Test
    void table_with_rows_replaced_by_a_query_keeps_what_it_was_replaced_by() {
        lake().execute("insert into t values (0, 'zero')");
        meanwhile(() -> lake().execute("create or replace table t as select 'x' as id, 5 as n"));
        SqlException failure =
                catchThrowableOfType(SqlException.class, () -> lake().execute(sql("insert")));
        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        assertThat(lake().execute("select * from t")).containsExactly(List.of("x", 5));
    }

    @Test
    void table_that_is_gone_is_said_to_be_gone() {
        meanwhile(() -> catalog().dropTable(T));
        assertThat(refused(sql("insert"), "t").code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND);
    }

    @Test
    void table_that_got_a_column_meanwhile_asks_for_another_try() {
        meanwhile(() ->
                catalog()
                        .loadTable(T)
                        .updateSchema()
                        .addColumn("more", Types.LongType.get())
                        .commit());
        assertThat(refused(sql("insert"), "t").code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        lake().execute("insert into t values (1, 'one', 2)");
        assertThat(lake().execute("select * from t")).containsExactly(List.of(1L, "one", 2L));
    }

    @Test
    void rows_and_properties_of_others_do_not_stand_in_the_way() {
        meanwhile(() -> {
            lake().execute("insert into t values (2, 'two')");
            catalog().loadTable(T).updateProperties().set("owner", "them").commit();
        });
        lake().execute(sql("insert"));
        assertThat(lake().execute("select id from t order by id"))
                .containsExactly(List.of(1L), List.of(2L));
    }

    @Test
    void create_table_as_under_a_name_taken_meanwhile_is_refused() {
        Set<Path> before = lake().files();
        meanwhile(() -> catalog().createTable(TestLake.table("made"), OTHER));
        SqlException failure = refused("create table made as select 1 as a", "made");
        assertThat(failure.code()).isIn(ErrorCode.TRANSACTION_CONFLICT, ErrorCode.ALREADY_EXISTS);
        assertThat(lake().execute("select * from made")).isEmpty();
        assertThat(before).isSubsetOf(lake().files());
    }

    /// Files loaded, files known, rows loaded.
    private String copy(String files) {
        List<@Nullable Object> row =
                lake().execute("copy into t from '" + folder.resolve(files) + "'").getFirst();
        return row.get(0) + " " + row.get(1) + " " + row.get(3);
    }

    @Test
    void load_of_other_files_meanwhile_is_kept_and_known() throws IOException {
        Files.writeString(folder.resolve("others.csv"), "id,name\n9,nine\n");
        meanwhile(() -> copy("others.csv"));
        assertThat(copy("rows.csv")).isEqualTo("1 0 2");
        assertThat(copy("*.csv")).isEqualTo("0 2 0");
        assertThat(lake().execute("select id from t order by id"))
                .containsExactly(List.of(7L), List.of(8L), List.of(9L));
    }

    @Test
    void load_meanwhile_that_replaces_the_history_which_was_read_is_kept_and_known()
            throws IOException {
        Files.writeString(folder.resolve("first.csv"), "id,name\n6,six\n");
        Files.writeString(folder.resolve("others.csv"), "id,name\n9,nine\n");
        copy("first.csv");
        meanwhile(() -> copy("others.csv"));
        assertThat(copy("rows.csv")).isEqualTo("1 0 2");
        assertThat(copy("*.csv")).isEqualTo("0 3 0");
        assertThat(lake().execute("select count(*) from t.loaded_files"))
                .isEqualTo(List.of(List.of(3L)));
    }

    @Test
    void load_of_the_same_file_meanwhile_leaves_only_the_others_to_load() throws IOException {
        Files.writeString(folder.resolve("others.csv"), "id,name\n9,nine\n");
        meanwhile(() -> copy("others.csv"));
        assertThat(copy("*.csv")).isEqualTo("1 1 2");
        assertThat(lake().execute("select id from t order by id"))
                .containsExactly(List.of(7L), List.of(8L), List.of(9L));
    }

    @Test
    void loads_of_one_directory_at_once_load_each_file_once()
            throws IOException, InterruptedException, ExecutionException {
        try (ExecutorService writers = Executors.newFixedThreadPool(3)) {
            for (int round = 0; round < 4; round++) {
                for (int file = 0; file < 3; file++) {
                    String name = "in-" + round + "-" + file + ".csv";
                    Files.writeString(
                            folder.resolve(name), "id,name\n" + (round * 3 + file) + ",x\n");
                }
                List<Future<String>> loads = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    loads.add(writers.submit(() -> copy("in-*.csv")));
                }
                for (Future<String> load : loads) {
                    load.get();
                }
            }
        }
        assertThat(lake().execute("select count(*), count(distinct id) from t"))
                .isEqualTo(List.of(List.of(12L, 12L)));
    }

    @Test
    void two_inserts_at_once_both_land() throws InterruptedException, ExecutionException {
        try (ExecutorService writers = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 5; round++) {
                String sql = "insert into t values (" + round + ", 'a'), (" + round + ", 'b')";
                Future<?> one = writers.submit(() -> lake().execute(sql));
                Future<?> two = writers.submit(() -> lake().execute(sql));
                one.get();
                two.get();
            }
        }
        assertThat(lake().execute("select id, count(*) from t group by id order by id"))
                .isEqualTo(
                        List.of(
                                List.of(0L, 4L),
                                List.of(1L, 4L),
                                List.of(2L, 4L),
                                List.of(3L, 4L),
                                List.of(4L, 4L)));
    }
}
