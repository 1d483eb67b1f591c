package dev.tarn.engine.columns;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;

import org.jspecify.annotations.Nullable;

/// Fixed-width values as key words: value `i` goes to `words[i * width + at]`, nulls as 0.
final class WordWriter {
    private WordWriter() {}

    static void write(Cells cells, long[] words, int width, int at) {
        int[] positions = cells.positions();
        int count = cells.count();
        switch (cells.values()) {
            case BooleanVector booleans -> booleans(booleans.values(), cells, words, width, at);
            case IntVector ints -> ints(ints.values(), positions, count, words, width, at);
            case LongVector longs -> longs(longs.values(), positions, count, words, width, at);
            case FloatVector floats -> floats(floats.values(), cells, words, width, at);
            case DoubleVector doubles -> doubles(doubles.values(), cells, words, width, at);
            case Int128Vector wide -> {
                longs(wide.high(), positions, count, words, width, at);
                longs(wide.low(), positions, count, words, width, at + 1);
                clearNulls(cells, words, width, at + 1);
            }
            case BytesVector _, ListVector _, MapVector _, StructVector _ ->
                    throw new IllegalArgumentException(
                            "Type %s has no fixed width".formatted(cells.values().type()));
        }
        clearNulls(cells, words, width, at);
    }

    private static void ints(
            int[] values, int @Nullable [] positions, int count, long[] words, int width, int at) {
        int to = at;
        if (positions == null) {
            for (int i = 0; i < count; i++, to += width) {
                words[to] = values[i];
            }
            return;
        }
        for (int i = 0; i < count; i++, to += width) {
            words[to] = values[positions[i]];
        }
    }

    private static void longs(
            long[] values, int @Nullable [] positions, int count, long[] words, int width, int at) {
        int to = at;
        if (positions == null) {
            for (int i = 0; i < count; i++, to += width) {
                words[to] = values[i];
            }
            return;
        }
        for (int i = 0; i < count; i++, to += width) {
            words[to] = values[positions[i]];
        }
    }

    private static void booleans(boolean[] values, Cells cells, long[] words, int width, int at) {
        for (int i = 0; i < cells.count(); i++) {
            words[i * width + at] = values[cells.position(i)] ? 1 : 0;
        }
    }

    private static void floats(float[] values, Cells cells, long[] words, int width, int at) {
        for (int i = 0; i < cells.count(); i++) {
            words[i * width + at] = bits(values[cells.position(i)]);
        }
    }

    private static void doubles(double[] values, Cells cells, long[] words, int width, int at) {
        for (int i = 0; i < cells.count(); i++) {
            words[i * width + at] = bits(values[cells.position(i)]);
        }
    }

    /// One pattern for all NaN, and one for both zeros.
    static int bits(float value) {
        return Float.floatToIntBits(value + 0.0f);
    }

    /// One pattern for all NaN, and one for both zeros.
    static long bits(double value) {
        return Double.doubleToLongBits(value + 0.0);
    }

    private static void clearNulls(Cells cells, long[] words, int width, int at) {
        long[] validity = cells.values().validity();
        if (validity == null) {
            return;
        }
        for (int i = 0; i < cells.count(); i++) {
            if (!Bitmaps.isSet(validity, cells.position(i))) {
                words[i * width + at] = 0;
            }
        }
    }
}
