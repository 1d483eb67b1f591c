package dev.tarn.storage.table;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Int128Vector;

import java.math.BigInteger;

/// The longer cases of the transform truncate.
final class Truncation {
    private Truncation() {}

    static FlatVector decimals(Int128Vector decimals, int width) {
        long[] high = new long[decimals.length()];
        long[] low = new long[decimals.length()];
        BigInteger divisor = BigInteger.valueOf(width);
        for (int i = 0; i < high.length; i++) {
            if (!decimals.isNull(i)) {
                BigInteger value = decimals.unscaled(i);
                BigInteger cut = value.subtract(value.mod(divisor));
                high[i] = cut.shiftRight(64).longValueExact();
                low[i] = cut.longValue();
            }
        }
        return new Int128Vector(decimals.type(), high, low, decimals.validity(), high.length);
    }

    /// The first `width` code points of strings, bytes of anything else.
    static FlatVector bytes(BytesVector bytes, int width) {
        boolean text = bytes.type() == DataType.STRING;
        int count = bytes.length();
        int[] offsets = new int[count + 1];
        byte[] data = new byte[(int) Math.min(Integer.MAX_VALUE - 8L, 4L * width * count)];
        if (data.length > bytes.offsets()[count] - bytes.offsets()[0]) {
            data = new byte[bytes.offsets()[count] - bytes.offsets()[0]];
        }
        for (int i = 0; i < count; i++) {
            int length = bytes.byteCount(i);
            int from = bytes.offsets()[i];
            int kept = text ? prefix(bytes.data(), from, length, width) : Math.min(length, width);
            System.arraycopy(bytes.data(), from, data, offsets[i], kept);
            offsets[i + 1] = offsets[i] + kept;
        }
        return new BytesVector(bytes.type(), data, offsets, bytes.validity(), count);
    }

    /// Bytes of the first `points` code points.
    private static int prefix(byte[] data, int from, int length, int points) {
        int seen = 0;
        for (int i = 0; i < length; i++) {
            if ((data[from + i] & 0xc0) != 0x80 && seen++ == points) {
                return i;
            }
        }
        return length;
    }
}
