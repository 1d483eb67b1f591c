package dev.tarn.storage.parquet.write;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;

import org.apache.iceberg.FieldMetrics;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Smallest and largest value of a column: into each page's statistics, a slice at a time rather
/// than a value at a time, and over the whole file for floating point, where Iceberg also wants the
/// number of NaNs.
///
/// NaN is in no bound, and a page of nothing else has none: its chunk then has no column index. A
/// bound of zero is -0 below and +0 above, as the Parquet format asks.
final class ChunkBounds {
    private final ColumnDescriptor column;
    private final int fieldId;
    private long entryCount;
    private long nullCount;
    private long nanCount;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    ChunkBounds(ColumnDescriptor column) {
        this.column = column;
        this.fieldId =
                column.getPrimitiveType().getId() == null
                        ? -1
                        : column.getPrimitiveType().getId().intValue();
    }

    /// Takes the values of `vector` at `rows[0..count)` into account.
    void add(FlatVector vector, int[] rows, int count, int entries, Statistics<?> statistics) {
        entryCount += entries;
        nullCount += entries - count;
        if (count == 0) {
            return;
        }
        switch (vector) {
            case BooleanVector booleans -> {
                for (int i = 0; i < count; i++) {
                    statistics.updateStats(booleans.values()[rows[i]]);
                }
            }
            case IntVector ints -> addInts(ints.values(), rows, count, statistics);
            case LongVector longs -> addLongs(longs.values(), rows, count, statistics);
            case FloatVector floats -> addFloats(floats.values(), rows, count, statistics);
            case DoubleVector doubles -> addDoubles(doubles.values(), rows, count, statistics);
            case BytesVector bytes -> addBytes(bytes, rows, count, statistics);
            case Int128Vector decimals -> addDecimals(decimals, rows, count, statistics);
            default -> throw new IllegalArgumentException("Bounds of " + vector.type());
        }
    }

    private void addInts(int[] values, int[] rows, int count, Statistics<?> statistics) {
        int min = values[rows[0]];
        int max = min;
        for (int i = 1; i < count; i++) {
            min = Math.min(min, values[rows[i]]);
            max = Math.max(max, values[rows[i]]);
        }
        if (column.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64) {
            statistics.updateStats((long) min);
            statistics.updateStats((long) max);
        } else {
            statistics.updateStats(min);
            statistics.updateStats(max);
        }
    }

    private void addLongs(long[] values, int[] rows, int count, Statistics<?> statistics) {
        long min = values[rows[0]];
        long max = min;
        for (int i = 1; i < count; i++) {
            min = Math.min(min, values[rows[i]]);
            max = Math.max(max, values[rows[i]]);
        }
        switch (column.getPrimitiveType().getPrimitiveTypeName()) {
            case INT32 -> {
                statistics.updateStats((int) min);
                statistics.updateStats((int) max);
            }
            case FIXED_LEN_BYTE_ARRAY -> {
                int length = column.getPrimitiveType().getTypeLength();
                statistics.updateStats(Decimals.bigEndian(min >> 63, min, length));
                statistics.updateStats(Decimals.bigEndian(max >> 63, max, length));
            }
            case INT64, BOOLEAN, BINARY, FLOAT, DOUBLE, INT96 -> {
                statistics.updateStats(min);
                statistics.updateStats(max);
            }
        }
    }

    private void addFloats(float[] values, int[] rows, int count, Statistics<?> statistics) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        int nans = 0;
        for (int i = 0; i < count; i++) {
            float value = values[rows[i]];
            if (Float.isNaN(value)) {
                nans++;
            } else {
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        nanCount += nans;
        statistics.incrementNanCount(nans);
        if (nans < count) {
            least = Math.min(least, min);
            most = Math.max(most, max);
            statistics.updateStats(min == 0 ? -0.0f : min);
            statistics.updateStats(max == 0 ? 0.0f : max);
        }
    }

    private void addDoubles(double[] values, int[] rows, int count, Statistics<?> statistics) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        int nans = 0;
        for (int i = 0; i < count; i++) {
            double value = values[rows[i]];
            if (Double.isNaN(value)) {
                nans++;
            } else {
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        nanCount += nans;
        statistics.incrementNanCount(nans);
        if (nans < count) {
            least = Math.min(least, min);
            most = Math.max(most, max);
            statistics.updateStats(min == 0 ? -0.0 : min);
            statistics.updateStats(max == 0 ? 0.0 : max);
        }
    }

    private static void addBytes(
            BytesVector bytes, int[] rows, int count, Statistics<?> statistics) {
        int min = rows[0];
        int max = rows[0];
        for (int i = 1; i < count; i++) {
            if (compare(bytes, rows[i], min) < 0) {
                min = rows[i];
            } else if (compare(bytes, rows[i], max) > 0) {
                max = rows[i];
            }
        }
        statistics.updateStats(Binary.fromConstantByteArray(bytes.bytes(min)));
        statistics.updateStats(Binary.fromConstantByteArray(bytes.bytes(max)));
    }

    private static int compare(BytesVector bytes, int left, int right) {
        int[] offsets = bytes.offsets();
        return Arrays.compareUnsigned(
                bytes.data(),
                offsets[left],
                offsets[left + 1],
                bytes.data(),
                offsets[right],
                offsets[right + 1]);
    }

    private void addDecimals(
            Int128Vector decimals, int[] rows, int count, Statistics<?> statistics) {
        int min = rows[0];
        int max = rows[0];
        for (int i = 1; i < count; i++) {
            if (compare(decimals, rows[i], min) < 0) {
                min = rows[i];
            } else if (compare(decimals, rows[i], max) > 0) {
                max = rows[i];
            }
        }
        int length = column.getPrimitiveType().getTypeLength();
        statistics.updateStats(
                Decimals.bigEndian(decimals.high()[min], decimals.low()[min], length));
        statistics.updateStats(
                Decimals.bigEndian(decimals.high()[max], decimals.low()[max], length));
    }

    private static int compare(Int128Vector decimals, int left, int right) {
        int high = Long.compare(decimals.high()[left], decimals.high()[right]);
        return high != 0 ? high : Long.compareUnsigned(decimals.low()[left], decimals.low()[right]);
    }

    /// What Iceberg cannot read from the footer; null for columns that are not floating point, or
    /// repeat.
    @Nullable FieldMetrics<?> fieldMetrics() {
        if (fieldId < 0 || column.getMaxRepetitionLevel() > 0) {
            return null;
        }
        boolean bounded = least <= most;
        return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
            case FLOAT ->
                    bounded
                            ? new FieldMetrics<>(
                                    fieldId,
                                    entryCount,
                                    nullCount,
                                    nanCount,
                                    (float) least,
                                    (float) most)
                            : new FieldMetrics<Float>(fieldId, entryCount, nullCount, nanCount);
            case DOUBLE ->
                    bounded
                            ? new FieldMetrics<>(
                                    fieldId, entryCount, nullCount, nanCount, least, most)
                            : new FieldMetrics<Double>(fieldId, entryCount, nullCount, nanCount);
            case BOOLEAN, INT32, INT64, INT96, BINARY, FIXED_LEN_BYTE_ARRAY -> null;
        };
    }
}
