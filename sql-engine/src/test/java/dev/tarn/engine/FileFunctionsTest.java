package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// `read_csv` and its like in FROM, and which columns of several files are which.
class FileFunctionsTest {
    @TempDir private Path folder = Path.of("");
    private TestEngine engine = TestEngine.inMemory(2048, 2);

    @BeforeEach
    void write() throws IOException {
        write("a.csv", "id,name,day\n1,one,2020-01-01\n2,two,2020-01-02\n");
        write("b.csv", "NAME,day,id\nthree,2020-01-03,3\n");
        write("a.json", "{\"id\":1,\"at\":{\"x\":5}}\n{\"id\":2,\"tags\":[\"a\",\"b\"]}\n");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /// `sql` with the folder for `%`.
    private List<List<@Nullable String>> rows(String sql) {
        return engine.execute(sql.replace("%", folder + "/"));
    }

    private SqlException refused(String sql) {
        return catchThrowableOfType(SqlException.class, () -> rows(sql));
    }

    @Test
    void csv_has_the_columns_of_its_header_and_the_types_of_its_values() {
        List<List<String>> expected =
                List.of(List.of("1", "one", "2020-01-01"), List.of("2", "two", "2020-01-02"));
        assertThat(rows("select * from read_csv('%a.csv')")).isEqualTo(expected);
        assertThat(rows("select * from table(read_csv('%a.csv'))")).isEqualTo(expected);
        assertThat(
                        rows(
                                "select f.id + 1, date_add('day', 1, day) from read_csv('%a.csv')"
                                        + " as f where name = 'two'"))
                .isEqualTo(List.of(List.of("3", "2020-01-03")));
        assertThat(rows("select read_csv.id from read_csv('%a.csv') limit 1"))
                .isEqualTo(List.of(List.of("1")));
    }

    @Test
    void columns_of_several_files_are_found_by_name_in_any_order_and_case() {
        assertThat(rows("select id, name, day from read_csv('%*.csv') order by id"))
                .isEqualTo(
                        List.of(
                                List.of("1", "one", "2020-01-01"),
                                List.of("2", "two", "2020-01-02"),
                                List.of("3", "three", "2020-01-03")));
        assertThat(rows("select count(*), max(day) from read_csv('%*.csv')"))
                .isEqualTo(List.of(List.of("3", "2020-01-03")));
    }

    @Test
    void no_column_or_one_or_the_same_one_twice_can_be_asked_for() {
        for (String file : List.of("read_csv('%a.csv')", "read_json('%a.json')")) {
            assertThat(rows("select count(*) from " + file)).isEqualTo(List.of(List.of("2")));
            assertThat(rows("select id, id from " + file + " where id = 2"))
                    .isEqualTo(List.of(List.of("2", "2")));
            assertThat(rows("select 7 from " + file + " where id < 2"))
                    .isEqualTo(List.of(List.of("7")));
        }
    }

    @Test
    void options_are_named_arguments() throws IOException {
        write("odd.txt", "1;-;x\n2;b;y\n");
        assertThat(
                        rows(
                                "select column2, column1 from read_csv('%odd.txt', header => false,"
                                        + " delimiter => ';', \"null\" => '-') order by column1"))
                .isEqualTo(List.of(Arrays.asList(null, "1"), List.of("b", "2")));
        assertThat(rows("select count(*) from read_csv('%odd.txt', header => false, sep => ';')"))
                .isEqualTo(List.of(List.of("2")));
        assertThat(refused("select * from read_csv('%a.csv', headr => true)"))
                .hasMessageContaining("CSV option [headr] is not known");
    }

    @Test
    void json_has_structs_and_lists() {
        assertThat(
                        rows(
                                "select id, at.x, cardinality(tags) from read_json('%a.json') f"
                                        + " order by id"))
                .isEqualTo(List.of(Arrays.asList("1", "5", null), Arrays.asList("2", null, "2")));
    }

    @Test
    void parquet_columns_are_found_by_name_in_each_file() {
        try (DuckDb duck = DuckDb.open()) {
            duck.execute(copy("1::bigint as a, 10::bigint as b", "a.parquet"));
            duck.execute(copy("20::bigint as b, 2::bigint as a", "b.parquet"));
            duck.execute(copy("3::bigint as a", "c.parquet"));
            duck.execute(copy("'x' as a, 10::bigint as b", "d.parquet"));
        }
        assertThat(rows("select a, b from read_parquet('%{a,b}.parquet') order by a"))
                .isEqualTo(List.of(List.of("1", "10"), List.of("2", "20")));
        assertThat(rows("select sum(b) from read_parquet('%{a,b}.parquet') where a = 2"))
                .isEqualTo(List.of(List.of("20")));
        assertThat(refused("select * from read_parquet('%{a,c}.parquet')"))
                .hasMessageContaining(
                        "c.parquet: it has the columns [a], and the first file has [a, b]");
        assertThat(refused("select * from read_parquet('%{a,d}.parquet')"))
                .hasMessageContaining("its column a is string, and long is wanted");
        assertThat(refused("select * from read_parquet('%a.parquet', header => true)"))
                .hasMessage("PARQUET takes no options, but there is [header]");
        rows("create table t (b bigint, a bigint)");
        rows("copy into t from '%{a,b}.parquet'");
        assertThat(rows("select a, b from t order by a"))
                .isEqualTo(List.of(List.of("1", "10"), List.of("2", "20")));
    }

    private String copy(String columns, String file) {
        return "copy (select %s) to '%s' (format parquet)".formatted(columns, folder.resolve(file));
    }

    @Test
    void copy_into_finds_columns_of_each_file_by_name() throws IOException {
        rows("create table t (name varchar, id bigint, day date, more varchar)");
        rows("copy into t from '%*.csv'");
        assertThat(rows("select id, name, day, more from t order by id"))
                .isEqualTo(
                        List.of(
                                Arrays.asList("1", "one", "2020-01-01", null),
                                Arrays.asList("2", "two", "2020-01-02", null),
                                Arrays.asList("3", "three", "2020-01-03", null)));
        write("c.csv", "id,name,day,more\n4,four,2020-01-04,extra\n");
        assertThat(refused("copy into t from '%{a,c}.csv' force = true"))
                .hasMessageContaining("c.csv: it has the columns [id, name, day, more]");
        rows("copy into t from '%c.csv'");
        assertThat(rows("select more from t where id = 4")).isEqualTo(List.of(List.of("extra")));
    }

    @Test
    void copy_into_with_columns_names_those_of_the_file_one_after_another() {
        rows("create table t (x bigint, y varchar, z date)");
        rows("copy into t (x, y, z) from '%a.csv'");
        assertThat(rows("select x, y, z from t order by x"))
                .isEqualTo(
                        List.of(
                                List.of("1", "one", "2020-01-01"),
                                List.of("2", "two", "2020-01-02")));
        assertThat(refused("copy into t (x, y) from '%a.csv' force = true"))
                .hasMessageContaining("has 3 columns [id, name, day], and COPY INTO names 2");
    }

    @Test
    void files_are_looked_at_anew_by_each_query() throws IOException {
        String sql = "select count(*) from read_csv('%*.csv')";
        assertThat(rows(sql)).isEqualTo(List.of(List.of("3")));
        write("c.csv", "id,name,day\n4,four,2020-01-04\n");
        assertThat(rows(sql)).isEqualTo(List.of(List.of("4")));
    }

    @Test
    void results_of_queries_can_be_kept_and_files_joined_with_tables() {
        rows("create table t as select id, name from read_csv('%*.csv')");
        assertThat(
                        rows(
                                "select t.name, f.day from t join read_csv('%a.csv') f on t.id ="
                                        + " f.id order by 1"))
                .isEqualTo(List.of(List.of("one", "2020-01-01"), List.of("two", "2020-01-02")));
        assertThat(
                        rows(
                                "select count(*) from read_csv('%a.csv') x, read_csv('%b.csv') y"
                                        + " where x.id < y.id"))
                .isEqualTo(List.of(List.of("2")));
    }

    @Test
    void what_cannot_be_is_refused_at_its_place() {
        SqlException missing = refused("select * from read_csv('%none.csv')");
        assertThat(missing.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refused("select * from read_csv()"))
                .hasMessageContaining("read_csv takes one path or glob");
        assertThat(refused("select * from read_csv('%a.csv', '%b.csv')"))
                .hasMessageContaining("read_csv takes one path or glob");
        assertThat(refused("select * from read_csv(1 + 1)").code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(refused("select nothing from read_csv('%a.csv')").code())
                .isEqualTo(ErrorCode.COLUMN_NOT_FOUND);
    }

    @Test
    void files_go_past_grants_and_so_who_has_grants_only_does_not_read_them() throws Exception {
        try (GuardedLake lake = new GuardedLake(0)) {
            lake.grants.columns = Set.of(1);
            String sql = "select * from read_csv('" + folder.resolve("a.csv") + "')";
            SqlException denied =
                    catchThrowableOfType(
                            SqlException.class, () -> lake.rows(GuardedLake.SESSION, sql));
            assertThat(denied.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
            assertThat(denied).hasMessageContaining("cannot read files by read_csv");
        }
    }
}
