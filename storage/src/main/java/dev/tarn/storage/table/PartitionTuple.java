package dev.tarn.storage.table;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.storage.RowKeys;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/// The values of one partition in Iceberg's internal form. Never changes; equal where the values
/// are.
public final class PartitionTuple implements StructLike {
    private final @Nullable Object[] values;

    private PartitionTuple(@Nullable Object[] values) {
        this.values = values;
    }

    static PartitionTuple of(PartitionSpec spec, RowKeys.Columns columns, int row) {
        @Nullable Object[] values = new @Nullable Object[spec.fields().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(columns.vectors().get(i), row);
        }
        return new PartitionTuple(values);
    }

    /// A copy of `partition`, which is of `spec`.
    static PartitionTuple of(PartitionSpec spec, StructLike partition) {
        @Nullable Object[] values = new @Nullable Object[spec.fields().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = partition.get(i, Object.class);
        }
        return new PartitionTuple(values);
    }

    private static @Nullable Object value(FlatVector vector, int row) {
        if (vector.isNull(row)) {
            return null;
        }
        return switch (vector) {
            case BooleanVector booleans -> booleans.values()[row];
            case IntVector ints -> ints.values()[row];
            case LongVector longs when longs.type() instanceof DataType.Decimal decimal ->
                    BigDecimal.valueOf(longs.values()[row], decimal.scale());
            case LongVector longs -> longs.values()[row];
            case FloatVector floats -> floats.values()[row];
            case DoubleVector doubles -> doubles.values()[row];
            case Int128Vector decimals -> {
                BigInteger unscaled = decimals.unscaled(row);
                yield new BigDecimal(unscaled, ((DataType.Decimal) decimals.type()).scale());
            }
            case BytesVector bytes -> bytes(bytes, row);
            default -> throw new IllegalArgumentException("Partition value of " + vector.type());
        };
    }

    private static Object bytes(BytesVector bytes, int row) {
        if (bytes.type() == DataType.STRING) {
            return bytes.string(row);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes.bytes(row));
        return bytes.type() == DataType.UUID
                ? new UUID(buffer.getLong(), buffer.getLong())
                : buffer;
    }

    @Override
    public int size() {
        return values.length;
    }

    // Iceberg's interface is not annotated: null is a value here.
    @Override
    @SuppressWarnings("NullAway")
    public <T> T get(int position, Class<T> javaClass) {
        return javaClass.cast(values[position]);
    }

    @Override
    public <T> void set(int position, T value) {
        throw new UnsupportedOperationException("Partition values never change");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PartitionTuple that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
