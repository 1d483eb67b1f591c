package dev.tarn.server.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What is written, read back; Arrow's own reader for Java (18.3.0) reads the same streams.
class ArrowStreamWriterTest {
    private static final List<Field> FIELDS =
            List.of(new Field("x", DataType.INTEGER), new Field("y", DataType.STRING));
    private static final DataType ROW = new DataType.StructOf(FIELDS);

    @Test
    void numbers_keep_type_and_value() throws IOException {
        assertWritten(DataType.TINYINT, -7, "int8", (byte) -7);
        assertWritten(DataType.SMALLINT, 300, "int16", (short) 300);
        assertWritten(DataType.INTEGER, 70_000, "int32", 70_000);
        assertWritten(DataType.BIGINT, Long.MIN_VALUE, "int64", Long.MIN_VALUE);
        assertWritten(DataType.REAL, 1.5f, "float", 1.5f);
        assertWritten(DataType.DOUBLE, Double.NaN, "double", Double.NaN);
        assertWritten(DataType.BOOLEAN, true, "bool", true);
    }

    @Test
    void decimals_of_one_and_two_words_keep_sign_and_scale() throws IOException {
        for (String text : List.of("-12.30", "0.01", "99999999.99")) {
            BigDecimal value = new BigDecimal(text);
            assertWritten(new DataType.Decimal(10, 2), value, "decimal(10,2)", value);
            assertWritten(new DataType.Decimal(38, 2), value, "decimal(38,2)", value);
        }
        BigDecimal long38 = new BigDecimal("-99999999999999999999999999999999999999");
        assertWritten(new DataType.Decimal(38, 0), long38, "decimal(38,0)", long38);
    }

    @Test
    void texts_and_bytes_keep_their_content() throws IOException {
        assertWritten(DataType.STRING, "snow ❄", "utf8", "snow ❄");
        assertWritten(DataType.STRING, "", "utf8", "");
        assertWritten(DataType.BINARY, new byte[] {0, -1}, "binary", "00ff");
        assertWritten(new DataType.Fixed(2), new byte[] {1, 2}, "fixed(2)", "0102");
        UUID id = UUID.fromString("12345678-1234-5678-9abc-def012345678");
        assertWritten(DataType.UUID, id, "fixed(16)", "12345678123456789abcdef012345678");
    }

    @Test
    void points_in_time_are_counted_in_their_unit() throws IOException {
        assertWritten(DataType.DATE, LocalDate.of(1969, 12, 31), "date32", -1);
        assertWritten(DataType.TIME, LocalTime.of(0, 0, 1), "time64", 1_000_000L);
        LocalDateTime moment = LocalDateTime.of(1970, 1, 1, 0, 0, 1, 5_000);
        assertWritten(DataType.TIMESTAMP, moment, "timestamp(us)", 1_000_005L);
        DataType nanos = new DataType.Timestamp(9, false);
        assertWritten(nanos, moment.plusNanos(7), "timestamp(ns)", 1_000_005_007L);
        assertWritten(
                DataType.TIMESTAMP_TZ,
                OffsetDateTime.parse("1970-01-01T00:00:01Z"),
                "timestamp(us, UTC)",
                1_000_000L);
        assertWritten(DataType.INTERVAL_YEAR_MONTH, -14L, "interval(months)", -14);
        assertWritten(DataType.INTERVAL_DAY_SECOND, 93_784_005L, "duration(ms)", 93_784_005L);
    }

    @Test
    void nested_values_keep_their_shape() throws IOException {
        assertWritten(
                new DataType.ListOf(DataType.BIGINT),
                Arrays.asList(1L, null),
                "list[int64]",
                Arrays.asList(1L, null));
        assertWritten(
                new DataType.MapOf(DataType.INTEGER, DataType.STRING),
                Map.of(5, "five"),
                "map[struct[int32, utf8]]",
                List.of(Map.of("key", 5, "value", "five")));
        assertWritten(ROW, row(3, "q"), "struct[int32, utf8]", Map.of("x", 3, "y", "q"));
        assertWritten(
                new DataType.ListOf(ROW),
                List.of(row(3, "q"), row(4, "r")),
                "list[struct[int32, utf8]]",
                List.of(Map.of("x", 3, "y", "q"), Map.of("x", 4, "y", "r")));
    }

    @Test
    void a_null_without_a_type_is_one() throws IOException {
        Vector nulls = VectorBuilder.of(DataType.UNKNOWN, Arrays.asList(null, null));
        ArrowStream stream = written(DataType.UNKNOWN, nulls, 2);
        assertThat(stream.columns()).containsExactly("c: null");
        assertThat(stream.rows()).isEqualTo(rows(null, null));
    }

    @Test
    void short_forms_of_vectors_are_written_out() throws IOException {
        var texts = VectorBuilder.of(DataType.STRING, Arrays.asList("a", null, "b"));
        assertThat(
                        written(
                                        DataType.STRING,
                                        new DictionaryVector(texts, new int[] {2, 1, 0, 2}, 4),
                                        4)
                                .rows())
                .isEqualTo(rows("b", null, "a", "b"));
        var one = VectorBuilder.of(DataType.INTEGER, List.of(7));
        assertThat(written(DataType.INTEGER, new ConstantVector(one, 3), 3).rows())
                .isEqualTo(rows(7, 7, 7));
        assertThat(written(DataType.BIGINT, new SequenceVector(5, 2, 3), 3).rows())
                .isEqualTo(rows(5L, 7L, 9L));
    }

    @Test
    void parts_of_values_are_written_from_their_beginning() throws IOException {
        Vector elements =
                VectorBuilder.of(DataType.STRING, Arrays.asList("not", "a", null, "bc", "nor"));
        DataType type = new DataType.ListOf(DataType.STRING);
        Vector lists = new ListVector(type, new int[] {1, 3, 3, 4}, elements, null, 3);
        assertThat(written(type, lists, 3).rows())
                .isEqualTo(rows(Arrays.asList("a", null), List.of(), List.of("bc")));
    }

    @Test
    void a_stream_has_its_end_only_when_it_is_told() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArrowStreamWriter writer = new ArrowStreamWriter(out);
        writer.begin(List.of(new Field("a", DataType.INTEGER)));
        assertThat(ArrowStream.read(out.toByteArray()).ended()).isFalse();
        writer.end();
        assertThat(ArrowStream.read(out.toByteArray()).ended()).isTrue();
    }

    /// `value` and a null, then seventy of both for bitmaps of several words.
    private static void assertWritten(
            DataType type, Object value, String arrowType, Object arrowValue) throws IOException {
        List<@Nullable Object> values = new ArrayList<>();
        List<@Nullable Object> expected = new ArrayList<>();
        for (int i = 0; i < 72; i++) {
            values.add(i % 2 == 0 ? value : null);
            expected.add(i % 2 == 0 ? arrowValue : null);
        }
        ArrowStream stream = written(type, VectorBuilder.of(type, values), values.size());
        assertThat(stream.columns()).containsExactly("c: " + arrowType);
        assertThat(stream.rows()).isEqualTo(rows(expected.toArray()));
        assertThat(stream.ended()).isTrue();
        ArrowStream full = written(type, VectorBuilder.of(type, List.of(value)), 1);
        assertThat(full.rows()).isEqualTo(rows(arrowValue));
    }

    private static JavaValues.Row row(int x, String y) {
        return new JavaValues.Row(FIELDS, List.of(x, y));
    }

    private static ArrowStream written(DataType type, Vector column, int rowCount)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArrowStreamWriter writer = new ArrowStreamWriter(out);
        writer.begin(List.of(new Field("c", type)));
        writer.batch(new Batch(List.of(column), rowCount));
        writer.end();
        return ArrowStream.read(out.toByteArray());
    }

    private static List<List<@Nullable Object>> rows(@Nullable Object... values) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Object value : values) {
            rows.add(Arrays.asList(value));
        }
        return rows;
    }
}
