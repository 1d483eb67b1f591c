package dev.tarn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.harness.TestEngine;

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
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

/// What COPY INTO does where files cannot be read as they should.
class CopyErrorsTest {
    @TempDir private Path folder = Path.of("");
    private final InMemoryCatalog catalog = TestEngine.emptyCatalog();
    private TestEngine engine = TestEngine.inMemory(2048, 2);

    @BeforeEach
    void open() throws IOException {
        engine.close();
        engine = TestEngine.over(catalog, 2048, 2);
        engine.execute("create table t (id bigint not null, name varchar)");
        write("a.csv", "id,name\n1,one\n2,two\n");
        write("b.csv", "id,name\n3,three\nx,four\n5,five\n,six\n7\n");
        write("c.csv", "id,name\n8,eight\n");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private List<@Nullable String> copy(String files, String options) {
        String sql = "copy into t from '%s' %s".formatted(folder.resolve(files), options);
        return engine.execute(sql).getFirst();
    }

    private SqlException refused(String files, String options) {
        return catchThrowableOfType(SqlException.class, () -> copy(files, options));
    }

    private String ids() {
        return String.join(
                " ",
                engine.execute("select id from t order by id").stream()
                        .map(row -> String.valueOf(row.getFirst()))
                        .toList());
    }

    private Table table() {
        return catalog.loadTable(TableIdentifier.of("test", "t"));
    }

    @Test
    void abort_is_the_default_and_loads_nothing() {
        for (String options : List.of("", "on_error = abort", "on_error = 'ABORT_STATEMENT'")) {
            SqlException failure = refused("*.csv", options);
            assertThat(failure.code()).isEqualTo(ErrorCode.BAD_DATA);
            assertThat(failure).hasMessageContaining("b.csv line ");
            assertThat(ids()).isEmpty();
        }
    }

    @Test
    void continue_loads_what_can_be_read_and_remembers_the_rest() {
        List<@Nullable String> row = copy("*.csv", "on_error = continue");
        assertThat(row.subList(0, 5)).containsExactly("3", "0", "0", "5", "3");
        assertThat(row.get(5))
                .isEqualTo(
                        "column id: 'x' is not a bigint, in %s line 3"
                                .formatted(folder.resolve("b.csv")));
        assertThat(ids()).isEqualTo("1 2 3 5 8");
        assertThat(
                        engine.execute(
                                "select line, column_name, record, reason from t.rejected_rows"
                                        + " where file like '%b.csv' order by line"))
                .isEqualTo(
                        List.of(
                                List.of("3", "id", "x,four", "'x' is not a bigint"),
                                List.of("5", "id", ",six", "Column id is NOT NULL"),
                                Arrays.asList("6", null, "7", "Record has 1 fields, not 2")));
        assertThat(copy("*.csv", "on_error = continue").subList(0, 5))
                .containsExactly("0", "3", "0", "0", "0");
        assertThat(engine.execute("select count(*) from \"t$rejected_rows\""))
                .isEqualTo(List.of(List.of("3")));
    }

    @Test
    void continue_of_json_lines() throws IOException {
        write("a.json", "{\"id\":1}\n{\"id\":\"x\"}\nbroken\n{\"id\":4,\"name\":\"four\"}\n");
        assertThat(copy("a.json", "on_error = continue").subList(0, 5))
                .containsExactly("1", "0", "0", "2", "2");
        assertThat(ids()).isEqualTo("1 4");
        write("b.json", "[{\"id\":1}]");
        assertThat(refused("b.json", "on_error = continue"))
                .hasMessageContaining("one record on each line");
    }

    @Test
    void skip_file_loads_the_others_and_tries_again_next_time() throws IOException {
        List<@Nullable String> row = copy("*.csv", "on_error = skip_file");
        assertThat(row.subList(0, 5)).containsExactly("2", "0", "1", "3", "0");
        assertThat(row.get(5)).contains("Record has 1 fields, not 2: '7'").contains("line 6");
        assertThat(ids()).isEqualTo("1 2 8");
        assertThat(StreamSupport.stream(table().snapshots().spliterator(), false)).hasSize(1);
        assertThat(copy("*.csv", "on_error = skip_file").subList(0, 5))
                .containsExactly("0", "2", "1", "0", "0");
        write("b.csv", "id,name\n3,three\n");
        assertThat(copy("*.csv", "on_error = skip_file").subList(0, 5))
                .containsExactly("1", "2", "0", "1", "0");
        assertThat(ids()).isEqualTo("1 2 3 8");
    }

    @Test
    void skip_file_skips_what_is_no_file_of_that_format_at_all() throws IOException {
        write("0.csv.gz", "this is not packed");
        write("9.csv", "id,id\n1,2\n");
        List<@Nullable String> row = copy("{0.csv.gz,a.csv,9.csv}", "on_error = skip_file");
        assertThat(row.subList(0, 5)).containsExactly("1", "0", "2", "2", "0");
        assertThat(ids()).isEqualTo("1 2");
        assertThat(copy("{0.csv.gz,9.csv}", "on_error = skip_file").subList(0, 5))
                .containsExactly("0", "0", "2", "0", "0");
    }

    @Test
    void skipped_files_leave_no_data_files() throws IOException {
        StringBuilder text = new StringBuilder("id,name\n");
        for (int i = 0; i < 50_000; i++) {
            text.append(i).append(",name\n");
        }
        write("big.csv", text + "x,last\n");
        assertThat(copy("{a,big}.csv", "on_error = skip_file").subList(0, 5))
                .containsExactly("1", "0", "1", "2", "0");
        assertThat(ids()).isEqualTo("1 2");
    }

    @Test
    void other_values_and_other_formats_are_refused() {
        assertThat(refused("a.csv", "on_error = maybe"))
                .hasMessage("ON_ERROR must be ABORT, CONTINUE or SKIP_FILE, not 'maybe'");
        SqlException failure = refused("a.csv", "file_format parquet on_error = continue");
        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
        assertThat(failure).hasMessage("ON_ERROR = CONTINUE is for CSV and JSON, not for PARQUET");
    }

    @Test
    void loaded_files_tells_what_the_table_has() {
        assertThat(engine.execute("select count(*) from t.loaded_files"))
                .isEqualTo(List.of(List.of("0")));
        copy("a.csv", "");
        copy("c.csv", "");
        assertThat(
                        engine.execute(
                                "select file, size_bytes, changed_at <= loaded_at, count(*) over ()"
                                        + " from t.loaded_files order by file"))
                .isEqualTo(
                        List.of(
                                List.of(folder.resolve("a.csv").toString(), "20", "true", "2"),
                                List.of(folder.resolve("c.csv").toString(), "16", "true", "2")));
        assertThat(engine.execute("select count(distinct load_id) from \"t$loaded_files\""))
                .isEqualTo(List.of(List.of("2")));
        engine.execute("truncate table t");
        assertThat(engine.execute("select count(*) from t.loaded_files"))
                .isEqualTo(List.of(List.of("0")));
    }
}
