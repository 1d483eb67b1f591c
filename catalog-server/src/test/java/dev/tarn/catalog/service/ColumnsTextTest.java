package dev.tarn.catalog.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

class ColumnsTextTest {
    private static final List<NestedField> PLAIN =
            List.of(
                    NestedField.required(1, "id", Types.LongType.get()),
                    NestedField.optional(
                            20, "a \"name\"\n", Types.StringType.get(), "a 'comment' – Größe"),
                    NestedField.optional(3, "b", Types.BooleanType.get(), ""),
                    NestedField.optional(4, "i", Types.IntegerType.get()),
                    NestedField.optional(5, "f", Types.FloatType.get()),
                    NestedField.optional(6, "d", Types.DoubleType.get()),
                    NestedField.optional(7, "day", Types.DateType.get()),
                    NestedField.optional(8, "time", Types.TimeType.get()),
                    NestedField.optional(9, "at", Types.TimestampType.withoutZone()),
                    NestedField.optional(10, "zoned", Types.TimestampType.withZone()),
                    NestedField.optional(11, "n", Types.TimestampNanoType.withoutZone()),
                    NestedField.optional(12, "nz", Types.TimestampNanoType.withZone()),
                    NestedField.optional(13, "m", Types.DecimalType.of(38, 10)),
                    NestedField.optional(14, "u", Types.UUIDType.get()),
                    NestedField.optional(15, "x", Types.FixedType.ofLength(16)),
                    NestedField.optional(16, "bytes", Types.BinaryType.get()));

    @Test
    void plain_columns_stay_what_they_are() {
        assertThat(ColumnsText.parse(text(PLAIN))).isEqualTo(PLAIN);
    }

    @Test
    void so_do_nested_ones_and_those_with_defaults() {
        List<NestedField> columns = new ArrayList<>(PLAIN);
        columns.add(
                NestedField.optional(
                        30,
                        "points",
                        Types.ListType.ofOptional(
                                31,
                                Types.StructType.of(
                                        NestedField.required(
                                                32, "x", Types.DoubleType.get(), "in metres")))));
        columns.add(NestedField.optional(40, "v", Types.VariantType.get()));
        columns.add(NestedField.optional(41, "g", Types.GeometryType.crs84()));
        columns.add(NestedField.optional(42, "nothing", Types.UnknownType.get()));
        columns.add(
                NestedField.optional("c")
                        .withId(43)
                        .ofType(Types.IntegerType.get())
                        .withInitialDefault(Expressions.lit(7))
                        .withWriteDefault(Expressions.lit(8))
                        .build());
        assertThat(ColumnsText.parse(text(columns))).isEqualTo(columns);
    }

    @Test
    void no_columns_are_columns_too() {
        assertThat(ColumnsText.parse(text(List.of()))).isEmpty();
    }

    @Test
    void another_version_is_not_known() {
        assertThat(ColumnsText.parse("[2, {}]")).isNull();
        assertThat(ColumnsText.parse("{}")).isNull();
    }

    @Test
    void what_is_none_of_ours_is_refused() {
        assertThatThrownBy(() -> ColumnsText.parse("[1, [7, \"name\"]]"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ColumnsText.parse("[1, [7"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void columns_that_take_too_much_are_not_kept() {
        String comment = "x".repeat(1 << 20);
        List<NestedField> columns =
                List.of(NestedField.optional(1, "a", Types.LongType.get(), comment));
        assertThat(ColumnsText.of(columns)).isNull();
    }

    private static String text(List<NestedField> columns) {
        return Objects.requireNonNull(ColumnsText.of(columns));
    }
}
