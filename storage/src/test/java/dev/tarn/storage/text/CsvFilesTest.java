package dev.tarn.storage.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.storage.BatchReader;
import dev.tarn.storage.StorageException;
import dev.tarn.testkit.SeededRandom;

import org.apache.iceberg.Schema;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

class CsvFilesTest {
    private static final CsvOptions DEFAULT = CsvOptions.DEFAULT;

    @TempDir private Path folder = Path.of("");

    private List<List<@Nullable Object>> rows(String text) {
        return TextFixture.csvRows(new TextFixture(folder).file("t.csv", text), DEFAULT);
    }

    private @Nullable Object read(Type type, String text) {
        return read(type, text, DEFAULT);
    }

    private @Nullable Object read(Type type, String text, CsvOptions options) {
        InputFile file = new TextFixture(folder).file("t.csv", "a,b\n" + text + ",1\n");
        Schema schema = new Schema(Types.NestedField.optional(1, "a", type));
        return TextFixture.csvRows(file, schema, options).getFirst().getFirst();
    }

    @Test
    void quotes_protect_delimiters_quotes_and_line_ends() {
        assertThat(rows("a,b\n\"x,\"\"y\"\"\n z\",\"\"\nplain \" quote,\n"))
                .containsExactly(List.of("x,\"y\"\n z", ""), Arrays.asList("plain \" quote", null));
    }

    @Test
    void a_backslash_may_escape_quotes() {
        CsvOptions options = CsvOptions.of(Map.of("escape", "\\"));
        InputFile file = new TextFixture(folder).file("t.csv", "a\n\"say \\\"hi\\\" \\\\ \\n\"\n");
        assertThat(TextFixture.csvRows(file, options))
                .containsExactly(List.of("say \"hi\" \\ \\n"));
    }

    @Test
    void every_kind_of_line_end_is_read() {
        List<List<@Nullable Object>> expected = List.of(List.of(1L, "x"), List.of(2L, "y"));
        assertThat(rows("a,b\n1,x\n2,y")).isEqualTo(expected);
        assertThat(rows("a,b\r\n1,x\r\n2,y\r\n")).isEqualTo(expected);
        assertThat(rows("a,b\r1,x\r2,y\r")).isEqualTo(expected);
        assertThat(rows("a,b\r\n1,\"x\"\r\n\r\n2,\"y\"")).isEqualTo(expected);
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_name() {
        InputFile file = new TextFixture(folder).file("t.csv", "\uFEFFa,b\n1,é\n");
        assertThat(CsvFiles.columnNames(file, DEFAULT)).containsExactly("a", "b");
        assertThat(TextFixture.csvRows(file, DEFAULT)).containsExactly(List.of(1L, "é"));
    }

    @Test
    void packed_files_are_unpacked_by_their_suffix() throws IOException {
        byte[] plain = "a\n1\n2\n".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(plain);
        }
        TextFixture fixture = new TextFixture(folder);
        List<InputFile> files =
                List.of(
                        fixture.file("t.csv.gz", gzip.toByteArray()),
                        fixture.file("t.csv.zst", com.github.luben.zstd.Zstd.compress(plain)));
        for (InputFile file : files) {
            assertThat(TextFixture.csvRows(file, DEFAULT))
                    .containsExactly(List.of(1L), List.of(2L));
        }
        assertThatThrownBy(() -> TextFixture.csvRows(fixture.file("t.csv.gz", plain), DEFAULT))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("t.csv.gz");
        assertThatThrownBy(() -> TextFixture.csvRows(fixture.file("t.csv.bz2", plain), DEFAULT))
                .hasMessageContaining(".gz or .zst");
    }

    @Test
    void types_are_the_narrowest_that_take_all_values() {
        InputFile file =
                new TextFixture(folder)
                        .file(
                                "t.csv",
                                """
                                i,d,big,b,day,ts,tz,tm,s,none,mixed
                                1,1,9223372036854775808,true,2020-02-29,2020-01-01,2020-01-01T00:00:00Z,10:00,x,,1
                                -2,1.5e3,1,FALSE,1969-12-31,2020-01-01 10:11:12.5,2020-01-01 02:00:00+02:00,23:59:59,1,,true
                                """);
        Schema schema = CsvFiles.inferSchema(List.of(file), DEFAULT);
        assertThat(schema.columns().stream().map(column -> column.type().toString()))
                .containsExactly(
                        "long",
                        "double",
                        "decimal(38, 0)",
                        "boolean",
                        "date",
                        "timestamp",
                        "timestamptz",
                        "time",
                        "string",
                        "string",
                        "string");
        assertThat(TextFixture.csvRows(file, schema, DEFAULT).get(1))
                .isEqualTo(
                        Arrays.asList(
                                -2L,
                                1500.0,
                                new BigDecimal("1"),
                                false,
                                LocalDate.parse("1969-12-31"),
                                LocalDateTime.parse("2020-01-01T10:11:12.500"),
                                OffsetDateTime.parse("2020-01-01T00:00Z"),
                                LocalTime.parse("23:59:59"),
                                "1",
                                null,
                                "true"));
    }

    @Test
    void given_types_are_parsed_with_their_limits() {
        assertThat(read(Types.IntegerType.get(), " -2147483648 ")).isEqualTo(Integer.MIN_VALUE);
        assertThat(read(Types.LongType.get(), "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(read(Types.LongType.get(), "+9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(read(Types.FloatType.get(), "1.25")).isEqualTo(1.25f);
        assertThat(read(Types.DoubleType.get(), "-Infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(read(Types.DecimalType.of(5, 2), "-1.005")).isEqualTo(new BigDecimal("-1.01"));
        assertThat(read(Types.DecimalType.of(38, 10), "-1234567890123456789.5"))
                .isEqualTo(new BigDecimal("-1234567890123456789.5000000000"));
        assertThat(read(Types.TimestampNanoType.withoutZone(), "2020-01-01T00:00:00.123456789"))
                .isEqualTo(LocalDateTime.parse("2020-01-01T00:00:00.123456789"));
        String uuid = "c9cdb0a2-7a2c-4e79-9b1c-0f6e6a4a8e0f";
        assertThat(read(Types.UUIDType.get(), uuid)).isEqualTo(UUID.fromString(uuid));
        assertThat(read(Types.LongType.get(), "\"\"")).isNull();
    }

    @Test
    void values_beyond_a_type_are_refused() {
        refused(Types.IntegerType.get(), "2147483648");
        refused(Types.LongType.get(), "9223372036854775808");
        refused(Types.LongType.get(), "1.0");
        refused(Types.LongType.get(), "-");
        refused(Types.DoubleType.get(), "1e");
        refused(Types.DoubleType.get(), "0x1p3");
        refused(Types.DoubleType.get(), "1d");
        refused(Types.DecimalType.of(5, 2), "1000");
        refused(Types.DecimalType.of(5, 2), "999.995");
        refused(Types.DateType.get(), "2021-02-29");
        refused(Types.DateType.get(), "2021-2-9");
        refused(Types.TimestampType.withoutZone(), "2021-01-01T00:00:00Z");
        refused(Types.TimestampType.withoutZone(), "2021-01-01 24:00:00");
        refused(Types.BooleanType.get(), "maybe");
        refused(Types.UUIDType.get(), "1-1-1-1-1");
    }

    private void refused(Type type, String text) {
        assertThatThrownBy(() -> read(type, text))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("column a")
                .hasMessageContaining("t.csv line 2");
    }

    @Test
    void patterns_read_dates_of_other_countries() {
        CsvOptions options =
                CsvOptions.of(
                        Map.of("date_format", "dd.MM.yyyy", "timestamp_format", "M/d/yyyy H:mm"));
        assertThat(read(Types.DateType.get(), "31.12.2020", options))
                .isEqualTo(LocalDate.parse("2020-12-31"));
        assertThat(read(Types.TimestampType.withoutZone(), "1/2/2020 3:04", options))
                .isEqualTo(LocalDateTime.parse("2020-01-02T03:04"));
    }

    @Test
    void a_value_that_the_inferred_type_does_not_take_is_named_with_line_and_column() {
        InputFile file =
                new TextFixture(folder)
                        .file("t.csv", "id,n\n" + "\"a\nb\",1\n".repeat(10) + "x,NA\n");
        CsvOptions options = CsvOptions.of(Map.of("sample_rows", "5"));
        assertThatThrownBy(() -> TextFixture.csvRows(file, options))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("Value 'NA' of column n is not a bigint")
                .hasMessageContaining("line 22")
                .hasMessageContaining("t.csv")
                .hasMessageContaining("sample_rows")
                .extracting(e -> ((StorageException) e).kind())
                .isEqualTo(StorageException.Kind.BAD_VALUE);
        assertThat(TextFixture.csvRows(file, options.withNullStrings(List.of("NA"))).get(10))
                .isEqualTo(Arrays.asList("x", null));
    }

    @Test
    void records_with_too_many_or_too_few_fields_are_named() {
        assertThatThrownBy(() -> rows("a,b\n1,2\n3,4,5\n"))
                .hasMessageContaining("Record has 3 fields, not 2: '3,4,5'")
                .hasMessageContaining("line 3");
        assertThatThrownBy(() -> rows("a,b\n1\n")).hasMessageContaining("has 1 fields, not 2");
    }

    @Test
    void quotes_that_are_not_closed_or_followed_by_text_are_named() {
        assertThatThrownBy(() -> rows("a,b\n1,\"2\n3,4\n"))
                .hasMessageContaining("never closed")
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> rows("a,b\n1,\"2\"x\n"))
                .hasMessageContaining("after its closing quote")
                .hasMessageContaining("line 2");
    }

    @Test
    void text_that_is_not_utf8_is_named() {
        byte[] bytes = "a,b\n1,x\n2,\u00FC\n".getBytes(StandardCharsets.ISO_8859_1);
        InputFile file = new TextFixture(folder).file("t.csv", bytes);
        assertThatThrownBy(() -> TextFixture.csvRows(file, DEFAULT))
                .hasMessageContaining("column b is not UTF-8")
                .hasMessageContaining("line 3");
    }

    @Test
    void headers_name_each_column_once_and_unnamed_ones_are_numbered() {
        assertThatThrownBy(() -> rows("a,A\n1,2\n")).hasMessageContaining("has A again");
        InputFile index = new TextFixture(folder).file("t.csv", ",a\n0,1\n");
        assertThat(CsvFiles.columnNames(index, DEFAULT)).containsExactly("column1", "a");
        assertThatThrownBy(() -> rows("")).hasMessageContaining("is empty");
    }

    @Test
    void columns_are_found_by_name_with_a_header_and_by_position_without() {
        InputFile file = new TextFixture(folder).file("t.csv", "a,b\n1,2\n");
        Schema one = new Schema(Types.NestedField.optional(1, "B", Types.LongType.get()));
        assertThat(TextFixture.csvRows(file, one, DEFAULT)).containsExactly(List.of(2L));
        Schema other = new Schema(Types.NestedField.optional(1, "c", Types.LongType.get()));
        assertThatThrownBy(() -> TextFixture.csvRows(file, other, DEFAULT))
                .hasMessageContaining("No column c in the header")
                .hasMessageContaining("[a, b]");
        CsvOptions bare = DEFAULT.withHeader(false);
        assertThat(CsvFiles.columnNames(file, bare)).containsExactly("column1", "column2");
        assertThat(TextFixture.csvRows(file, bare).getFirst()).isEqualTo(List.of("a", "b"));
        assertThatThrownBy(() -> TextFixture.csvRows(file, one, bare))
                .hasMessageContaining("has 2 columns, but 1 are asked for");
    }

    @Test
    void a_missing_file_is_not_found() {
        InputFile file = TextFixture.input(folder.resolve("none.csv"));
        assertThatThrownBy(() -> CsvFiles.columnNames(file, DEFAULT))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("none.csv");
    }

    @Test
    void options_that_are_unknown_or_impossible_are_refused() {
        assertThatThrownBy(() -> CsvOptions.of(Map.of("delimeter", ";")))
                .hasMessageContaining("[delimeter] is not known; there are header, delimiter");
        assertThatThrownBy(() -> CsvOptions.of(Map.of("delimiter", ";;")))
                .hasMessageContaining("delimiter must be one ASCII character, not ';;'");
        assertThatThrownBy(() -> CsvOptions.of(Map.of("delimiter", "\"")))
                .hasMessageContaining("must differ");
        assertThatThrownBy(() -> CsvOptions.of(Map.of("header", "maybe")))
                .hasMessageContaining("header must be true or false, not 'maybe'");
        assertThatThrownBy(() -> CsvOptions.of(Map.of("encoding", "latin1")))
                .hasMessageContaining("'latin1' is not supported");
        assertThat(CsvOptions.of(Map.of("DELIMITER", "\\t", "Header", "false")).delimiter())
                .isEqualTo((byte) '\t');
    }

    @Test
    void a_null_late_in_a_batch_leaves_the_values_around_it() {
        String text = "a,b\n" + "1,2\n".repeat(200) + ",2\n" + "1,2\n".repeat(200);
        List<List<@Nullable Object>> rows = rows(text);
        assertThat(rows.get(200)).isEqualTo(Arrays.asList(null, 2L));
        rows.remove(200);
        assertThat(rows).hasSize(400).containsOnly(List.of(1L, 2L));
    }

    @Test
    void neither_splits_nor_batches_nor_buffers_change_the_rows() {
        SeededRandom.forEachSeed(
                30,
                random -> {
                    List<List<@Nullable Object>> expected = new ArrayList<>();
                    InputFile file = new TextFixture(folder).file("r.csv", csv(random, expected));
                    Schema schema =
                            new Schema(
                                    Types.NestedField.optional(1, "n", Types.LongType.get()),
                                    Types.NestedField.optional(2, "s", Types.StringType.get()));
                    for (int batchRowCount : new int[] {1, 3, 2048}) {
                        assertThat(TextFixture.csvRows(file, schema, DEFAULT, batchRowCount))
                                .isEqualTo(expected);
                    }
                    List<List<@Nullable Object>> rows = new ArrayList<>();
                    List<TextSplit> splits = CsvFiles.splits(file, DEFAULT, 300);
                    for (TextSplit split : splits) {
                        try (BatchReader reader = CsvFiles.open(split, schema, DEFAULT, 7)) {
                            TextFixture.addRows(reader, rows);
                        }
                    }
                    assertThat(rows).isEqualTo(expected);
                    assertThat(splits.size()).isGreaterThan(3);
                });
    }

    private static String csv(Random random, List<List<@Nullable Object>> rows) {
        String lineEnd = random.nextBoolean() ? "\n" : "\r\n";
        StringBuilder text = new StringBuilder("n,s" + lineEnd);
        String[] parts = {"a", "\"", ",", "\n", "\r\n", "é", "日本", " ", "long text "};
        int nulls = 1 + random.nextInt(300);
        for (int i = 0; i < 400; i++) {
            Long number = random.nextInt(nulls) == 0 ? null : random.nextLong();
            StringBuilder value = new StringBuilder();
            for (int part = random.nextInt(5); part > 0; part--) {
                value.append(parts[random.nextInt(parts.length)]);
            }
            text.append(number == null ? "" : number).append(",\"");
            text.append(value.toString().replace("\"", "\"\"")).append('"');
            text.append(i == 399 && random.nextBoolean() ? "" : lineEnd);
            rows.add(Arrays.asList(number, value.toString()));
        }
        return text.toString();
    }
}
