package dev.tarn.storage.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tarn.storage.BatchReader;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.Schema;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/// Records that cannot be read are left out and told, and all others are there.
class RowRejectsTest {
    private static final Schema SCHEMA =
            new Schema(
                    NestedField.required(1, "id", Types.LongType.get()),
                    NestedField.optional(2, "name", Types.StringType.get()),
                    NestedField.optional(3, "day", Types.DateType.get()));
    private static final Schema NESTED =
            new Schema(
                    NestedField.required(1, "id", Types.LongType.get()),
                    NestedField.optional(
                            2, "tags", Types.ListType.ofOptional(3, Types.LongType.get())),
                    NestedField.optional(
                            4,
                            "counts",
                            Types.MapType.ofOptional(
                                    5, 6, Types.StringType.get(), Types.LongType.get())),
                    NestedField.optional(
                            7,
                            "at",
                            Types.StructType.of(
                                    NestedField.optional(8, "x", Types.LongType.get()),
                                    NestedField.optional(9, "y", Types.LongType.get()))));

    @TempDir private Path folder = Path.of("");
    private TextFixture files = new TextFixture(folder);
    private RowRejects rejects = new RowRejects();

    @BeforeEach
    void fixture() {
        files = new TextFixture(folder);
    }

    private List<List<@Nullable Object>> csv(InputFile file, int batchRowCount) {
        rejects = new RowRejects();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (TextSplit split : CsvFiles.splits(file, CsvOptions.DEFAULT)) {
            try (BatchReader reader =
                    CsvFiles.open(split, SCHEMA, CsvOptions.DEFAULT, batchRowCount, rejects)) {
                TextFixture.addRows(reader, rows);
            }
        }
        return rows;
    }

    private List<List<@Nullable Object>> json(InputFile file, Schema schema) {
        rejects = new RowRejects();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (TextSplit split : JsonFiles.splits(file)) {
            try (BatchReader reader =
                    JsonFiles.open(split, schema, JsonOptions.DEFAULT, 2, rejects)) {
                TextFixture.addRows(reader, rows);
            }
        }
        return rows;
    }

    /// `line column reason | text` of each.
    private List<String> told() {
        return rejects.rows(location -> TextFixture.input(Path.of(location))).stream()
                .map(row ->
                        "%d %s %s | %s"
                                .formatted(row.line(), row.column(), row.reason(), row.text()))
                .toList();
    }

    private static List<Object> ids(List<List<@Nullable Object>> rows) {
        return rows.stream().map(row -> (Object) row.getFirst()).toList();
    }

    @Test
    void csv_values_that_are_none_of_their_column() {
        InputFile file =
                files.file(
                        "a.csv",
                        """
                        id,name,day
                        1,one,2020-01-01
                        x,"two,
                        lines",2020-01-02
                        3,three,yesterday
                        ,four,2020-01-04
                        y,five,never

                        6,six,
                        """);
        for (int batchRowCount : List.of(1, 2, 2048)) {
            assertThat(ids(csv(file, batchRowCount))).containsExactly(1L, 6L);
            assertThat(told())
                    .containsExactly(
                            "3 id 'x' is not a bigint | x,\"two,\nlines\",2020-01-02",
                            "5 day 'yesterday' is not a date | 3,three,yesterday",
                            "6 id Column id is NOT NULL | ,four,2020-01-04",
                            "7 id 'y' is not a bigint | y,five,never");
            assertThat(rejects.count()).isEqualTo(4);
        }
    }

    @Test
    void csv_records_that_are_none() {
        InputFile file =
                files.file(
                        "a.csv",
                        """
                        id,name,day\r
                        1,one,2020-01-01\r
                        2,two\r
                        3,three,2020-01-03,more\r
                        4,"fo"ur,2020-01-04\r
                        5,five,2020-01-05\r
                        6,"six,2020-01-06\r
                        7,seven,2020-01-07\r
                        """);
        for (int batchRowCount : List.of(1, 2048)) {
            assertThat(ids(csv(file, batchRowCount))).containsExactly(1L, 5L, 7L);
            assertThat(told())
                    .extracting(text -> text.strip())
                    .containsExactly(
                            "3 null Record has 2 fields, not 3 | 2,two",
                            "4 null Record has 4 fields, not 3 | 3,three,2020-01-03,more",
                            "5 null Quoted field goes on after its closing quote |"
                                    + " 4,\"fo\"ur,2020-01-04",
                            "7 null Quoted field is never closed | 6,\"six,2020-01-06");
        }
    }

    @Test
    void csv_text_that_is_not_utf_8() {
        byte[] bytes = "id,name,day\n1,ab,\n2,c?,\n3,d,\n".getBytes(StandardCharsets.UTF_8);
        bytes[21] = (byte) 0xFF;
        assertThat(ids(csv(files.file("a.csv", bytes), 2048))).containsExactly(1L, 3L);
        assertThat(told())
                .singleElement()
                .satisfies(text -> assertThat(text).startsWith("3 name ").contains("not UTF-8"));
    }

    @Test
    void csv_broken_records_across_the_end_of_the_buffer_are_told_once() {
        String good = "1,%s,2020-01-01\n".formatted("a".repeat(97));
        StringBuilder text = new StringBuilder("id,name,day\n");
        int bad = 0;
        for (int i = 0; text.length() < 3 << 20; i++) {
            text.append(good);
            if (i % 100 == 0) {
                text.append("2,\"b\"").append("c".repeat(500)).append(",\n");
                bad++;
            }
        }
        int rows = csv(files.file("a.csv", text.toString()), 2048).size();
        assertThat(rejects.count()).isEqualTo(bad);
        assertThat(rows).isEqualTo((text.length() - 12 - bad * 507) / good.length());
    }

    @Test
    void first_rejects_are_kept_and_all_are_counted() {
        StringBuilder text = new StringBuilder("id,name,day\n");
        IntStream.range(0, RowRejects.MAX_KEPT + 500).forEach(i -> text.append("x,,\n"));
        assertThat(csv(files.file("a.csv", text.toString()), 100)).isEmpty();
        assertThat(rejects.count()).isEqualTo(RowRejects.MAX_KEPT + 500);
        assertThat(rejects.rows(location -> TextFixture.input(Path.of(location))))
                .hasSize(RowRejects.MAX_KEPT)
                .extracting(RejectedRow::line)
                .startsWith(2L, 3L, 4L)
                .endsWith(RowRejects.MAX_KEPT + 1L);
    }

    @Test
    void lines_of_packed_files_are_those_of_what_is_in_them() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("\uFEFFid,name,day\n1,,\nx,,\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(ids(csv(files.file("a.csv.gz", packed.toByteArray()), 100))).containsExactly(1L);
        assertThat(told()).containsExactly("3 id 'x' is not a bigint | x,,");
    }

    @Test
    void json_lines_that_are_none() {
        InputFile file =
                files.file(
                        "a.json",
                        """
                        {"id":1,"name":"one","day":"2020-01-01"}
                        {"id":"x","name":"two"}
                        {"id":3,"name":

                        {"name":"four"}
                        [5]
                        {"id":6} {"id":7}
                        {"id":8,"name":{"a":1},"day":null}
                        nonsense
                        {"id":9,"id":9}
                        {"id":10}\
                        """);
        assertThat(ids(json(file, SCHEMA))).containsExactly(1L, 8L, 10L);
        assertThat(rejects.count()).isEqualTo(7);
        assertThat(told().get(0))
                .isEqualTo("2 id 'x' is not a bigint | {\"id\":\"x\",\"name\":\"two\"}");
        assertThat(told())
                .extracting(text -> text.substring(0, text.indexOf(' ', 4)))
                .containsExactly("2 id", "3 null", "5 id", "6 null", "7 null", "9 null", "10 null");
    }

    @Test
    void json_record_that_breaks_within_a_nested_value_leaves_nothing_of_itself() {
        InputFile file =
                files.file(
                        "a.json",
                        """
                        {"id":1,"tags":[1,2],"counts":{"a":1},"at":{"x":1,"y":2}}
                        {"id":2,"tags":[3,4,"x"],"counts":{"b":2}}
                        {"id":3,"counts":{"c":3,"d":"no"}}
                        {"id":4,"tags":null,"at":{"x":5,"y":"no"}}
                        {"id":5,"at":{"x":null},"tags":[6],"counts":{"e":4}}
                        {"id":6,"tags":[7,
                        {"id":7,"tags":[8]}
                        """);
        List<List<@Nullable Object>> rows = json(file, NESTED);
        InputFile good =
                files.file(
                        "good.json",
                        """
                        {"id":1,"tags":[1,2],"counts":{"a":1},"at":{"x":1,"y":2}}
                        {"id":5,"at":{"x":null},"tags":[6],"counts":{"e":4}}
                        {"id":7,"tags":[8]}
                        """);
        assertThat(rejects.count()).isEqualTo(4);
        assertThat(told().get(1)).startsWith("3 counts.value 'no' is not a bigint");
        assertThat(rows).isEqualTo(json(good, NESTED));
        assertThat(rejects.count()).isZero();
    }

    @Test
    void json_that_is_not_one_record_a_line_is_refused() {
        for (String text : List.of("[{\"id\":1}]", "\n[\n{\"id\":1}\n]", "{\n\"id\":1\n}")) {
            InputFile file = files.file("a.json", text);
            StorageException refused =
                    catchThrowableOfType(StorageException.class, () -> json(file, SCHEMA));
            assertThat(refused).as(text).isNotNull();
            assertThat(refused).hasMessageContaining("one record on each line");
        }
    }

    @Test
    void without_rejects_the_first_null_of_a_required_column_is_an_error() {
        InputFile csv = files.file("a.csv", "id,name,day\n1,,\n,two,\n");
        assertThat(
                        catchThrowableOfType(
                                StorageException.class,
                                () -> TextFixture.csvRows(csv, SCHEMA, CsvOptions.DEFAULT)))
                .hasMessageContaining("Column id is NOT NULL, in")
                .hasMessageContaining("line 3");
        InputFile json = files.file("a.json", "{\"id\":1}\n{\"name\":\"two\"}\n");
        TextSplit split = JsonFiles.splits(json).getFirst();
        try (BatchReader reader = JsonFiles.open(split, SCHEMA, JsonOptions.DEFAULT, 10)) {
            assertThat(catchThrowableOfType(StorageException.class, reader::next))
                    .hasMessageContaining("Column id is NOT NULL, in")
                    .hasMessageContaining("line 2");
        }
    }
}
