package dev.tarn.columnar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

@NullUnmarked
class JavaValuesTest {
    private static final DataType POINT =
            new DataType.StructOf(
                    List.of(
                            new DataType.Field("x", DataType.INTEGER),
                            new DataType.Field("label", DataType.STRING)));

    @Test
    void values_of_every_type_survive_the_way_into_a_vector_and_back() {
        survives(DataType.BOOLEAN, true, null, false);
        survives(DataType.INTEGER, 1, null, Integer.MIN_VALUE);
        survives(DataType.BIGINT, 1L, null, Long.MAX_VALUE);
        survives(DataType.REAL, 1.5f, null);
        survives(DataType.DOUBLE, 1.5, null, -0.0);
        survives(DataType.DATE, LocalDate.of(1969, 12, 31), null);
        survives(DataType.TIME, LocalTime.of(23, 59, 59, 999_999_000), null);
        survives(DataType.TIMESTAMP, LocalDateTime.of(1900, 1, 2, 3, 4, 5, 6_000), null);
        survives(
                new DataType.Timestamp(9, true),
                OffsetDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_999, ZoneOffset.UTC),
                null);
        survives(new DataType.Decimal(10, 2), new BigDecimal("-12.34"), null);
        survives(
                new DataType.Decimal(38, 10),
                new BigDecimal("-1234567890123456789012345678.0123456789"),
                null,
                new BigDecimal("0.0000000001"));
        survives(DataType.STRING, "héllo", null, "");
        survives(DataType.UUID, new UUID(-1, 7), null);
        survives(new DataType.ListOf(DataType.INTEGER), Arrays.asList(1, null), null, List.of());
        survives(
                new DataType.MapOf(DataType.STRING, DataType.INTEGER),
                Map.of("a", 1),
                null,
                Map.of());
        survives(
                POINT,
                new JavaValues.Row(((DataType.StructOf) POINT).fields(), Arrays.asList(1, null)),
                null);
    }

    @Test
    void every_encoding_shows_the_values_it_stands_for() {
        FlatVector flat = VectorBuilder.of(DataType.STRING, Arrays.asList("a", null));
        assertThat(JavaValues.values(new DictionaryVector(flat, new int[] {1, 0, 0}, 3)))
                .containsExactly(null, "a", "a");
        assertThat(JavaValues.values(Vectors.nulls(DataType.DATE, 2))).containsExactly(null, null);
        assertThat(JavaValues.values(new SequenceVector(5, -2, 3))).containsExactly(5L, 3L, 1L);
    }

    @Test
    void a_value_in_another_form_is_refused_by_name() {
        assertThatThrownBy(() -> VectorBuilder.of(DataType.DOUBLE, List.of(1)))
                .hasMessage("Value 1 of Integer in a vector of double");
    }

    @Test
    void other_validity_words_hide_and_show_values_without_a_copy() {
        IntVector flat = new IntVector(DataType.INTEGER, new int[] {1, 2});
        FlatVector hidden = flat.withValidity(new long[] {2});
        assertThat(JavaValues.values(hidden)).containsExactly(null, 2);
        assertThat(((IntVector) hidden).values()).isSameAs(flat.values());
    }

    private static void survives(DataType type, Object... values) {
        Vector vector = VectorBuilder.of(type, Arrays.asList(values));
        assertThat(JavaValues.values(vector)).as("%s", type).containsExactly(values);
    }
}
