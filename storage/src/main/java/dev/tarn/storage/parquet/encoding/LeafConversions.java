package dev.tarn.storage.parquet.encoding;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.DataType.Time;
import dev.tarn.columnar.DataType.Timestamp;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.storage.StorageException;

import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/// How values of a Parquet type become values of a column's type: as they stand, or widened as
/// Iceberg's type promotion allows. Everything else is refused, never approximated.
public final class LeafConversions {
    private LeafConversions() {}

    /// The conversion of `source` to `target`.
    ///
    /// @throws StorageException UNSUPPORTED if there is none
    public static LeafConversion of(PrimitiveType source, DataType target, String column) {
        LeafConversion found =
                switch (target.physical()) {
                    case BOOLEAN -> toBoolean(source, target);
                    case INT -> toInt(source, target);
                    case LONG -> toLong(source, target);
                    case INT128 -> toInt128(source, (Decimal) target);
                    case FLOAT -> toFloat(source, target);
                    case DOUBLE -> toDouble(source, target);
                    case BYTES -> toBytes(source, target);
                    case LIST, MAP, STRUCT -> null;
                };
        if (found == null) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "Column %s holds '%s', which cannot be read as %s"
                            .formatted(column, source, target));
        }
        return found;
    }

    private static @Nullable LeafConversion toBoolean(PrimitiveType source, DataType target) {
        if (source.getPrimitiveTypeName() != PrimitiveTypeName.BOOLEAN
                || target != DataType.BOOLEAN) {
            return null;
        }
        return raw -> {
            BooleanVector vector = (BooleanVector) raw;
            return new BooleanVector(target, vector.values(), vector.validity(), vector.length());
        };
    }

    private static boolean unsigned64(PrimitiveType source) {
        return source.getPrimitiveTypeName() == PrimitiveTypeName.INT64 && unsigned32(source);
    }

    private static boolean unsigned32(PrimitiveType source) {
        return source.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation ints
                && !ints.isSigned()
                && ints.getBitWidth() >= 32;
    }

    private static @Nullable LeafConversion toInt(PrimitiveType source, DataType target) {
        if (source.getPrimitiveTypeName() != PrimitiveTypeName.INT32 || unsigned32(source)) {
            return null;
        }
        LogicalTypeAnnotation logical = source.getLogicalTypeAnnotation();
        boolean fits =
                logical == null
                        || (target == DataType.DATE
                                ? logical instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation
                                : logical instanceof IntLogicalTypeAnnotation);
        return !fits
                ? null
                : raw -> {
                    IntVector vector = (IntVector) raw;
                    return new IntVector(
                            target, vector.values(), vector.validity(), vector.length());
                };
    }

    private static @Nullable LeafConversion toLong(PrimitiveType source, DataType target) {
        return switch (target) {
            case Decimal decimal -> toShortDecimal(source, decimal);
            case Time time -> toTime(source, time);
            case Timestamp timestamp -> toTimestamp(source, timestamp);
            default -> toBigint(source, target);
        };
    }

    private static @Nullable LeafConversion toBigint(PrimitiveType source, DataType target) {
        LogicalTypeAnnotation logical = source.getLogicalTypeAnnotation();
        if (logical != null && !(logical instanceof IntLogicalTypeAnnotation)) {
            return null;
        }
        return switch (source.getPrimitiveTypeName()) {
            case INT64 -> unsigned32(source) ? null : scaled(target, 1);
            case INT32 -> unsigned32(source) ? unsigned(target) : widened(target, 1);
            case BOOLEAN, FLOAT, DOUBLE, BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> null;
        };
    }

    private static LeafConversion unsigned(DataType target) {
        return raw -> {
            IntVector vector = (IntVector) raw;
            long[] wide = new long[vector.length()];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = vector.values()[i] & 0xffffffffL;
            }
            return new LongVector(target, wide, vector.validity(), wide.length);
        };
    }

    private static LeafConversion widened(DataType target, long factor) {
        return raw -> {
            IntVector vector = (IntVector) raw;
            int[] values = vector.values();
            long[] wide = new long[vector.length()];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = values[i] * factor;
            }
            return new LongVector(target, wide, vector.validity(), wide.length);
        };
    }

    /// Longs times `factor`; overflow of a value that is there is an error.
    private static LeafConversion scaled(DataType target, long factor) {
        if (factor == 1) {
            return raw -> {
                LongVector vector = (LongVector) raw;
                return new LongVector(target, vector.values(), vector.validity(), vector.length());
            };
        }
        return raw -> {
            LongVector vector = (LongVector) raw;
            long[] scaled = new long[vector.length()];
            for (int i = 0; i < scaled.length; i++) {
                long value = vector.values()[i];
                scaled[i] = vector.isNull(i) ? 0 : Math.multiplyExact(value, factor);
            }
            return new LongVector(target, scaled, vector.validity(), scaled.length);
        };
    }

    private static @Nullable LeafConversion toTime(PrimitiveType source, Time target) {
        TimeUnit unit =
                source.getLogicalTypeAnnotation() instanceof TimeLogicalTypeAnnotation time
                        ? time.getUnit()
                        : TimeUnit.MICROS;
        return switch (source.getPrimitiveTypeName()) {
            case INT32 -> unit == TimeUnit.MILLIS ? widened(target, 1000) : null;
            case INT64 -> unit == TimeUnit.MICROS ? scaled(target, 1) : null;
            case BOOLEAN, FLOAT, DOUBLE, BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> null;
        };
    }

    private static @Nullable LeafConversion toTimestamp(PrimitiveType source, Timestamp target) {
        LogicalTypeAnnotation logical = source.getLogicalTypeAnnotation();
        if (source.getPrimitiveTypeName() == PrimitiveTypeName.INT96) {
            return Int96.conversion(target);
        }
        if (source.getPrimitiveTypeName() != PrimitiveTypeName.INT64
                || logical != null && !(logical instanceof TimestampLogicalTypeAnnotation)) {
            return null;
        }
        TimeUnit unit =
                logical instanceof TimestampLogicalTypeAnnotation timestamp
                        ? timestamp.getUnit()
                        : TimeUnit.MICROS;
        return switch (unit) {
            case MILLIS -> scaled(target, target.nanos() ? 1_000_000 : 1000);
            case MICROS -> scaled(target, target.nanos() ? 1000 : 1);
            case NANOS -> target.nanos() ? scaled(target, 1) : null;
        };
    }

    private static boolean decimalFits(PrimitiveType source, Decimal target) {
        LogicalTypeAnnotation logical = source.getLogicalTypeAnnotation();
        if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
            return decimal.getScale() == target.scale()
                    && decimal.getPrecision() <= target.precision();
        }
        return (logical == null || unsigned64(source) && target.precision() >= 20)
                && target.scale() == 0;
    }

    private static @Nullable LeafConversion toShortDecimal(PrimitiveType source, Decimal target) {
        if (!decimalFits(source, target)) {
            return null;
        }
        return switch (source.getPrimitiveTypeName()) {
            case INT32 -> widened(target, 1);
            case INT64 -> scaled(target, 1);
            case BINARY, FIXED_LEN_BYTE_ARRAY -> BigEndian.toLongs(target);
            case BOOLEAN, FLOAT, DOUBLE, INT96 -> null;
        };
    }

    private static @Nullable LeafConversion toInt128(PrimitiveType source, Decimal target) {
        if (!decimalFits(source, target)) {
            return null;
        }
        return switch (source.getPrimitiveTypeName()) {
            case INT32 ->
                    raw -> toInt128((LongVector) widened(DataType.BIGINT, 1).apply(raw), target);
            case INT64 ->
                    unsigned64(source)
                            ? raw -> unsignedToInt128((LongVector) raw, target)
                            : raw -> toInt128((LongVector) raw, target);
            case BINARY, FIXED_LEN_BYTE_ARRAY -> BigEndian.toInt128(target);
            case BOOLEAN, FLOAT, DOUBLE, INT96 -> null;
        };
    }

    private static FlatVector unsignedToInt128(LongVector vector, Decimal target) {
        long[] high = new long[vector.length()];
        return new Int128Vector(target, high, vector.values(), vector.validity(), high.length);
    }

    private static FlatVector toInt128(LongVector vector, Decimal target) {
        long[] high = new long[vector.length()];
        for (int i = 0; i < high.length; i++) {
            high[i] = vector.values()[i] >> 63;
        }
        return new Int128Vector(target, high, vector.values(), vector.validity(), high.length);
    }

    private static @Nullable LeafConversion toFloat(PrimitiveType source, DataType target) {
        if (source.getPrimitiveTypeName() == PrimitiveTypeName.FLOAT) {
            return raw -> {
                FloatVector vector = (FloatVector) raw;
                return new FloatVector(target, vector.values(), vector.validity(), vector.length());
            };
        }
        return source.getLogicalTypeAnnotation() instanceof Float16LogicalTypeAnnotation
                ? raw -> halves((BytesVector) raw, target)
                : null;
    }

    private static FlatVector halves(BytesVector vector, DataType target) {
        float[] values = new float[vector.length()];
        for (int i = 0; i < values.length; i++) {
            int at = vector.offsets()[i];
            if (vector.byteCount(i) == 2) {
                int half = vector.data()[at] & 0xff | vector.data()[at + 1] << 8;
                values[i] = Float.float16ToFloat((short) half);
            }
        }
        return new FloatVector(target, values, vector.validity(), values.length);
    }

    private static @Nullable LeafConversion toDouble(PrimitiveType source, DataType target) {
        return switch (source.getPrimitiveTypeName()) {
            case DOUBLE ->
                    raw -> {
                        DoubleVector vector = (DoubleVector) raw;
                        return new DoubleVector(
                                target, vector.values(), vector.validity(), vector.length());
                    };
            case FLOAT ->
                    raw -> {
                        FloatVector vector = (FloatVector) raw;
                        double[] wide = new double[vector.length()];
                        for (int i = 0; i < wide.length; i++) {
                            wide[i] = vector.values()[i];
                        }
                        return new DoubleVector(target, wide, vector.validity(), wide.length);
                    };
            case BOOLEAN, INT32, INT64, BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> null;
        };
    }

    private static @Nullable LeafConversion toBytes(PrimitiveType source, DataType target) {
        PrimitiveTypeName name = source.getPrimitiveTypeName();
        boolean fixed = name == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
        boolean fits =
                switch (target) {
                    case DataType.Fixed(int length) -> fixed && source.getTypeLength() == length;
                    case DataType.Simple simple when simple == DataType.Simple.UUID ->
                            fixed && source.getTypeLength() == 16;
                    case DataType.Simple simple when simple == DataType.Simple.STRING ->
                            name == PrimitiveTypeName.BINARY
                                    && !(source.getLogicalTypeAnnotation()
                                            instanceof DecimalLogicalTypeAnnotation);
                    default -> fixed || name == PrimitiveTypeName.BINARY;
                };
        return !fits
                ? null
                : raw -> {
                    BytesVector vector = (BytesVector) raw;
                    return new BytesVector(
                            target,
                            vector.data(),
                            vector.offsets(),
                            vector.validity(),
                            vector.length());
                };
    }
}
