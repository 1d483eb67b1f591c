package dev.tarn.storage.parquet.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.storage.parquet.format.RowGroup;
import dev.tarn.testkit.SeededRandom;

import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.parquet.ParquetBloomRowGroupFilter;
import org.apache.iceberg.parquet.ParquetDictionaryRowGroupFilter;
import org.apache.iceberg.parquet.ParquetMetricsRowGroupFilter;
import org.apache.iceberg.types.Types;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;

/// Random values of all types, stored in all ways, under random filters: what is left out never
/// matches, and nothing is kept that Iceberg's own filters leave out.
class PrunerPropertyTest {
    private static final int MOST_ROWS = 600;
    private static final int RANGE = 1500;

    /// One column of a file, as it was before it was written; null is a null.
    private record Column(String name, ColumnKind kind, @Nullable Integer[] numbers) {
        @Nullable Object value(int row) {
            Integer number = numbers[row];
            return number == null ? null : kind.value().apply(number);
        }
    }

    /// A filter, and which rows it takes.
    private record Asked(Expression filter, Predicate<Integer> takes) {}

    private int leftOut;
    private int byIceberg;
    private int decisions;
    private long rows;
    private long rowsLeftOut;
    private final int[] byLevel = new int[Pruner.Level.values().length];

    @Test
    void what_is_left_out_never_matches() {
        SeededRandom.forEachSeed(250, this::check);
        System.err.printf(
                "pruning: %d decisions on row groups, %d left out (Iceberg %d)"
                        + " by level %s; %d of %d rows left out%n",
                decisions, leftOut, byIceberg, Arrays.toString(byLevel), rowsLeftOut, rows);
        assertThat(leftOut).isGreaterThan(decisions / 5);
        for (Pruner.Level level : Pruner.Level.values()) {
            assertThat(byLevel[level.ordinal()]).as("%s", level).isGreaterThan(100);
        }
    }

    private void check(Random random) throws IOException {
        List<ColumnKind> kinds = ColumnKind.all();
        int rowCount = 1 + random.nextInt(MOST_ROWS);
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ColumnKind kind = kinds.get(random.nextInt(kinds.size()));
            columns.add(new Column("c" + i, kind, numbers(random, rowCount)));
        }
        TestFile file = write(columns, rowCount, random);
        Schema schema =
                new Schema(
                        Types.NestedField.optional(1, "c0", columns.get(0).kind().type()),
                        Types.NestedField.optional(2, "c1", columns.get(1).kind().type()));
        try (ParquetFileReader reader = file.open()) {
            for (int i = 0; i < 12; i++) {
                Asked asked = filter(columns, random, 2);
                checkFilter(
                        file,
                        schema,
                        asked,
                        columns.stream().allMatch(column -> column.kind().isKnownToIceberg())
                                ? reader
                                : null);
            }
        }
    }

    private void checkFilter(
            TestFile file, Schema schema, Asked asked, @Nullable ParquetFileReader iceberg)
            throws IOException {
        Pruner pruner = Pruner.of(asked.filter(), schema, file.columns(), file.footer);
        for (RowGroup group : file.footer.rowGroups()) {
            Pruner.Outcome outcome = pruner.prune(group, file);
            int first = (int) group.firstPosition();
            boolean some = false;
            for (int row = 0; row < group.rowCount(); row++) {
                if (asked.takes().test(first + row)) {
                    some = true;
                    assertThat(outcome.rows().contains(row))
                            .as("row %d for %s, %s", row, asked.filter(), outcome)
                            .isTrue();
                }
            }
            assertThat(pruner.mayMatch(group)).isEqualTo(outcome.level() != Pruner.Level.BOUNDS);
            decisions++;
            rows += group.rowCount();
            rowsLeftOut += group.rowCount() - outcome.rows().rowCount();
            byLevel[outcome.level().ordinal()]++;
            leftOut += outcome.rows().isEmpty() ? 1 : 0;
            boolean kept =
                    iceberg == null
                            || keptByIceberg(schema, asked.filter(), iceberg, group.ordinal());
            byIceberg += kept ? 0 : 1;
            if (!kept && !some) {
                assertThat(outcome.rows().isEmpty())
                        .as("left out by Iceberg, not by us: %s, %s", asked.filter(), outcome)
                        .isTrue();
            }
        }
    }

    private static boolean keptByIceberg(
            Schema schema, Expression filter, ParquetFileReader reader, int ordinal) {
        MessageType type = reader.getFileMetaData().getSchema();
        BlockMetaData group = reader.getRowGroups().get(ordinal);
        return new ParquetMetricsRowGroupFilter(schema, filter).shouldRead(type, group)
                && new ParquetDictionaryRowGroupFilter(schema, filter)
                        .shouldRead(type, group, reader.getDictionaryReader(group))
                && new ParquetBloomRowGroupFilter(schema, filter)
                        .shouldRead(type, group, reader.getBloomFilterDataReader(group));
    }

    /// Numbers that grow, that lie in clusters, that are few, or any.
    private static @Nullable Integer[] numbers(Random random, int rowCount) {
        @Nullable Integer[] numbers = new @Nullable Integer[rowCount];
        int shape = random.nextInt(5);
        int few = 1 + random.nextInt(6);
        double nulls = random.nextInt(3) == 0 ? random.nextDouble() : 0;
        int start = random.nextInt(2 * RANGE) - RANGE;
        for (int i = 0; i < rowCount; i++) {
            int number =
                    switch (shape) {
                        case 0 -> start + i;
                        case 1 -> start + i / 50 * 100 + random.nextInt(20);
                        case 2 -> start + 37 * random.nextInt(few);
                        case 3 -> start + 10 * random.nextInt(100);
                        default -> random.nextInt(2 * RANGE) - RANGE;
                    };
            boolean isNull = nulls > 0 && (random.nextDouble() < nulls || i / 100 % 3 == 1);
            numbers[i] = isNull ? null : number;
        }
        return numbers;
    }

    private static TestFile write(List<Column> columns, int rowCount, Random random)
            throws IOException {
        org.apache.parquet.schema.Types.MessageTypeBuilder message =
                org.apache.parquet.schema.Types.buildMessage();
        for (int i = 0; i < columns.size(); i++) {
            ColumnKind kind = columns.get(i).kind();
            boolean required = !Arrays.asList(columns.get(i).numbers()).contains(null);
            Repetition repetition =
                    required && random.nextBoolean() ? Repetition.REQUIRED : Repetition.OPTIONAL;
            org.apache.parquet.schema.Types.PrimitiveBuilder<
                            org.apache.parquet.schema.PrimitiveType>
                    field =
                            org.apache.parquet.schema.Types.primitive(kind.stored(), repetition)
                                    .length(kind.length());
            LogicalTypeAnnotation logical = kind.logical();
            message.addField(
                    (logical == null ? field : field.as(logical))
                            .id(i + 1)
                            .named(columns.get(i).name()));
        }
        MessageType schema = message.named("table");
        List<Group> rows = new ArrayList<>();
        for (int row = 0; row < rowCount; row++) {
            Group group = new SimpleGroup(schema);
            for (Column column : columns) {
                Integer number = column.numbers()[row];
                if (number != null) {
                    column.kind().write().add(group, column.name(), number);
                }
            }
            rows.add(group);
        }
        boolean bloom = random.nextBoolean();
        return TestFile.write(
                schema,
                rows,
                options ->
                        options.withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                                .withRowGroupRowCountLimit(100 + random.nextInt(300))
                                .withPageRowCountLimit(10 + random.nextInt(60))
                                .withMinRowCountForPageSizeCheck(5)
                                .withMaxRowCountForPageSizeCheck(5)
                                .withDictionaryEncoding(random.nextInt(3) != 0)
                                .withStatisticsEnabled(random.nextInt(6) != 0)
                                .withBloomFilterEnabled("c0", bloom && hasBloom(columns.get(0)))
                                .withBloomFilterEnabled("c1", bloom && hasBloom(columns.get(1)))
                                .withWriterVersion(
                                        random.nextBoolean()
                                                ? WriterVersion.PARQUET_1_0
                                                : WriterVersion.PARQUET_2_0));
    }

    private static boolean hasBloom(Column column) {
        return !(column.kind().type() instanceof Types.BooleanType);
    }

    private static Asked filter(List<Column> columns, Random random, int depth) {
        int choice = depth == 0 ? 9 : random.nextInt(10);
        if (choice >= 5) {
            return test(columns.get(random.nextInt(columns.size())), random);
        }
        Asked left = filter(columns, random, depth - 1);
        Asked right = filter(columns, random, depth - 1);
        return choice < 3
                ? new Asked(
                        Expressions.and(left.filter(), right.filter()),
                        left.takes().and(right.takes()))
                : new Asked(
                        Expressions.or(left.filter(), right.filter()),
                        left.takes().or(right.takes()));
    }

    private static int number(Column column, Random random) {
        Integer found = column.numbers()[random.nextInt(column.numbers().length)];
        int base = found == null ? 0 : found;
        return switch (random.nextInt(3)) {
            case 0 -> base;
            case 1 -> base + random.nextInt(5) - 2;
            default -> random.nextInt(3 * RANGE) - 3 * RANGE / 2;
        };
    }

    private static Object literal(Column column, Random random) {
        Object value = column.kind().value().apply(number(column, random));
        while (value instanceof Float f && f.isNaN() || value instanceof Double d && d.isNaN()) {
            value = column.kind().value().apply(number(column, random));
        }
        return value;
    }

    private static Asked test(Column column, Random random) {
        String name = column.name();
        Object literal = literal(column, random);
        boolean real = literal instanceof Float || literal instanceof Double;
        return switch (random.nextInt(14)) {
            case 0 -> new Asked(Expressions.isNull(name), row -> column.value(row) == null);
            case 1 -> new Asked(Expressions.notNull(name), row -> column.value(row) != null);
            case 2 -> compared(column, Expression.Operation.LT, literal);
            case 3 -> compared(column, Expression.Operation.LT_EQ, literal);
            case 4 -> compared(column, Expression.Operation.GT, literal);
            case 5 -> compared(column, Expression.Operation.GT_EQ, literal);
            case 6 -> compared(column, Expression.Operation.NOT_EQ, literal);
            case 7, 8, 9 -> compared(column, Expression.Operation.EQ, literal);
            case 10 -> set(column, random, true);
            case 11 -> set(column, random, false);
            default -> {
                if (real) {
                    yield random.nextBoolean()
                            ? new Asked(Expressions.isNaN(name), row -> isNan(column.value(row)))
                            : new Asked(Expressions.notNaN(name), row -> !isNan(column.value(row)));
                }
                yield literal instanceof String text
                        ? prefix(column, text, random)
                        : compared(column, Expression.Operation.EQ, literal);
            }
        };
    }

    private static Asked prefix(Column column, String text, Random random) {
        String prefix = text.substring(0, text.length() - 1 - random.nextInt(4));
        byte[] bytes = prefix.getBytes(StandardCharsets.UTF_8);
        String known = new String(bytes, StandardCharsets.UTF_8);
        boolean positive = random.nextInt(3) != 0;
        return new Asked(
                positive
                        ? Expressions.startsWith(column.name(), known)
                        : Expressions.notStartsWith(column.name(), known),
                row -> {
                    Object value = column.value(row);
                    return value == null
                            ? !positive
                            : value.toString().startsWith(known) == positive;
                });
    }

    private static Asked set(Column column, Random random, boolean in) {
        List<Object> literals = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(4); i++) {
            literals.add(literal(column, random));
        }
        return new Asked(
                in
                        ? Expressions.in(column.name(), literals)
                        : Expressions.notIn(column.name(), literals),
                row -> {
                    Object value = column.value(row);
                    if (value == null) {
                        return !in;
                    }
                    return literals.stream().anyMatch(literal -> equal(value, literal)) == in;
                });
    }

    private static Asked compared(Column column, Expression.Operation op, Object literal) {
        return new Asked(
                Expressions.predicate(op, column.name(), literal),
                row -> {
                    Object value = column.value(row);
                    if (value == null || isNan(value)) {
                        return op == Expression.Operation.NOT_EQ;
                    }
                    int order = compare(value, literal);
                    return switch (op) {
                        case LT -> order < 0;
                        case LT_EQ -> order <= 0;
                        case GT -> order > 0;
                        case GT_EQ -> order >= 0;
                        case EQ -> order == 0;
                        case NOT_EQ -> order != 0;
                        default -> throw new IllegalArgumentException(op.name());
                    };
                });
    }

    private static boolean isNan(@Nullable Object value) {
        return value instanceof Float f && f.isNaN() || value instanceof Double d && d.isNaN();
    }

    private static boolean equal(Object value, Object literal) {
        return !isNan(value) && compare(value, literal) == 0;
    }

    private static int compare(Object left, Object right) {
        return switch (left) {
            case Boolean value -> value.compareTo((Boolean) right);
            case Integer value -> value.compareTo((Integer) right);
            case Long value -> value.compareTo((Long) right);
            case Float value -> Double.compare(value + 0.0, (Float) right + 0.0);
            case Double value -> Double.compare(value + 0.0, (Double) right + 0.0);
            case BigDecimal value -> value.compareTo((BigDecimal) right);
            case String value -> Arrays.compareUnsigned(utf8(value), utf8((String) right));
            case ByteBuffer value ->
                    Arrays.compareUnsigned(value.array(), ((ByteBuffer) right).array());
            case UUID value -> value.toString().compareTo(right.toString());
            default -> throw new IllegalArgumentException(left.toString());
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
