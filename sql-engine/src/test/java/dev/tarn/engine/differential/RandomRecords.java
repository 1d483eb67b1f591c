package dev.tarn.engine.differential;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/// Rows of every type that Iceberg and DuckDB share, nested ones too: nulls, NaN, both zeros,
/// extremes; some columns sorted, some of few values, some random.
///
/// Each row is made of a number, `spread`, that rises through the table where it is sorted, so that
/// bounds of pages and row groups have something to say.
record RandomRecords(Random random, boolean sorted, int distinct) {
    static final List<String> STRUCT_FIELDS = List.of("s.a", "s.b", "s.c.d");

    static final Schema SCHEMA =
            new Schema(
                    required(1, "id", Types.LongType.get()),
                    optional(2, "b", Types.BooleanType.get()),
                    optional(3, "i", Types.IntegerType.get()),
                    optional(4, "l", Types.LongType.get()),
                    optional(5, "f", Types.FloatType.get()),
                    optional(6, "d", Types.DoubleType.get()),
                    optional(7, "n9", Types.DecimalType.of(9, 2)),
                    optional(8, "n18", Types.DecimalType.of(18, 4)),
                    optional(9, "n38", Types.DecimalType.of(38, 10)),
                    optional(10, "day", Types.DateType.get()),
                    optional(11, "at", Types.TimestampType.withoutZone()),
                    optional(12, "instant", Types.TimestampType.withZone()),
                    optional(13, "clock", Types.TimeType.get()),
                    optional(14, "word", Types.StringType.get()),
                    required(15, "line", Types.StringType.get()),
                    optional(16, "u", Types.UUIDType.get()),
                    optional(17, "bytes", Types.BinaryType.get()),
                    optional(18, "list", Types.ListType.ofOptional(19, Types.IntegerType.get())),
                    optional(
                            20,
                            "s",
                            Types.StructType.of(
                                    optional(21, "a", Types.IntegerType.get()),
                                    optional(22, "b", Types.StringType.get()),
                                    optional(
                                            23,
                                            "c",
                                            Types.StructType.of(
                                                    optional(24, "d", Types.DoubleType.get()))))),
                    optional(
                            25,
                            "m",
                            Types.MapType.ofOptional(
                                    26, 27, Types.StringType.get(), Types.LongType.get())),
                    optional(
                            28,
                            "deep",
                            Types.ListType.ofOptional(
                                    29, Types.ListType.ofOptional(30, Types.StringType.get()))));

    List<Record> next(int firstId, int count) {
        List<Record> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int place = sorted ? i * distinct / count : random.nextInt(distinct);
            records.add(record(firstId + i, place));
        }
        return records;
    }

    private Record record(long id, int place) {
        Record record = GenericRecord.create(SCHEMA);
        record.setField("id", id);
        record.setField("b", orNull(place % 3 == 0));
        record.setField("i", orNull(integer(place)));
        record.setField("l", orNull(rarely() ? extreme() : place * 3_000_000_007L));
        record.setField("f", orNull(rarely() ? (float) odd() : place / 4f));
        record.setField("d", orNull(rarely() ? odd() : place / 8.0));
        record.setField("n9", orNull(BigDecimal.valueOf(place - 50L, 2)));
        record.setField("n18", orNull(BigDecimal.valueOf(place * 1_000_003L, 4)));
        record.setField("n38", orNull(wide(place)));
        record.setField("day", orNull(day(place)));
        record.setField("at", orNull(at(place)));
        record.setField("instant", orNull(at(place).atOffset(ZoneOffset.UTC)));
        record.setField(
                "clock",
                orNull(LocalTime.ofNanoOfDay(place * 7_000_000_000L % 86_400_000_000_000L)));
        record.setField("word", orNull(word(place)));
        record.setField("line", "row number " + id + " of " + place);
        record.setField("u", orNull(new UUID(place * 0x9E3779B97F4A7C15L, place)));
        record.setField("bytes", orNull(bytes(place)));
        record.setField("list", orNull(list(place)));
        record.setField("s", orNull(struct(place)));
        record.setField("m", orNull(map(place)));
        record.setField("deep", orNull(deep(place)));
        return record;
    }

    private <T> @Nullable T orNull(T value) {
        return random.nextInt(9) == 0 ? null : value;
    }

    private boolean rarely() {
        return random.nextInt(60) == 0;
    }

    private int integer(int place) {
        return rarely() ? (random.nextBoolean() ? Integer.MAX_VALUE : Integer.MIN_VALUE) : place;
    }

    private long extreme() {
        return random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
    }

    private double odd() {
        double[] odd = {
            Double.NaN, 0.0, -0.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-30, 3e38
        };
        return odd[random.nextInt(odd.length)];
    }

    private BigDecimal wide(int place) {
        BigInteger unscaled = BigInteger.valueOf(place - 20L).shiftLeft(random.nextInt(3) * 30);
        return new BigDecimal(unscaled, 10);
    }

    private LocalDate day(int place) {
        return rarely()
                ? LocalDate.of(random.nextBoolean() ? 1 : 9999, 12, 31)
                : LocalDate.ofEpochDay(place - 100L);
    }

    private LocalDateTime at(int place) {
        return rarely()
                ? LocalDateTime.of(random.nextBoolean() ? 1 : 9999, 1, 1, 23, 59, 59, 999_999_000)
                : LocalDateTime.ofEpochSecond(place * 60L, place % 1000 * 1000, ZoneOffset.UTC);
    }

    private static String word(int place) {
        return switch (place % 5) {
            case 0 -> "";
            case 1 -> "été " + place % 40;
            case 2 -> "100% of_" + place % 40;
            case 3 -> "a common beginning of many words, " + place % 80;
            default -> "w" + place;
        };
    }

    private static ByteBuffer bytes(int place) {
        return ByteBuffer.wrap(("\0\u007f" + place % 30).getBytes(StandardCharsets.ISO_8859_1));
    }

    private List<@Nullable Integer> list(int place) {
        List<@Nullable Integer> list = new ArrayList<>();
        for (int i = 0; i < place % 4; i++) {
            list.add(orNull(place + i));
        }
        return list;
    }

    private List<@Nullable List<@Nullable String>> deep(int place) {
        List<@Nullable List<@Nullable String>> deep = new ArrayList<>();
        for (int i = 0; i < place % 3; i++) {
            List<@Nullable String> inner = new ArrayList<>();
            for (int k = 0; k < random.nextInt(3); k++) {
                inner.add(orNull(word(place + k)));
            }
            deep.add(orNull(inner));
        }
        return deep;
    }

    private Record struct(int place) {
        Types.StructType type = SCHEMA.findType("s").asStructType();
        Types.StructType inner = type.fieldType("c").asStructType();
        Record c = GenericRecord.create(inner);
        c.setField("d", orNull(place / 2.0));
        Map<String, Object> values = new HashMap<>();
        values.put("a", orNull(place));
        values.put("b", orNull(word(place)));
        values.put("c", orNull(c));
        return GenericRecord.create(type).copy(values);
    }

    private Map<String, @Nullable Long> map(int place) {
        Map<String, @Nullable Long> map = new LinkedHashMap<>();
        for (int i = 0; i < place % 3; i++) {
            map.put("k" + i + place % 7, orNull((long) place));
        }
        return map;
    }
}
