package dev.tarn.storage.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.transforms.Transforms;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// Ours over vectors against Iceberg's own, value by value.
class ColumnTransformTest {
    private final Random random = new Random(11);

    @SuppressWarnings("unchecked")
    private static Object byIceberg(String transform, Type type, Object value) {
        Transform<Object, Object> known =
                (Transform<Object, Object>) Transforms.fromString(type, transform);
        return known.bind(type).apply(value);
    }

    private static List<Object> ours(String transform, Type type, Vector values) {
        FlatVector result = ColumnTransform.of(transform, type).apply(values).flatten();
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < result.length(); i++) {
            list.add(
                    switch (result) {
                        case IntVector ints -> ints.values()[i];
                        case LongVector longs when !(longs.type() instanceof Decimal) ->
                                longs.values()[i];
                        default -> java.util.Objects.requireNonNull(JavaValues.value(result, i));
                    });
        }
        return list;
    }

    private long[] longs() {
        long[] values = new long[500];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextLong(4_000_000_000_000_000L) - 2_000_000_000_000_000L;
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"year", "month", "day", "hour", "bucket[17]"})
    void of_timestamps(String transform) {
        long[] values = longs();
        Type type = Types.TimestampType.withZone();
        List<Object> expected = new ArrayList<>();
        for (long value : values) {
            expected.add(byIceberg(transform, type, value));
        }
        assertThat(ours(transform, type, new LongVector(DataType.TIMESTAMP_TZ, values)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"year", "month", "day", "bucket[5]"})
    void of_dates(String transform) {
        int[] values = random.ints(500, -800_000, 800_000).toArray();
        Type type = Types.DateType.get();
        List<Object> expected = new ArrayList<>();
        for (int value : values) {
            expected.add(byIceberg(transform, type, value));
        }
        assertThat(ours(transform, type, new IntVector(DataType.DATE, values))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bucket[100]", "truncate[10]", "identity"})
    void of_numbers_and_decimals(String transform) {
        long[] longs = longs();
        List<Object> expected = new ArrayList<>();
        List<Object> small = new ArrayList<>();
        List<Object> expectedSmall = new ArrayList<>();
        List<Object> huge = new ArrayList<>();
        List<Object> expectedHuge = new ArrayList<>();
        Type shortType = Types.DecimalType.of(18, 3);
        Type longType = Types.DecimalType.of(38, 5);
        for (long value : longs) {
            expected.add(byIceberg(transform, Types.LongType.get(), value));
            BigDecimal decimal = BigDecimal.valueOf(value, 3);
            small.add(decimal);
            expectedSmall.add(byIceberg(transform, shortType, decimal));
            BigDecimal wide =
                    new BigDecimal(
                            new BigInteger(110, random).subtract(BigInteger.TWO.pow(109)), 5);
            huge.add(wide);
            expectedHuge.add(byIceberg(transform, longType, wide));
        }
        assertThat(ours(transform, Types.LongType.get(), new LongVector(DataType.BIGINT, longs)))
                .isEqualTo(expected);
        assertThat(ours(transform, shortType, VectorBuilder.of(new Decimal(18, 3), small)))
                .isEqualTo(expectedSmall);
        assertThat(ours(transform, longType, VectorBuilder.of(new Decimal(38, 5), huge)))
                .isEqualTo(expectedHuge);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bucket[31]", "truncate[3]"})
    void of_strings(String transform) {
        List<Object> values = List.of("", "a", "äöü", "日本語テキスト", "𝄞𝄞𝄞𝄞", "plain text");
        List<Object> expected = new ArrayList<>();
        for (Object value : values) {
            expected.add(byIceberg(transform, Types.StringType.get(), value));
        }
        assertThat(
                        ours(
                                transform,
                                Types.StringType.get(),
                                VectorBuilder.of(DataType.STRING, values)))
                .isEqualTo(expected);
    }

    @Test
    void of_uuids_and_binaries() {
        UUID uuid = new UUID(random.nextLong(), random.nextLong());
        assertThat(
                        ours(
                                "bucket[16]",
                                Types.UUIDType.get(),
                                VectorBuilder.of(DataType.UUID, List.of(uuid))))
                .containsExactly(byIceberg("bucket[16]", Types.UUIDType.get(), uuid));
        byte[] bytes = {1, -2, 3, 4, 5};
        assertThat(
                        ours(
                                "bucket[16]",
                                Types.BinaryType.get(),
                                VectorBuilder.of(DataType.BINARY, List.of(bytes))))
                .containsExactly(
                        byIceberg("bucket[16]", Types.BinaryType.get(), ByteBuffer.wrap(bytes)));
    }

    @Test
    void an_unknown_transform_is_refused() {
        assertThatThrownBy(() -> ColumnTransform.of("zorder", Types.LongType.get()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("Partition transform zorder is not known");
    }
}
