package dev.tarn.columnar;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;

/// Long decimals: the value of row `i` is `high[i] * 2^64 + unsigned(low[i])`, two's complement.
public record Int128Vector(
        DataType type, long[] high, long[] low, long @Nullable [] validity, int length)
        implements FlatVector {
    // Not compact: javac leaves type annotations out of class files for compact constructors.
    public Int128Vector(
            DataType type, long[] high, long[] low, long @Nullable [] validity, int length) {
        Vectors.check(
                type,
                DataType.Physical.INT128,
                length,
                Math.min(high.length, low.length),
                validity);
        this.type = type;
        this.high = high;
        this.low = low;
        this.validity = validity;
        this.length = length;
    }

    /// The unscaled value at `row`; for edges, not for loops.
    public BigInteger unscaled(int row) {
        return BigInteger.valueOf(high[row])
                .shiftLeft(64)
                .or(new BigInteger(1, java.nio.ByteBuffer.allocate(8).putLong(low[row]).array()));
    }

    @Override
    public FlatVector take(int[] rows, int count) {
        long[] takenHigh = new long[count];
        long[] takenLow = new long[count];
        for (int i = 0; i < count; i++) {
            takenHigh[i] = high[rows[i]];
            takenLow[i] = low[rows[i]];
        }
        return new Int128Vector(
                type, takenHigh, takenLow, Bitmaps.take(validity, rows, count), count);
    }

    @Override
    public long sizeBytes() {
        return 8L * (high.length + low.length) + Vectors.sizeBytes(validity);
    }
}
