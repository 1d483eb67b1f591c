package dev.tarn.engine.columns;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;

import org.jspecify.annotations.Nullable;

/// Key words as values again.
final class Words {
    private Words() {}

    /// The vector whose value `i` was encoded as `low[i]` (and `high[i]` for long decimals). The
    /// arrays are taken over.
    static FlatVector vector(
            DataType type, long[] low, long[] high, long @Nullable [] validity, int length) {
        return switch (type.physical()) {
            case BOOLEAN -> {
                boolean[] values = new boolean[length];
                for (int i = 0; i < length; i++) {
                    values[i] = low[i] != 0;
                }
                yield new BooleanVector(type, values, validity, length);
            }
            case INT -> {
                int[] values = new int[length];
                for (int i = 0; i < length; i++) {
                    values[i] = (int) low[i];
                }
                yield new IntVector(type, values, validity, length);
            }
            case LONG -> new LongVector(type, low, validity, length);
            case FLOAT -> {
                float[] values = new float[length];
                for (int i = 0; i < length; i++) {
                    values[i] = Float.intBitsToFloat((int) low[i]);
                }
                yield new FloatVector(type, values, validity, length);
            }
            case DOUBLE -> {
                double[] values = new double[length];
                for (int i = 0; i < length; i++) {
                    values[i] = Double.longBitsToDouble(low[i]);
                }
                yield new DoubleVector(type, values, validity, length);
            }
            case INT128 -> new Int128Vector(type, high, low, validity, length);
            case BYTES, LIST, MAP, STRUCT ->
                    throw new IllegalArgumentException("Type %s has no words".formatted(type));
        };
    }
}
