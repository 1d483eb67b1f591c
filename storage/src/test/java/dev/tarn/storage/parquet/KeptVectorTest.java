package dev.tarn.storage.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/// Vectors are read as they were kept, whatever few bytes their values take.
class KeptVectorTest {
    private static final int ROWS = 300;

    private static void assertSame(
            Vector expected, int from, Vector actual, long @Nullable [] rows) {
        assertThat(actual.type()).isEqualTo(expected.type());
        for (int i = 0; i < actual.length(); i++) {
            if (rows != null && !Bitmaps.isSet(rows, from + i)) {
                continue;
            }
            assertThat(actual.isNull(i)).isEqualTo(expected.isNull(from + i));
            if (!actual.isNull(i)) {
                assertThat(value(actual, i))
                        .as("row %d", from + i)
                        .isEqualTo(value(expected, from + i));
            }
        }
    }

    private static Object value(Vector vector, int row) {
        return switch (vector) {
            case IntVector ints -> ints.values()[row];
            case LongVector longs -> longs.values()[row];
            case DictionaryVector ids -> value(ids.dictionary(), ids.ids()[row]);
            default -> new String(((BytesVector) vector).bytes(row), StandardCharsets.UTF_8);
        };
    }

    private static long validityBytes(Vector vector) {
        return vector instanceof LongVector longs && longs.validity() != null
                ? 8L * longs.validity().length
                : 0;
    }

    /// Reads all, a part, and again into a room that was used already.
    private static void check(Vector vector, long @Nullable [] rows, long bytesARow) {
        KeptVector kept = KeptVector.of(vector, rows);
        KeptVector.Room room = new KeptVector.Room();
        assertThat(kept.length()).isEqualTo(vector.length());
        assertThat(kept.sizeBytes()).isEqualTo(bytesARow * ROWS + validityBytes(vector));
        assertSame(vector, 0, kept.read(0, ROWS, null), rows);
        assertSame(vector, 17, kept.read(17, 100, room), rows);
        assertSame(vector, 0, kept.read(0, ROWS, room), rows);
        assertSame(vector, 299, kept.read(299, 1, room), rows);
        assertThat(kept.read(5, 0, room).length()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 1",
        "0, 255, 1",
        "0, 256, 2",
        "-40000, 25535, 2",
        "-40000, 25536, 4",
        "2147483392, 2147483647, 1",
        "-2147483648, -2147483393, 1",
        "-2147483648, -2147418113, 2",
        "-2147483648, 2147483647, 4"
    })
    void ints_take_what_their_range_takes(int min, int max, int bytes) {
        Random random = new Random(min + 31L * max);
        int[] values = random.ints(ROWS, min, Math.max(max, min + 1)).toArray();
        Arrays.setAll(values, i -> Math.min(values[i], max));
        values[3] = min;
        values[200] = max;
        check(new IntVector(DataType.INTEGER, values), null, bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "7, 7, 1",
        "1600000000000000, 1600000000000255, 1",
        "1600000000000000, 1600000000000256, 2",
        "-5, 65530, 2",
        "-5, 65531, 4",
        "-9223372036854775808, -9223372032559808513, 4",
        "9223372032559808512, 9223372036854775807, 4",
        "-1, 4294967295, 8",
        "-9223372036854775808, 9223372036854775807, 8",
        "-5000000000000000000, 5000000000000000000, 8"
    })
    void longs_take_what_their_range_takes(long min, long max, int bytes) {
        Random random = new Random(min + 31L * max);
        long[] values = random.longs(ROWS, min, Math.max(max, min + 1)).toArray();
        Arrays.setAll(values, i -> Math.min(values[i], max));
        values[0] = max;
        values[299] = min;
        check(new LongVector(DataType.BIGINT, values), null, bytes);
    }

    @Test
    void nulls_and_rows_without_a_value_do_not_count() {
        long[] values = new Random(5).longs(ROWS, 1_000, 1_200).toArray();
        values[7] = Long.MIN_VALUE;
        values[8] = Long.MAX_VALUE;
        values[9] = -1;
        long[] valid = Bitmaps.allSet(ROWS);
        Bitmaps.clear(valid, 7);
        Bitmaps.clear(valid, 8);
        check(new LongVector(DataType.BIGINT, values, valid, ROWS), null, 2);
        long[] rows = valid.clone();
        Bitmaps.clear(rows, 9);
        check(new LongVector(DataType.BIGINT, values, valid, ROWS), rows, 1);
        check(new LongVector(DataType.BIGINT, values, null, ROWS), rows, 1);
        check(new LongVector(DataType.BIGINT, values, Bitmaps.allClear(ROWS), ROWS), null, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 256, 257, 65_536, 65_537})
    void ids_take_what_their_dictionary_takes(int entryCount) {
        int[] entries = new int[entryCount];
        for (int i = 0; i < entryCount; i++) {
            entries[i] = i * 3;
        }
        FlatVector dictionary = new IntVector(DataType.INTEGER, entries);
        int[] ids = new Random(entryCount).ints(ROWS, 0, entryCount).toArray();
        ids[11] = entryCount - 1;
        ids[12] = 0;
        Vector vector = new DictionaryVector(dictionary, ids, ROWS);
        check(vector, null, entryCount <= 256 ? 1 : entryCount <= 65_536 ? 2 : 4);
        assertThat(KeptVector.of(vector, null).dictionary()).isSameAs(dictionary);
        Vector read = KeptVector.of(vector, null).read(0, ROWS, new KeptVector.Room());
        assertThat(((DictionaryVector) read).dictionary()).isSameAs(dictionary);
    }
}
