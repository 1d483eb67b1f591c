package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// A column of every primitive type of Iceberg's version 2, with ids 1 to 16, and random values for
/// each.
final class EveryPrimitive {
    private static final List<Types.NestedField> COLUMNS =
            List.of(
                    optional(1, "flag", Types.BooleanType.get()),
                    optional(2, "small", Types.IntegerType.get()),
                    optional(3, "large", Types.LongType.get()),
                    optional(4, "half", Types.FloatType.get()),
                    optional(5, "full", Types.DoubleType.get()),
                    optional(6, "money", Types.DecimalType.of(9, 2)),
                    optional(7, "sum", Types.DecimalType.of(18, 4)),
                    optional(8, "huge", Types.DecimalType.of(38, 10)),
                    optional(9, "day", Types.DateType.get()),
                    optional(10, "time", Types.TimeType.get()),
                    optional(11, "at", Types.TimestampType.withoutZone()),
                    optional(12, "instant", Types.TimestampType.withZone()),
                    optional(13, "text", Types.StringType.get()),
                    optional(14, "bytes", Types.BinaryType.get()),
                    optional(15, "fixed", Types.FixedType.ofLength(20)),
                    optional(16, "uuid", Types.UUIDType.get()));

    private EveryPrimitive() {}

    /// The columns, and `more`, whose ids are from 17 on.
    static Schema and(Types.NestedField... more) {
        List<Types.NestedField> columns = new ArrayList<>(COLUMNS);
        columns.addAll(List.of(more));
        return new Schema(columns);
    }

    /// A value of `column` as a batch's builder takes it; NaN often, where there is one.
    static Object value(String column, Random random) {
        return switch (column) {
            case "flag" -> random.nextBoolean();
            case "small" -> random.nextInt();
            case "large" -> random.nextLong();
            case "half" -> random.nextInt(4) == 0 ? Float.NaN : random.nextFloat() - 0.5f;
            case "full" -> random.nextInt(4) == 0 ? Double.NaN : random.nextGaussian() * 1e200;
            case "money" -> BigDecimal.valueOf(random.nextInt(1_000_000_000) - 500_000_000, 2);
            case "sum" -> BigDecimal.valueOf(random.nextLong(1_000_000_000_000L) - 500_000_000, 4);
            case "huge" ->
                    new BigDecimal(
                            new BigInteger(120, random).subtract(BigInteger.ONE.shiftLeft(119)),
                            10);
            case "day" -> LocalDate.ofEpochDay(random.nextInt(40_000) - 10_000);
            case "time" -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1000);
            case "at" -> at(random);
            case "instant" -> at(random).atOffset(ZoneOffset.UTC);
            case "text" ->
                    random.nextBoolean()
                            ? "städte " + random.nextInt(40)
                            : "x".repeat(random.nextInt(40));
            case "bytes" -> bytes(random, random.nextInt(9));
            case "fixed" -> bytes(random, 20);
            case "uuid" -> new UUID(random.nextLong(), random.nextLong());
            default -> throw new IllegalArgumentException(column);
        };
    }

    /// Some time from 1938 to 2065, in microseconds.
    static LocalDateTime at(Random random) {
        long micros = random.nextLong(4_000_000_000_000_000L) - 1_000_000_000_000_000L;
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L),
                (int) Math.floorMod(micros, 1_000_000L) * 1000,
                ZoneOffset.UTC);
    }

    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
