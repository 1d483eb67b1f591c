package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.JavaValues;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.BinaryUtil;
import org.apache.iceberg.util.DateTimeUtil;
import org.apache.iceberg.util.UnicodeUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/// Counts and bounds of data files against their rows, read again.
class WrittenMetricsTest {
    @TempDir Path folder;

    private static final long SEED = 20_260_821;

    private static final Types.StructType STRUCT =
            Types.StructType.of(
                    optional(31, "n", Types.LongType.get()),
                    optional(32, "t", Types.StringType.get()));

    private static final Schema SCHEMA =
            EveryPrimitive.and(
                    optional(17, "nothing", Types.LongType.get()),
                    optional(18, "nan", Types.DoubleType.get()),
                    optional(30, "inner", STRUCT),
                    optional(40, "list", Types.ListType.ofOptional(41, Types.LongType.get())));

    /// Columns of which a file of the format tells no bounds.
    private static boolean hasBounds(String format, String column) {
        return format.equals("parquet")
                ? true
                : !List.of("bytes", "fixed", "uuid").contains(column);
    }

    @ParameterizedTest
    @CsvSource({
        "parquet, none",
        "parquet, counts",
        "parquet, truncate(3)",
        "parquet, truncate(16)",
        "parquet, full",
        "orc, none",
        "orc, counts",
        "orc, truncate(3)",
        "orc, full"
    })
    void metrics_are_those_of_the_rows_read_again(String format, String mode) {
        Table table =
                LocalTables.create(
                        folder,
                        SCHEMA,
                        PartitionSpec.unpartitioned(),
                        Map.of(
                                "write.format.default",
                                format,
                                "write.metadata.metrics.default",
                                mode,
                                "write.parquet.row-group-size-bytes",
                                "60000",
                                "write.parquet.page-row-limit",
                                "300"));
        Random random = new Random(SEED);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            rows.add(row(random));
        }
        DataFile file = LocalTables.append(table, LocalTables.batch(SCHEMA, rows)).getFirst();
        List<List<@Nullable Object>> read = LocalTables.rows(table);
        assertThat(file.recordCount()).isEqualTo(read.size());
        assertThat(file.fileSizeInBytes()).isEqualTo(Path.of(file.location()).toFile().length());
        List<Types.NestedField> columns = table.schema().columns();
        for (int i = 0; i < columns.size(); i++) {
            Types.NestedField column = columns.get(i);
            int ordinal = i;
            List<@Nullable Object> values = new ArrayList<>();
            read.forEach(row -> values.add(row.get(ordinal)));
            if (column.type().isPrimitiveType()) {
                check(file, format, mode, column, values);
            } else if (column.type().isStructType()) {
                List<Types.NestedField> inside = column.type().asStructType().fields();
                for (int j = 0; j < inside.size(); j++) {
                    List<@Nullable Object> fields = new ArrayList<>();
                    for (Object value : values) {
                        fields.add(value == null ? null : ((JavaValues.Row) value).values().get(j));
                    }
                    check(file, format, mode, inside.get(j), fields);
                }
            }
        }
    }

    private static void check(
            DataFile file,
            String format,
            String mode,
            Types.NestedField column,
            List<@Nullable Object> values) {
        int id = column.fieldId();
        String of = column.name() + " in " + format + " by " + mode;
        if (mode.equals("none")) {
            assertThat(file.valueCounts()).describedAs(of).doesNotContainKey(id);
            assertThat(file.lowerBounds()).describedAs(of).doesNotContainKey(id);
            return;
        }
        List<Object> present = new ArrayList<>();
        long nans = 0;
        for (Object value : values) {
            Object internal = value == null ? null : internal(value);
            if (internal instanceof Double d && d.isNaN()
                    || internal instanceof Float f && f.isNaN()) {
                nans++;
            } else if (internal != null) {
                present.add(internal);
            }
        }
        long nulls = values.stream().filter(value -> value == null).count();
        assertThat(file.valueCounts().get(id)).describedAs(of).isEqualTo(values.size());
        assertThat(file.nullValueCounts().get(id)).describedAs(of).isEqualTo(nulls);
        if (column.type().typeId() == Type.TypeID.FLOAT
                || column.type().typeId() == Type.TypeID.DOUBLE) {
            assertThat(file.nanValueCounts().get(id)).describedAs(of).isEqualTo(nans);
        }
        if (mode.equals("counts") || present.isEmpty() || !hasBounds(format, column.name())) {
            assertThat(file.lowerBounds()).describedAs(of).doesNotContainKey(id);
            assertThat(file.upperBounds()).describedAs(of).doesNotContainKey(id);
            return;
        }
        Comparator<Object> order = Comparators.forType(column.type().asPrimitiveType());
        boolean cuts =
                List.of(Type.TypeID.STRING, Type.TypeID.BINARY).contains(column.type().typeId());
        int length =
                cuts && mode.startsWith("truncate")
                        ? Integer.parseInt(mode.replaceAll("\\D", ""))
                        : -1;
        Object least = present.stream().min(order).orElseThrow();
        Object most = present.stream().max(order).orElseThrow();
        Object lower = Conversions.fromByteBuffer(column.type(), file.lowerBounds().get(id));
        Object upper = Conversions.fromByteBuffer(column.type(), file.upperBounds().get(id));
        assertThat(order.compare(lower, cut(least, length, true)))
                .describedAs("lower bound of " + of)
                .isZero();
        assertThat(order.compare(upper, cut(most, length, false)))
                .describedAs("upper bound of " + of)
                .isZero();
    }

    private static Object cut(Object value, int length, boolean down) {
        if (length < 0) {
            return value;
        }
        return switch (value) {
            case CharSequence text ->
                    down
                            ? UnicodeUtil.truncateStringMin(Literal.of(text), length).value()
                            : UnicodeUtil.truncateStringMax(Literal.of(text), length).value();
            case ByteBuffer bytes ->
                    down
                            ? BinaryUtil.truncateBinaryMin(Literal.of(bytes), length).value()
                            : BinaryUtil.truncateBinaryMax(Literal.of(bytes), length).value();
            default -> value;
        };
    }

    private static Object internal(Object value) {
        return switch (value) {
            case LocalDate day -> DateTimeUtil.daysFromDate(day);
            case LocalTime time -> DateTimeUtil.microsFromTime(time);
            case LocalDateTime at -> DateTimeUtil.microsFromTimestamp(at);
            case OffsetDateTime at -> DateTimeUtil.microsFromTimestamptz(at);
            case byte[] bytes -> ByteBuffer.wrap(bytes);
            default -> value;
        };
    }

    private static List<@Nullable Object> row(Random random) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Types.NestedField field : SCHEMA.columns()) {
            values.add(random.nextInt(5) == 0 ? null : value(field.name(), random));
        }
        return values;
    }

    private static @Nullable Object value(String column, Random random) {
        return switch (column) {
            case "text" -> text(random);
            case "bytes" -> EveryPrimitive.bytes(random, 1 + random.nextInt(30));
            case "uuid" -> new UUID(random.nextLong() >>> 1, random.nextLong() >>> 1);
            case "nothing" -> null;
            case "nan" -> Double.NaN;
            case "inner" ->
                    new JavaValues.Row(
                            IcebergTypes.fields(new Schema(STRUCT.fields())),
                            LocalTables.row(
                                    random.nextInt(3) == 0 ? null : random.nextLong(),
                                    random.nextInt(3) == 0 ? null : text(random)));
            case "list" -> List.of(random.nextLong());
            default -> EveryPrimitive.value(column, random);
        };
    }

    /// Also beyond the basic plane, where UTF-16 sorts otherwise.
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(25); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> 0x1F600 + random.nextInt(60);
                        case 1 -> 0xFF00 + random.nextInt(80);
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return text.toString();
    }
}
