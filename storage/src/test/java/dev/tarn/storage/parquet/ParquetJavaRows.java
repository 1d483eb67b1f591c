package dev.tarn.storage.parquet;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.file.FileReaders;
import dev.tarn.testkit.Batches;

import org.apache.iceberg.FileFormat;
import org.apache.iceberg.io.InputFile;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// The rows of a Parquet file as text, once as parquet-java assembles them and once as we do.
final class ParquetJavaRows {
    private ParquetJavaRows() {}

    /// A row each, by us.
    static List<String> ours(InputFile file, int batchRowCount) {
        List<String> rows = new ArrayList<>();
        try (BatchReader reader = FileReaders.open(file, FileFormat.PARQUET, null, batchRowCount)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                for (List<@Nullable Object> row : Batches.rows(batch)) {
                    rows.add(text(row));
                }
            }
        }
        return rows;
    }

    /// A row each, by parquet-java.
    static List<String> theirs(InputFile file) throws IOException {
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        List<String> rows = new ArrayList<>();
        try (ParquetFileReader reader = ParquetFileReader.open(new ParquetInput(file), options)) {
            MessageType schema = reader.getFooter().getFileMetaData().getSchema();
            String writer = reader.getFooter().getFileMetaData().getCreatedBy();
            for (PageReadStore pages = reader.readNextRowGroup();
                    pages != null;
                    pages = reader.readNextRowGroup()) {
                RecordReader<Group> records =
                        new ColumnIOFactory(writer)
                                .getColumnIO(schema)
                                .getRecordReader(pages, new GroupRecordConverter(schema));
                for (long row = 0; row < pages.getRowCount(); row++) {
                    rows.add(text(fields(schema, records.read())));
                }
            }
        }
        return rows;
    }

    private static List<@Nullable Object> fields(GroupType type, Group group) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < type.getFieldCount(); i++) {
            values.add(field(type.getType(i), group, i));
        }
        return values;
    }

    private static @Nullable Object field(Type type, Group group, int field) {
        if (type.isRepetition(Type.Repetition.REPEATED)) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < group.getFieldRepetitionCount(field); i++) {
                values.add(single(type, group, field, i));
            }
            return values;
        }
        return group.getFieldRepetitionCount(field) == 0 ? null : single(type, group, field, 0);
    }

    private static @Nullable Object single(Type type, Group group, int field, int index) {
        if (type.isPrimitive()) {
            return primitive(type.asPrimitiveType(), group, field, index);
        }
        GroupType inner = type.asGroupType();
        Group value = group.getGroup(field, index);
        if (ParquetShapes.isList(inner)) {
            Type repeated = inner.getType(0);
            Type element = ParquetShapes.element(inner);
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < value.getFieldRepetitionCount(0); i++) {
                values.add(
                        element == repeated
                                ? single(element, value, 0, i)
                                : field(element, value.getGroup(0, i), 0));
            }
            return values;
        }
        if (ParquetShapes.isMap(inner)) {
            GroupType entry = inner.getType(0).asGroupType();
            Map<Object, @Nullable Object> entries = new java.util.LinkedHashMap<>();
            for (int i = 0; i < value.getFieldRepetitionCount(0); i++) {
                Group pair = value.getGroup(0, i);
                entries.put(
                        text(field(entry.getType(0), pair, 0)), field(entry.getType(1), pair, 1));
            }
            return entries;
        }
        return fields(inner, value);
    }

    private static Object primitive(PrimitiveType type, Group group, int field, int i) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> group.getBoolean(field, i);
            case INT32 -> int32(logical, group.getInteger(field, i));
            case INT64 -> int64(logical, group.getLong(field, i));
            case FLOAT -> group.getFloat(field, i);
            case DOUBLE -> group.getDouble(field, i);
            case INT96 -> int96(group.getInt96(field, i).getBytes());
            case BINARY, FIXED_LEN_BYTE_ARRAY -> binary(type, group.getBinary(field, i));
        };
    }

    private static Object int32(@Nullable LogicalTypeAnnotation logical, int value) {
        return switch (logical) {
            case DecimalLogicalTypeAnnotation decimal ->
                    BigDecimal.valueOf(value, decimal.getScale());
            case LogicalTypeAnnotation.DateLogicalTypeAnnotation date ->
                    LocalDate.ofEpochDay(value);
            case TimeLogicalTypeAnnotation time -> LocalTime.ofNanoOfDay(value * 1_000_000L);
            case IntLogicalTypeAnnotation ints when !ints.isSigned() && ints.getBitWidth() == 32 ->
                    Integer.toUnsignedLong(value);
            case null, default -> value;
        };
    }

    private static Object int64(@Nullable LogicalTypeAnnotation logical, long value) {
        return switch (logical) {
            case DecimalLogicalTypeAnnotation decimal ->
                    BigDecimal.valueOf(value, decimal.getScale());
            case IntLogicalTypeAnnotation ints when !ints.isSigned() ->
                    new BigDecimal(Long.toUnsignedString(value));
            case TimeLogicalTypeAnnotation time -> LocalTime.ofNanoOfDay(value * 1000);
            case TimestampLogicalTypeAnnotation timestamp ->
                    timestamp(
                            value,
                            timestamp.getUnit() == TimeUnit.MILLIS
                                    ? 1000
                                    : timestamp.getUnit() == TimeUnit.MICROS
                                            ? 1_000_000
                                            : 1_000_000_000,
                            timestamp.isAdjustedToUTC());
            case null, default -> value;
        };
    }

    private static Object timestamp(long value, long perSecond, boolean zone) {
        long nanos = Math.floorMod(value, perSecond) * (1_000_000_000 / perSecond);
        Instant instant = Instant.ofEpochSecond(Math.floorDiv(value, perSecond), nanos);
        return zone
                ? OffsetDateTime.ofInstant(instant, ZoneOffset.UTC)
                : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static Object int96(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long nanos = buffer.getLong();
        long day = buffer.getInt() - 2_440_588L;
        return timestamp(day * 86_400_000_000L + Math.floorDiv(nanos, 1000L), 1_000_000, false);
    }

    private static Object binary(PrimitiveType type, Binary value) {
        byte[] bytes = value.getBytes();
        return switch (type.getLogicalTypeAnnotation()) {
            case DecimalLogicalTypeAnnotation decimal ->
                    new BigDecimal(new BigInteger(bytes), decimal.getScale());
            case LogicalTypeAnnotation.StringLogicalTypeAnnotation text -> utf8(bytes);
            case LogicalTypeAnnotation.EnumLogicalTypeAnnotation text -> utf8(bytes);
            case LogicalTypeAnnotation.JsonLogicalTypeAnnotation text -> utf8(bytes);
            case LogicalTypeAnnotation.UUIDLogicalTypeAnnotation uuid -> {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                yield new java.util.UUID(buffer.getLong(), buffer.getLong());
            }
            case LogicalTypeAnnotation.Float16LogicalTypeAnnotation half ->
                    Float.float16ToFloat((short) (bytes[0] & 0xff | bytes[1] << 8));
            case null, default -> bytes;
        };
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case byte[] bytes -> "x" + HexFormat.of().formatHex(bytes);
            case JavaValues.Row(var fields, var values) -> text(values);
            case List<?> list -> {
                StringBuilder text = new StringBuilder("[");
                for (Object element : list) {
                    text.append(text(element)).append(", ");
                }
                yield text.append(']').toString();
            }
            case Map<?, ?> map -> {
                StringBuilder text = new StringBuilder("{");
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    text.append(text(entry.getKey())).append('=');
                    text.append(text(entry.getValue())).append(", ");
                }
                yield text.append('}').toString();
            }
            default -> value.toString();
        };
    }
}
