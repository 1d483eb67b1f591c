package dev.tarn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.harness.TestEngine;

import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/// COPY INTO … MERGE_SCHEMA = TRUE: what becomes of a table's columns where files have others.
class MergedSchemaTest {
    @TempDir private Path folder = Path.of("");
    private final InMemoryCatalog catalog = TestEngine.emptyCatalog();
    private TestEngine engine = TestEngine.inMemory(2048, 2);

    @BeforeEach
    void open() {
        engine.close();
        engine = TestEngine.over(catalog, 2048, 2);
        engine.execute("create table t (id integer not null, name varchar)");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void parquet(String name, String column, Type type, Object value) throws IOException {
        Schema schema =
                new Schema(
                        NestedField.required(1, "ID", Types.IntegerType.get()),
                        NestedField.optional(2, column, type));
        Record row = GenericRecord.create(schema);
        row.set(0, 7);
        row.set(1, value);
        try (FileAppender<Record> file =
                Parquet.write(org.apache.iceberg.Files.localOutput(folder.resolve(name).toFile()))
                        .schema(schema)
                        .createWriterFunc(GenericParquetWriter::create)
                        .build()) {
            file.add(row);
        }
    }

    private List<@Nullable String> copy(String files, String options) {
        return engine.execute(
                        "copy into t from '%s' merge_schema = true %s"
                                .formatted(folder.resolve(files), options))
                .getFirst();
    }

    private SqlException refused(String files, String options) {
        return catchThrowableOfType(SqlException.class, () -> copy(files, options));
    }

    private String rows(String columns) {
        return engine.execute("select %s from t order by id".formatted(columns)).toString();
    }

    private String columns() {
        StringBuilder text = new StringBuilder();
        for (NestedField field : table().schema().columns()) {
            text.append(field.name()).append(' ').append(field.type());
            text.append(field.isRequired() ? " required, " : ", ");
        }
        return text.toString();
    }

    private Table table() {
        return catalog.loadTable(TableIdentifier.of("test", "t"));
    }

    private long snapshots() {
        Iterator<?> all = table().snapshots().iterator();
        long count = 0;
        for (; all.hasNext(); all.next()) {
            count++;
        }
        return count;
    }

    @Test
    void new_columns_of_csv_come_at_the_end_and_files_may_have_different_ones() throws IOException {
        write("a.csv", "id,name\n1,one\n");
        write("b.csv", "extra,NAME,id\n2.5,two,2\n");
        write("c.csv", "id,Extra,born\n3,4,2020-01-02\n");
        write("d.csv", "");
        assertThat(copy("*.csv", "")).startsWith("4", "0", "0", "3");
        assertThat(columns()).isEqualTo("id int required, name string, extra double, born date, ");
        assertThat(rows("id, name, extra, born"))
                .isEqualTo(
                        "[[1, one, null, null], [2, two, 2.5, null], [3, null, 4.0, 2020-01-02]]");
        assertThat(snapshots()).isEqualTo(1);
        assertThat(copy("*.csv", "")).startsWith("0", "4");
    }

    @Test
    void fields_of_json_are_found_in_any_record_and_inside_objects() throws IOException {
        engine.execute("alter table t add column at row(x bigint)");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            text.append("{\"id\":%d,\"at\":{\"x\":1}}%n".formatted(i));
        }
        text.append("{\"id\":30000,\"at\":{\"x\":1,\"y\":[2]},\"late\":true}\n");
        write("a.json", text.toString());
        copy("a.json", "");
        assertThat(engine.execute("select at.y[1], late from t where late is not null"))
                .isEqualTo(List.of(List.of("2", "true")));
        assertThat(columns())
                .contains("at struct<4: x: optional long, 5: y: optional list<long>>, late bool");
    }

    @Test
    void records_that_are_left_out_say_nothing_of_columns() throws IOException {
        write("a.json", "{\"id\":1,\"more\":2}\n{\"id\":2,\"broken\":\n{\"id\":3}\n");
        assertThat(copy("a.json", "on_error = continue").subList(3, 5)).containsExactly("2", "1");
        assertThat(columns()).isEqualTo("id int required, name string, more long, ");
    }

    @Test
    void types_of_binary_files_are_promoted_as_iceberg_allows() throws IOException {
        engine.execute("alter table t add column a integer");
        engine.execute("alter table t add column d decimal(5, 2)");
        engine.execute("alter table t add column f real");
        engine.execute("alter table t add column l bigint");
        parquet("1.parquet", "a", Types.LongType.get(), 5_000_000_000L);
        parquet("2.parquet", "D", Types.DecimalType.of(9, 2), new java.math.BigDecimal("1.25"));
        parquet("3.parquet", "f", Types.DoubleType.get(), 0.1);
        parquet("4.parquet", "l", Types.IntegerType.get(), 4);
        parquet("5.parquet", "n", Types.IntegerType.get(), 5);
        parquet("6.parquet", "n", Types.LongType.get(), 6L);
        copy("*.parquet", "");
        assertThat(columns())
                .isEqualTo(
                        "id int required, name string, a long, d decimal(9, 2), f double, l long, n"
                                + " long, ");
        assertThat(engine.execute("select max(a), max(d), max(f), max(l), sum(n) from t"))
                .isEqualTo(List.of(List.of("5000000000", "1.25", "0.1", "4", "11")));
    }

    @Test
    void other_types_are_refused_with_file_column_and_both_types() throws IOException {
        parquet("1.parquet", "Name", Types.LongType.get(), 1L);
        SqlException failure = refused("1.parquet", "");
        assertThat(failure.code()).isEqualTo(ErrorCode.TYPE_MISMATCH);
        assertThat(failure.getMessage())
                .isEqualTo(
                        "Column 'Name' is long in %s/1.parquet and string in lake.test.t; there is no type that Iceberg promotes both to"
                                .formatted(folder));
        assertThat(columns()).isEqualTo("id int required, name string, ");
    }

    @Test
    void it_is_refused_where_names_are_not_the_files_own() throws IOException {
        write("a.csv", "1,one,x\n");
        assertThat(refused("a.csv", "header = false")).hasMessageContaining("without a header");
        write("b.csv", "id,name,x\n1,one,x\n");
        SqlException failure =
                catchThrowableOfType(
                        SqlException.class,
                        () ->
                                engine.execute(
                                        "copy into t (id, name) from '%s' merge_schema = true"
                                                .formatted(folder.resolve("b.csv"))));
        assertThat(failure).hasMessageContaining("list of columns");
        assertThat(columns()).isEqualTo("id int required, name string, ");
    }

    @Test
    void load_that_fails_leaves_the_columns_as_they_were() throws IOException {
        write("a.csv", "id,name,x\n1,one,1\nwrong,two,2\n");
        assertThat(refused("a.csv", "").code()).isEqualTo(ErrorCode.BAD_DATA);
        assertThat(columns()).isEqualTo("id int required, name string, ");
        assertThat(copy("a.csv", "on_error = skip_file").get(2)).isEqualTo("1");
        assertThat(columns()).isEqualTo("id int required, name string, ");
    }
}
