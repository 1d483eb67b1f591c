package dev.tarn.storage.parquet.prune;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// A way to store values of an Iceberg type. Values are made of small numbers, in whose order they
/// are: `value` in Iceberg's internal form, `write` as the file has it.
record ColumnKind(
        String name,
        Type type,
        PrimitiveTypeName stored,
        int length,
        @Nullable LogicalTypeAnnotation logical,
        IntFunction<Object> value,
        Write write) {

    /// Adds the value made of `number` to a row.
    interface Write {
        void add(Group row, String column, int number);
    }

    private static final @Nullable LogicalTypeAnnotation NONE = null;

    @Override
    public String toString() {
        return name;
    }

    /// Whether Iceberg's filters know this way; they take unsigned integers for signed ones and
    /// milliseconds for microseconds, and hash decimals in as many bytes as the precision needs.
    boolean isKnownToIceberg() {
        return !name.startsWith("uint")
                && !name.startsWith("half")
                && !name.endsWith("millis")
                && !name.equals("decimal in bytes");
    }

    static List<ColumnKind> all() {
        return Stream.of(integers(), times(), fractions(), decimals(), strings())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ColumnKind> integers() {
        return List.of(
                new ColumnKind(
                        "boolean",
                        Types.BooleanType.get(),
                        PrimitiveTypeName.BOOLEAN,
                        0,
                        NONE,
                        n -> n > 0,
                        (row, column, n) -> row.add(column, n > 0)),
                int32("int", Types.IntegerType.get(), NONE, n -> n, n -> n),
                int32(
                        "int8",
                        Types.IntegerType.get(),
                        LogicalTypeAnnotation.intType(8, true),
                        n -> n % 100,
                        n -> n % 100),
                int32("int as long", Types.LongType.get(), NONE, n -> (long) n, n -> n),
                int32(
                        "uint32 as long",
                        Types.LongType.get(),
                        LogicalTypeAnnotation.intType(32, false),
                        n -> (1L << 31) + n,
                        n -> (int) ((1L << 31) + n)),
                int64(
                        "long",
                        Types.LongType.get(),
                        NONE,
                        n -> n * 1_000_000_007L,
                        n -> n * 1_000_000_007L),
                int64(
                        "uint64 as decimal",
                        Types.DecimalType.of(20, 0),
                        LogicalTypeAnnotation.intType(64, false),
                        n -> new BigDecimal(BigInteger.ONE.shiftLeft(63).add(big(n))),
                        n -> Long.MIN_VALUE + n));
    }

    private static List<ColumnKind> times() {
        return List.of(
                int32(
                        "date",
                        Types.DateType.get(),
                        LogicalTypeAnnotation.dateType(),
                        n -> n,
                        n -> n),
                int32(
                        "time in millis",
                        Types.TimeType.get(),
                        LogicalTypeAnnotation.timeType(false, TimeUnit.MILLIS),
                        n -> (n + 2000) * 1000L,
                        n -> n + 2000),
                int64(
                        "time",
                        Types.TimeType.get(),
                        LogicalTypeAnnotation.timeType(false, TimeUnit.MICROS),
                        n -> (n + 2000) * 1000L,
                        n -> (n + 2000) * 1000L),
                int64(
                        "timestamp in millis",
                        Types.TimestampType.withoutZone(),
                        LogicalTypeAnnotation.timestampType(false, TimeUnit.MILLIS),
                        n -> n * 1000L,
                        n -> n),
                int64(
                        "timestamp with zone",
                        Types.TimestampType.withZone(),
                        LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS),
                        n -> n * 1001L,
                        n -> n * 1001L));
    }

    private static List<ColumnKind> fractions() {
        return List.of(
                new ColumnKind(
                        "float",
                        Types.FloatType.get(),
                        PrimitiveTypeName.FLOAT,
                        0,
                        NONE,
                        ColumnKind::single,
                        (row, column, n) -> row.add(column, single(n))),
                new ColumnKind(
                        "float as double",
                        Types.DoubleType.get(),
                        PrimitiveTypeName.FLOAT,
                        0,
                        NONE,
                        n -> (double) single(n),
                        (row, column, n) -> row.add(column, single(n))),
                new ColumnKind(
                        "half as float",
                        Types.FloatType.get(),
                        PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY,
                        2,
                        LogicalTypeAnnotation.float16Type(),
                        n -> Float.float16ToFloat(Float.floatToFloat16(single(n))),
                        (row, column, n) -> {
                            short half = Float.floatToFloat16(single(n));
                            row.add(column, binary(new byte[] {(byte) half, (byte) (half >> 8)}));
                        }),
                new ColumnKind(
                        "double",
                        Types.DoubleType.get(),
                        PrimitiveTypeName.DOUBLE,
                        0,
                        NONE,
                        n -> real(n),
                        (row, column, n) -> row.add(column, real(n))));
    }

    private static List<ColumnKind> decimals() {
        return List.of(
                int32(
                        "decimal in int32, widened",
                        Types.DecimalType.of(15, 2),
                        LogicalTypeAnnotation.decimalType(2, 9),
                        n -> decimal(n),
                        n -> n),
                int64(
                        "decimal in int64",
                        Types.DecimalType.of(15, 2),
                        LogicalTypeAnnotation.decimalType(2, 15),
                        n -> decimal(n),
                        n -> n),
                bytes(
                        "decimal in fixed",
                        Types.DecimalType.of(20, 2),
                        PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY,
                        9,
                        LogicalTypeAnnotation.decimalType(2, 20),
                        ColumnKind::decimal,
                        n -> padded(big(n), 9)),
                bytes(
                        "decimal in bytes",
                        Types.DecimalType.of(20, 2),
                        PrimitiveTypeName.BINARY,
                        0,
                        LogicalTypeAnnotation.decimalType(2, 20),
                        ColumnKind::decimal,
                        n -> big(n).toByteArray()));
    }

    private static List<ColumnKind> strings() {
        return List.of(
                bytes(
                        "string",
                        Types.StringType.get(),
                        PrimitiveTypeName.BINARY,
                        0,
                        LogicalTypeAnnotation.stringType(),
                        ColumnKind::text,
                        n -> utf8(text(n))),
                bytes(
                        "long string",
                        Types.StringType.get(),
                        PrimitiveTypeName.BINARY,
                        0,
                        LogicalTypeAnnotation.stringType(),
                        n -> "é".repeat(40) + text(n),
                        n -> utf8("é".repeat(40) + text(n))),
                bytes(
                        "binary",
                        Types.BinaryType.get(),
                        PrimitiveTypeName.BINARY,
                        0,
                        NONE,
                        n -> ByteBuffer.wrap(unsigned(n, 3)),
                        n -> unsigned(n, 3)),
                bytes(
                        "fixed",
                        Types.FixedType.ofLength(4),
                        PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY,
                        4,
                        NONE,
                        n -> ByteBuffer.wrap(unsigned(n, 4)),
                        n -> unsigned(n, 4)),
                bytes(
                        "uuid",
                        Types.UUIDType.get(),
                        PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY,
                        16,
                        LogicalTypeAnnotation.uuidType(),
                        n -> new UUID(0xF000_0000_0000_0000L + n, n),
                        n ->
                                ByteBuffer.allocate(16)
                                        .putLong(0xF000_0000_0000_0000L + n)
                                        .putLong(n)
                                        .array()));
    }

    private static ColumnKind int32(
            String name,
            Type type,
            @Nullable LogicalTypeAnnotation logical,
            IntFunction<Object> value,
            IntFunction<Integer> stored) {
        return new ColumnKind(
                name,
                type,
                PrimitiveTypeName.INT32,
                0,
                logical,
                value,
                (row, column, n) -> row.add(column, (int) stored.apply(n)));
    }

    private interface Longs {
        long apply(int number);
    }

    private static ColumnKind int64(
            String name,
            Type type,
            @Nullable LogicalTypeAnnotation logical,
            IntFunction<Object> value,
            Longs stored) {
        return new ColumnKind(
                name,
                type,
                PrimitiveTypeName.INT64,
                0,
                logical,
                value,
                (row, column, n) -> row.add(column, stored.apply(n)));
    }

    private static ColumnKind bytes(
            String name,
            Type type,
            PrimitiveTypeName physical,
            int length,
            @Nullable LogicalTypeAnnotation logical,
            IntFunction<Object> value,
            IntFunction<byte[]> stored) {
        return new ColumnKind(
                name,
                type,
                physical,
                length,
                logical,
                value,
                (row, column, n) -> row.add(column, binary(stored.apply(n))));
    }

    private static Binary binary(byte[] bytes) {
        return Binary.fromConstantByteArray(bytes);
    }

    /// Multiples of 29 are NaN; there are two zeros.
    private static float single(int n) {
        return n % 29 == 28 ? Float.NaN : n == 0 ? -0f : n == 1 ? 0f : n / 4f;
    }

    private static double real(int n) {
        return n % 29 == 28 ? Double.NaN : n == 0 ? -0.0 : n == 1 ? 0.0 : n / 10.0;
    }

    private static BigInteger big(int n) {
        return BigInteger.valueOf(n);
    }

    private static BigDecimal decimal(int n) {
        return new BigDecimal(big(n), 2);
    }

    private static byte[] padded(BigInteger value, int length) {
        byte[] least = value.toByteArray();
        byte[] all = new byte[length];
        Arrays.fill(all, (byte) value.signum() < 0 ? (byte) -1 : 0);
        System.arraycopy(least, 0, all, length - least.length, least.length);
        return all;
    }

    private static String text(int n) {
        String digits = "%05d".formatted(n + 5000);
        return switch (Math.floorMod(n, 4)) {
            case 0 -> digits;
            case 1 -> digits + "ß";
            case 2 -> digits + "\uD83D\uDE00";
            default -> digits + "\uFFFD";
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static byte[] unsigned(int n, int length) {
        byte[] bytes = new byte[length];
        int value = (n + 5000) * 1500;
        bytes[0] = (byte) (value >>> 16);
        bytes[1] = (byte) (value >>> 8);
        bytes[2] = (byte) value;
        return bytes;
    }
}
