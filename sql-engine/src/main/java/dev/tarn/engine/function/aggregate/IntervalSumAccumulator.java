package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import java.math.BigInteger;

/// Sums intervals, or averages them, half away from zero. Null for no value; a sum that is no value
/// of its type fails.
final class IntervalSumAccumulator extends DecimalSumAccumulator {
    private final DataType type;

    IntervalSumAccumulator(DataType type, boolean average) {
        super(new Decimal(Decimal.MAX_PRECISION, 0), average);
        this.type = type;
    }

    @Override
    public Vector finish(int from, int to) {
        Int128Vector sums = (Int128Vector) super.finish(from, to);
        long[] values = new long[to - from];
        for (int i = 0; i < values.length; i++) {
            if (!sums.isNull(i)) {
                values[i] = value(sums.unscaled(i));
            }
        }
        return new LongVector(type, values, sums.validity(), values.length);
    }

    private long value(BigInteger sum) {
        int bits = type == DataType.INTERVAL_YEAR_MONTH ? Integer.SIZE : Long.SIZE;
        if (sum.bitLength() >= bits) {
            throw new SqlException(
                    ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE, "sum of %s overflows".formatted(type));
        }
        return sum.longValue();
    }
}
