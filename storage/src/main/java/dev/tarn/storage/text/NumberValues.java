package dev.tarn.storage.text;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.Arrays;

/// Numbers and booleans, collected; see [TextValues].
final class NumberValues {
    private NumberValues() {}

    static final class Booleans extends TextValues {
        private boolean[] values = {};

        @Override
        void grow(int rows) {
            values = Arrays.copyOf(values, rows);
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            values[row] = NumberText.parseBoolean(data, from, to);
        }

        @Override
        FlatVector vector(long @Nullable [] words, int rows) {
            boolean[] built = values;
            values = new boolean[0];
            return new BooleanVector(DataType.BOOLEAN, built, words, rows);
        }
    }

    /// TINYINT, SMALLINT and INTEGER.
    static final class Ints extends TextValues {
        private final DataType type;
        private final int bound;
        private int[] values = {};

        Ints(DataType.Simple type) {
            this.type = type;
            this.bound =
                    type == DataType.TINYINT ? 1 << 7 : type == DataType.SMALLINT ? 1 << 15 : 0;
        }

        @Override
        void grow(int rows) {
            values = Arrays.copyOf(values, rows);
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            int value = NumberText.parseInt(data, from, to);
            if (bound != 0 && (value < -bound || value >= bound)) {
                throw Unparsable.INSTANCE;
            }
            values[row] = value;
        }

        @Override
        FlatVector vector(long @Nullable [] words, int rows) {
            int[] built = values;
            values = new int[0];
            return new IntVector(type, built, words, rows);
        }
    }

    static final class Longs extends LongValues {
        Longs() {
            super(DataType.BIGINT);
        }

        @Override
        long parse(byte[] data, int from, int to) {
            return NumberText.parseLong(data, from, to);
        }
    }

    static final class ShortDecimals extends LongValues {
        private final int precision;
        private final int scale;

        ShortDecimals(DataType.Decimal type) {
            super(type);
            this.precision = type.precision();
            this.scale = type.scale();
        }

        @Override
        long parse(byte[] data, int from, int to) {
            return NumberText.parseShortDecimal(data, from, to, precision, scale);
        }
    }

    static final class LongDecimals extends TextValues {
        private final DataType.Decimal type;
        private long[] high = {};
        private long[] low = {};

        LongDecimals(DataType.Decimal type) {
            this.type = type;
        }

        @Override
        void grow(int rows) {
            high = Arrays.copyOf(high, rows);
            low = Arrays.copyOf(low, rows);
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            BigInteger value =
                    NumberText.parseLongDecimal(data, from, to, type.precision(), type.scale());
            high[row] = value.shiftRight(64).longValue();
            low[row] = value.longValue();
        }

        @Override
        FlatVector vector(long @Nullable [] words, int rows) {
            long[] builtHigh = high;
            long[] builtLow = low;
            high = new long[0];
            low = new long[0];
            return new Int128Vector(type, builtHigh, builtLow, words, rows);
        }
    }

    static final class Floats extends TextValues {
        private float[] values = {};

        @Override
        void grow(int rows) {
            values = Arrays.copyOf(values, rows);
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            values[row] = (float) NumberText.parseDouble(data, from, to);
        }

        @Override
        FlatVector vector(long @Nullable [] words, int rows) {
            float[] built = values;
            values = new float[0];
            return new FloatVector(DataType.REAL, built, words, rows);
        }
    }

    static final class Doubles extends TextValues {
        private double[] values = {};

        @Override
        void grow(int rows) {
            values = Arrays.copyOf(values, rows);
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            values[row] = NumberText.parseDouble(data, from, to);
        }

        @Override
        FlatVector vector(long @Nullable [] words, int rows) {
            double[] built = values;
            values = new double[0];
            return new DoubleVector(DataType.DOUBLE, built, words, rows);
        }
    }
}
