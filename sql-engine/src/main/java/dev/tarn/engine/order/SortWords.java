package dev.tarn.engine.order;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.engine.physical.SortKey;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Values as words whose signed order is the values' order: a smaller word is a row that comes
/// earlier, equal words are equal keys or such whose difference lies beyond the word (long strings,
/// the lower half of long decimals, nulls beside extreme values).
///
/// NaN is greater than any number, and both zeros are equal. A null is the least or the greatest
/// word. DESC turns the bits around.
public final class SortWords {
    private static final VarHandle BIG_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private SortWords() {}

    /// Writes the word of row `from + i` to `words[from + i]` for all rows of `from..to`.
    public static void fill(FlatVector values, SortKey key, long[] words, int from, int to) {
        switch (values) {
            case BooleanVector booleans -> {
                for (int row = from; row < to; row++) {
                    words[row] = booleans.values()[row] ? 1 : 0;
                }
            }
            case IntVector ints -> {
                int[] numbers = ints.values();
                for (int row = from; row < to; row++) {
                    words[row] = numbers[row];
                }
            }
            case LongVector longs -> System.arraycopy(longs.values(), from, words, from, to - from);
            case FloatVector floats -> {
                for (int row = from; row < to; row++) {
                    words[row] = word(floats.values()[row]);
                }
            }
            case DoubleVector doubles -> {
                double[] numbers = doubles.values();
                for (int row = from; row < to; row++) {
                    words[row] = word(numbers[row]);
                }
            }
            case Int128Vector wide -> System.arraycopy(wide.high(), from, words, from, to - from);
            case BytesVector bytes -> {
                for (int row = from; row < to; row++) {
                    words[row] = prefix(bytes, row);
                }
            }
            case ListVector _, MapVector _, StructVector _ -> {
                for (int row = from; row < to; row++) {
                    words[row] = 0;
                }
            }
        }
        if (key.descending()) {
            invert(words, from, to);
        }
        placeNulls(values, key, words, from, to);
    }

    /// The lower halves of long decimals, as [#fill] does the upper ones.
    static void fillLow(Int128Vector wide, SortKey key, long[] words, int from, int to) {
        for (int row = from; row < to; row++) {
            words[row] = wide.low()[row] ^ Long.MIN_VALUE;
        }
        if (key.descending()) {
            invert(words, from, to);
        }
        placeNulls(wide, key, words, from, to);
    }

    /// 0 and 1, so that nulls are apart from all values.
    static void fillNullRanks(FlatVector values, SortKey key, long[] words, int from, int to) {
        long[] validity = values.validity();
        int nullRank = key.nullsFirst() ? 0 : 1;
        for (int row = from; row < to; row++) {
            words[row] = Bitmaps.isSet(validity, row) ? 1 - nullRank : nullRank;
        }
    }

    private static void invert(long[] words, int from, int to) {
        for (int row = from; row < to; row++) {
            words[row] = ~words[row];
        }
    }

    private static void placeNulls(FlatVector values, SortKey key, long[] words, int from, int to) {
        long[] validity = values.validity();
        if (validity == null) {
            return;
        }
        long nullWord = key.nullsFirst() ? Long.MIN_VALUE : Long.MAX_VALUE;
        for (int row = from; row < to; row++) {
            if (!Bitmaps.isSet(validity, row)) {
                words[row] = nullWord;
            }
        }
    }

    private static long word(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }

    private static long word(float value) {
        int bits = Float.floatToIntBits(value + 0.0f);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }

    /// The first eight bytes, as if zeros followed the last one.
    private static long prefix(BytesVector bytes, int row) {
        int from = bytes.offsets()[row];
        int count = bytes.offsets()[row + 1] - from;
        long word;
        if (from + 8 <= bytes.data().length) {
            word = (long) BIG_ENDIAN.get(bytes.data(), from);
            if (count < 8) {
                word = count == 0 ? 0 : word & -1L << 64 - 8 * count;
            }
        } else {
            word = 0;
            for (int at = 0; at < Math.min(count, 8); at++) {
                word |= (bytes.data()[from + at] & 0xFFL) << 56 - 8 * at;
            }
        }
        return word ^ Long.MIN_VALUE;
    }
}
