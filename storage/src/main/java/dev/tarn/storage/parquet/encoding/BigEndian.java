package dev.tarn.storage.parquet.encoding;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.LongVector;

/// Decimals that Parquet keeps as big-endian two's complement bytes.
final class BigEndian {
    private BigEndian() {}

    static LeafConversion toLongs(Decimal target) {
        return raw -> {
            BytesVector vector = (BytesVector) raw;
            long[] values = new long[vector.length()];
            for (int i = 0; i < values.length; i++) {
                values[i] = low(vector, i, target);
            }
            return new LongVector(target, values, vector.validity(), values.length);
        };
    }

    static LeafConversion toInt128(Decimal target) {
        return raw -> {
            BytesVector vector = (BytesVector) raw;
            long[] high = new long[vector.length()];
            long[] low = new long[vector.length()];
            for (int i = 0; i < low.length; i++) {
                int end = vector.offsets()[i + 1];
                int split = Math.max(vector.offsets()[i], end - 8);
                low[i] = signed(vector.data(), split, end);
                high[i] = low[i] >> 63;
                if (end - vector.offsets()[i] > 8) {
                    int start = Math.max(vector.offsets()[i], end - 16);
                    high[i] = signed(vector.data(), start, split);
                    checkFill(vector, i, start, high[i], target);
                }
            }
            return new Int128Vector(target, high, low, vector.validity(), low.length);
        };
    }

    private static long low(BytesVector vector, int row, Decimal target) {
        int end = vector.offsets()[row + 1];
        int start = Math.max(vector.offsets()[row], end - 8);
        long value = signed(vector.data(), start, end);
        checkFill(vector, row, start, value, target);
        return value;
    }

    private static long signed(byte[] data, int start, int end) {
        if (start == end) {
            return 0;
        }
        long value = data[start];
        for (int i = start + 1; i < end; i++) {
            value = value << 8 | data[i] & 0xff;
        }
        return value;
    }

    /// Bytes in front of the ones used may only repeat the sign.
    private static void checkFill(
            BytesVector vector, int row, int start, long value, Decimal target) {
        byte fill = (byte) (value >> 63);
        for (int i = vector.offsets()[row]; i < start; i++) {
            if (vector.data()[i] != fill) {
                throw new ArithmeticException(
                        "A decimal of %d bytes that %s cannot hold"
                                .formatted(vector.byteCount(row), target));
            }
        }
    }
}
