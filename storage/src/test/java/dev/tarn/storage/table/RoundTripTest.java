package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.JavaValues;
import dev.tarn.storage.IcebergTypes;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/// Every type that Iceberg's version 2 has, with nulls, through every format.
class RoundTripTest {
    @TempDir Path folder;

    private static final Types.StructType POINT =
            Types.StructType.of(
                    optional(40, "x", Types.DoubleType.get()),
                    optional(41, "tags", Types.ListType.ofOptional(42, Types.StringType.get())));

    private static final Schema SCHEMA =
            EveryPrimitive.and(
                    optional(
                            17,
                            "lists",
                            Types.ListType.ofOptional(
                                    20, Types.ListType.ofOptional(21, Types.IntegerType.get()))),
                    optional(
                            18,
                            "map",
                            Types.MapType.ofOptional(22, 23, Types.StringType.get(), POINT)),
                    optional(
                            19,
                            "struct",
                            Types.StructType.of(
                                    optional(30, "a", Types.LongType.get()),
                                    optional(
                                            31,
                                            "inner",
                                            Types.StructType.of(
                                                    optional(32, "b", Types.StringType.get()))))));

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "avro"})
    void every_type_and_its_nulls_come_back(String format) {
        Table table =
                LocalTables.create(
                        folder,
                        SCHEMA,
                        PartitionSpec.unpartitioned(),
                        Map.of("write.format.default", format));
        Random random = new Random(42);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            rows.add(row(random));
        }
        LocalTables.append(table, LocalTables.batch(SCHEMA, rows));
        assertThat(text(LocalTables.rows(table))).isEqualTo(text(rows));
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "avro"})
    void nanoseconds_come_back_also_from_within_lists_and_before_1970(String format) {
        Schema schema =
                new Schema(
                        optional(1, "at", Types.TimestampNanoType.withoutZone()),
                        optional(2, "instant", Types.TimestampNanoType.withZone()),
                        optional(
                                3,
                                "all",
                                Types.ListType.ofOptional(
                                        4, Types.TimestampNanoType.withoutZone())),
                        optional(
                                5,
                                "by_id",
                                Types.MapType.ofOptional(
                                        6, 7, Types.UUIDType.get(), Types.DecimalType.of(30, 3))));
        Table table =
                LocalTables.create(
                        folder,
                        schema,
                        PartitionSpec.unpartitioned(),
                        Map.of("write.format.default", format, "format-version", "3"));
        Random random = new Random(7);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(LocalTables.row(null, null, null, null));
        for (int i = 0; i < 2000; i++) {
            LocalDateTime at = EveryPrimitive.at(random).plusNanos(random.nextInt(1000));
            List<@Nullable Object> all = new ArrayList<>();
            all.add(at.minusYears(40));
            all.add(null);
            UUID uuid = new UUID(random.nextLong(), random.nextLong());
            BigDecimal money = BigDecimal.valueOf(random.nextLong(), 3);
            rows.add(LocalTables.row(at, at.atOffset(ZoneOffset.UTC), all, Map.of(uuid, money)));
        }
        LocalTables.append(table, LocalTables.batch(schema, rows));
        assertThat(text(LocalTables.rows(table))).isEqualTo(text(rows));
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "avro"})
    void a_null_in_a_required_column_is_named(String format) {
        Schema schema =
                new Schema(
                        required(1, "id", Types.LongType.get()),
                        optional(
                                2,
                                "inner",
                                Types.StructType.of(required(3, "x", Types.StringType.get()))));
        Table table =
                LocalTables.create(
                        folder,
                        schema,
                        PartitionSpec.unpartitioned(),
                        Map.of("write.format.default", format));
        JavaValues.Row inner =
                new JavaValues.Row(
                        IcebergTypes.fields(
                                new Schema(
                                        schema.findField("inner").type().asStructType().fields())),
                        LocalTables.row((Object) null));
        LocalTables.append(table, LocalTables.batch(schema, List.of(LocalTables.row(1L, null))));
        assertThatThrownBy(() ->
                        LocalTables.append(
                                table,
                                LocalTables.batch(schema, List.of(LocalTables.row(2L, inner)))))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("inner.x is required and cannot hold NULL");
        assertThat(text(LocalTables.rows(table))).containsExactly("[1, null]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "avro"})
    void columns_evolve_under_files_that_were_there_before(String format) {
        Schema before =
                new Schema(
                        optional(1, "a", Types.IntegerType.get()),
                        optional(2, "b", Types.FloatType.get()),
                        optional(3, "c", Types.DecimalType.of(9, 2)),
                        optional(4, "gone", Types.StringType.get()));
        Table table =
                LocalTables.create(
                        folder,
                        before,
                        PartitionSpec.unpartitioned(),
                        Map.of("write.format.default", format));
        LocalTables.append(
                table,
                LocalTables.batch(
                        before, List.of(LocalTables.row(7, 1.5f, new BigDecimal("3.25"), "x"))));
        table.updateSchema()
                .updateColumn("a", Types.LongType.get())
                .updateColumn("b", Types.DoubleType.get())
                .updateColumn("c", Types.DecimalType.of(20, 2))
                .renameColumn("a", "renamed")
                .deleteColumn("gone")
                .addColumn("fresh", Types.StringType.get())
                .moveFirst("c")
                .commit();
        table.refresh();
        LocalTables.append(
                table,
                LocalTables.batch(
                        table.schema(),
                        List.of(LocalTables.row(new BigDecimal("9.00"), 8L, 2.5, "new"))));
        assertThat(text(LocalTables.rows(table)))
                .containsExactlyInAnyOrder("[3.25, 7, 1.5, null]", "[9.00, 8, 2.5, new]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "avro"})
    void positions_and_file_names_are_columns_too(String format) {
        Schema schema = new Schema(optional(1, "a", Types.IntegerType.get()));
        Table table =
                LocalTables.create(
                        folder,
                        schema,
                        PartitionSpec.unpartitioned(),
                        Map.of("write.format.default", format));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            rows.add(LocalTables.row(i));
        }
        String location =
                LocalTables.append(table, LocalTables.batch(schema, rows)).getFirst().location();
        Schema projection =
                new Schema(
                        org.apache.iceberg.MetadataColumns.ROW_POSITION,
                        schema.findField("a"),
                        org.apache.iceberg.MetadataColumns.FILE_PATH);
        List<List<@Nullable Object>> read =
                LocalTables.rows(table, projection, Expressions.alwaysTrue());
        assertThat(read).hasSize(2500);
        assertThat(read.get(2499)).containsExactly(2499L, 2499, location);
    }

    /// Rows as text: arrays and maps compare by content so.
    private static List<String> text(List<List<@Nullable Object>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(RoundTripTest::text).toList().toString())
                .toList();
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
    }

    private static List<@Nullable Object> row(Random random) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Types.NestedField field : SCHEMA.columns()) {
            values.add(random.nextInt(5) == 0 ? null : value(field.name(), random));
        }
        return values;
    }

    private static Object value(String column, Random random) {
        return switch (column) {
            case "lists" -> lists(random);
            case "map" -> map(random);
            case "struct" -> struct(random);
            default -> EveryPrimitive.value(column, random);
        };
    }

    private static List<@Nullable Object> lists(Random random) {
        List<@Nullable Object> outer = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            List<@Nullable Object> inner = new ArrayList<>();
            for (int j = random.nextInt(3); j > 0; j--) {
                inner.add(random.nextInt(4) == 0 ? null : random.nextInt(100));
            }
            outer.add(random.nextInt(4) == 0 ? null : inner);
        }
        return outer;
    }

    private static Map<Object, @Nullable Object> map(Random random) {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            List<@Nullable Object> tags = new ArrayList<>();
            for (int j = random.nextInt(3); j > 0; j--) {
                tags.add(random.nextInt(3) == 0 ? null : "t" + j);
            }
            JavaValues.Row point =
                    new JavaValues.Row(
                            IcebergTypes.fields(new Schema(POINT.fields())),
                            LocalTables.row(
                                    random.nextBoolean() ? null : random.nextDouble(),
                                    random.nextInt(3) == 0 ? null : tags));
            map.put("k" + i, random.nextInt(4) == 0 ? null : point);
        }
        return map;
    }

    private static JavaValues.Row struct(Random random) {
        Types.StructType type = SCHEMA.findField("struct").type().asStructType();
        JavaValues.Row inner =
                new JavaValues.Row(
                        IcebergTypes.fields(
                                new Schema(type.field("inner").type().asStructType().fields())),
                        LocalTables.row(random.nextBoolean() ? null : text(random)));
        return new JavaValues.Row(
                IcebergTypes.fields(new Schema(type.fields())),
                LocalTables.row(
                        random.nextInt(3) == 0 ? null : random.nextLong(),
                        random.nextInt(3) == 0 ? null : inner));
    }
}
