package dev.tarn.storage.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.storage.BatchReader;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.Schema;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class JsonFilesTest {
    private static final JsonOptions DEFAULT = JsonOptions.DEFAULT;

    @TempDir private Path folder = Path.of("");

    private InputFile file(String text) {
        return new TextFixture(folder).file("t.jsonl", text);
    }

    private static List<List<@Nullable Object>> rows(InputFile file, Schema schema) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (TextSplit split : JsonFiles.splits(file)) {
            try (BatchReader reader = JsonFiles.open(split, schema, DEFAULT, 2)) {
                TextFixture.addRows(reader, rows);
            }
        }
        return rows;
    }

    private List<String> rowTexts(String text) {
        InputFile file = file(text);
        Schema schema = JsonFiles.inferSchema(List.of(file), DEFAULT);
        return rows(file, schema).stream().map(Object::toString).toList();
    }

    private String inferred(String text) {
        return JsonFiles.inferSchema(List.of(file(text)), DEFAULT).asStruct().toString();
    }

    @Test
    void fields_become_columns_in_the_order_they_are_first_seen() {
        assertThat(rowTexts("{\"b\":1,\"a\":\"x\"}\n{\"a\":\"é\\n\",\"c\":true}\n\n{}"))
                .containsExactly("[1, x, null]", "[null, é\n, true]", "[null, null, null]");
    }

    @Test
    void nested_values_become_structs_and_lists() {
        assertThat(
                        rowTexts(
                                """
                                {"s":{"x":1,"l":[1.5,null]},"l":[{"y":"2020-01-01"}]}
                                {"s":null,"l":[]}
                                {"s":{"z":[]}}
                                """))
                .containsExactly(
                        "[{x=1, l=[1.5, null], z=null}, [{y=2020-01-01}]]",
                        "[null, []]",
                        "[{x=null, l=null, z=[]}, null]");
    }

    @Test
    void types_are_the_narrowest_that_take_all_values() {
        assertThat(
                        inferred(
                                """
                                {"i":1,"d":1,"big":123456789012345678901,"t":"2021-07-21T06:00:00Z","n":"1","e":{}}
                                {"i":2,"d":1.5,"big":1,"t":"2021-07-21","n":"2","m":1}
                                {"m":"x"}
                                """))
                .isEqualTo(
                        "struct<1: i: optional long, 2: d: optional double, 3: big: optional"
                            + " decimal(38, 0), 4: t: optional timestamptz, 5: n: optional string,"
                            + " 6: e: optional string, 7: m: optional string>");
    }

    @Test
    void a_field_of_several_shapes_keeps_its_json_text() {
        assertThat(rowTexts("{\"a\":{\"b\":[1]}}\n{\"a\":[2]}\n{\"a\":3}\n{\"a\":\"x\"}"))
                .containsExactly("[{\"b\":[1]}]", "[[2]]", "[3]", "[x]");
    }

    @Test
    void an_array_of_objects_is_read_as_its_elements() {
        assertThat(rowTexts("[{\"a\":1},\n {\"a\":2}]")).containsExactly("[1]", "[2]");
    }

    @Test
    void given_types_are_read_by_name_in_any_case() {
        Schema schema =
                new Schema(
                        Types.NestedField.optional(1, "AMOUNT", Types.DecimalType.of(10, 2)),
                        Types.NestedField.optional(
                                2,
                                "tags",
                                Types.MapType.ofOptional(
                                        3, 4, Types.StringType.get(), Types.LongType.get())),
                        Types.NestedField.optional(5, "absent", Types.StringType.get()));
        InputFile file = file("{\"amount\":12.345,\"tags\":{\"a\":1,\"b\":null},\"other\":[{}]}");
        assertThat(rows(file, schema).getFirst())
                .hasToString(
                        Arrays.asList(new BigDecimal("12.35"), "{a=1, b=null}", null).toString());
    }

    @Test
    void a_value_of_another_type_is_named_with_line_and_path() {
        refused(
                "{\"a\":1}\n{\"a\":\"x\"}",
                Types.LongType.get(),
                "'x' of column a is not a bigint");
        refused(
                "{\"a\":1}\n{\"a\":\"x\"}",
                Types.IntegerType.get(),
                "'x' of column a is not an integer");
        refused("{\"a\":1}\n{\"a\":1.5}", Types.LongType.get(), "'1.5' of column a");
        refused("{\"a\":1}\n{\"a\":[1]}", Types.LongType.get(), "'an array' of column a");
        Type struct = Types.StructType.of(Types.NestedField.optional(2, "b", Types.DateType.get()));
        refused("{}\n{\"a\":{\"b\":\"1\"}}", struct, "'1' of column a.b is not a date");
        refused("{}\n{\"a\":7}", struct, "'7' of column a is not a row(b date)");
        Type list = Types.ListType.ofOptional(2, Types.LongType.get());
        refused("{}\n{\"a\":[true]}", list, "'true' of column a.element");
    }

    private void refused(String text, Type type, String message) {
        Schema schema = new Schema(Types.NestedField.optional(1, "a", type));
        assertThatThrownBy(() -> rows(file(text), schema))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("t.jsonl line 2");
    }

    @Test
    void malformed_json_is_named_with_its_line() {
        assertThatThrownBy(() -> rowTexts("{\"a\":1}\n{\"a\":1\n"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("t.jsonl line");
        assertThatThrownBy(() -> rowTexts("{\"a\":1}\n{\"a\":tru}\n"))
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> rowTexts("{\"a\":1}\n17\n"))
                .hasMessageContaining("Record is not an object but '17'")
                .hasMessageContaining("line 2");
        Schema schema = new Schema(Types.NestedField.optional(1, "a", Types.LongType.get()));
        assertThatThrownBy(() -> rows(file("{\"a\":1,\"a\":2}"), schema))
                .hasMessageContaining("Field a comes twice");
    }

    @Test
    void splits_together_have_every_record_once() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            text.append("{\"i\":")
                    .append(i)
                    .append(",\"s\":\"} {\"}")
                    .append(i % 3 == 0 ? "\r" : "");
            text.append('\n');
        }
        InputFile file = file(text.toString());
        Schema schema = new Schema(Types.NestedField.optional(1, "i", Types.LongType.get()));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        List<TextSplit> splits = JsonFiles.splits(file, 1000);
        for (TextSplit split : splits) {
            try (BatchReader reader = JsonFiles.open(split, schema, DEFAULT, 2048)) {
                TextFixture.addRows(reader, rows);
            }
        }
        assertThat(splits.size()).isBetween(10, 30);
        assertThat(rows).isEqualTo(rows(file, schema)).hasSize(1000);
    }
}
