package dev.tarn.storage.parquet.encoding;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType.Timestamp;
import dev.tarn.columnar.LongVector;

/// The deprecated timestamps of Impala and old Spark: nanoseconds of the day, then the Julian day.
/// As Iceberg does, nanoseconds beyond the column's precision are cut off (towards the past).
///
/// Microseconds wrap around: Spark's writer overflows for late years, and the same overflow brings
/// back what it wrote. A day out of the range of nanoseconds is refused.
final class Int96 {
    private static final int JULIAN_EPOCH_DAY = 2_440_588;
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private Int96() {}

    static LeafConversion conversion(Timestamp target) {
        return raw -> {
            BytesVector vector = (BytesVector) raw;
            long[] values = new long[vector.length()];
            for (int i = 0; i < values.length; i++) {
                if (vector.byteCount(i) == 12) {
                    values[i] = value(vector.data(), vector.offsets()[i], target.nanos());
                }
            }
            return new LongVector(target, values, vector.validity(), values.length);
        };
    }

    private static long value(byte[] data, int at, boolean nanos) {
        long nanosOfDay = LittleEndian.getLong(data, at);
        long day = LittleEndian.getInt(data, at + 8) - (long) JULIAN_EPOCH_DAY;
        if (!nanos) {
            return day * MICROS_PER_DAY + Math.floorDiv(nanosOfDay, 1000L);
        }
        try {
            return Math.addExact(Math.multiplyExact(day, MICROS_PER_DAY * 1000), nanosOfDay);
        } catch (ArithmeticException overflow) {
            throw new PageException(
                    "An INT96 timestamp %d days after 1970-01-01 and %d ns, out of range"
                            .formatted(day, nanosOfDay));
        }
    }
}
