package dev.tarn.engine.function;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Arguments of kernels as plain arrays, whatever their encoding.
///
/// Arrays are at least as long as the vector and must not be written: they may be the vector's own.
/// A constant becomes a filled array, which costs less than a branch or a mask in the loop. What
/// stands under nulls is unspecified.
public final class Args {
    private Args() {}

    public static boolean[] booleans(Vector vector) {
        if (vector instanceof ConstantVector(BooleanVector value, int length)) {
            boolean[] filled = new boolean[length];
            Arrays.fill(filled, value.values()[0]);
            return filled;
        }
        return ((BooleanVector) vector.flatten()).values();
    }

    public static int[] ints(Vector vector) {
        if (vector instanceof ConstantVector(IntVector value, int length)) {
            int[] filled = new int[length];
            Arrays.fill(filled, value.values()[0]);
            return filled;
        }
        return ((IntVector) vector.flatten()).values();
    }

    public static long[] longs(Vector vector) {
        if (vector instanceof ConstantVector(LongVector value, int length)) {
            long[] filled = new long[length];
            Arrays.fill(filled, value.values()[0]);
            return filled;
        }
        return ((LongVector) vector.flatten()).values();
    }

    public static float[] floats(Vector vector) {
        if (vector instanceof ConstantVector(FloatVector value, int length)) {
            float[] filled = new float[length];
            Arrays.fill(filled, value.values()[0]);
            return filled;
        }
        return ((FloatVector) vector.flatten()).values();
    }

    public static double[] doubles(Vector vector) {
        if (vector instanceof ConstantVector(DoubleVector value, int length)) {
            double[] filled = new double[length];
            Arrays.fill(filled, value.values()[0]);
            return filled;
        }
        return ((DoubleVector) vector.flatten()).values();
    }

    /// Unscaled values of any decimal as 128-bit integers.
    public static Decimals decimals(Vector vector) {
        if (vector.flatten() instanceof Int128Vector wide) {
            return new Decimals(wide.high(), wide.low());
        }
        return new Decimals(null, longs(vector));
    }

    /// Values of strings, binaries, fixed and UUIDs.
    public static Bytes bytes(Vector vector) {
        if (vector instanceof ConstantVector(BytesVector value, int length)) {
            return new Bytes(value.data(), value.offsets(), 0);
        }
        BytesVector flat = (BytesVector) vector.flatten();
        return new Bytes(flat.data(), flat.offsets(), -1);
    }

    /// Validity words of any vector; null where no value is null.
    public static long @Nullable [] validity(Vector vector) {
        if (!vector.mayHaveNulls()) {
            return null;
        }
        if (vector instanceof ConstantVector constant) {
            return Bitmaps.allClear(constant.length());
        }
        return vector.flatten().validity();
    }

    /// The high words are null where the values fit the low ones with their sign.
    public record Decimals(long @Nullable [] highs, long[] lows) {
        public long high(int row) {
            long[] wide = highs;
            return wide == null ? lows[row] >> 63 : wide[row];
        }

        public long low(int row) {
            return lows[row];
        }
    }

    /// The value of `row` is `data[from(row)..to(row))`; `mask` is 0 for a constant and -1 else.
    public record Bytes(byte[] data, int[] offsets, int mask) {
        public int from(int row) {
            return offsets[row & mask];
        }

        public int to(int row) {
            return offsets[(row & mask) + 1];
        }

        public boolean isConstant() {
            return mask == 0;
        }
    }
}
