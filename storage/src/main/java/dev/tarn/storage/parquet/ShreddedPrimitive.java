package dev.tarn.storage.parquet;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.LongVector;

import org.apache.iceberg.variants.PhysicalType;
import org.apache.iceberg.variants.VariantValue;
import org.apache.iceberg.variants.Variants;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Objects;

/// The type in a variant of values that a leaf column holds; BOOLEAN_TRUE stands for both booleans.
///
/// Source: Parquet format, VariantShredding.md, "Shredded Value Types".
record ShreddedPrimitive(PhysicalType type) {

    /// What values of `stored` are in a variant; null where they are nothing that it can hold.
    static @Nullable ShreddedPrimitive of(PrimitiveType stored) {
        PhysicalType type =
                switch (stored.getLogicalTypeAnnotation()) {
                    case null -> plain(stored);
                    case IntLogicalTypeAnnotation ints -> integer(ints);
                    case DecimalLogicalTypeAnnotation _ -> decimal(stored);
                    case DateLogicalTypeAnnotation _ -> PhysicalType.DATE;
                    case TimeLogicalTypeAnnotation time ->
                            time.getUnit() == TimeUnit.MICROS && !time.isAdjustedToUTC()
                                    ? PhysicalType.TIME
                                    : null;
                    case TimestampLogicalTypeAnnotation timestamp -> timestamp(timestamp);
                    case StringLogicalTypeAnnotation _ -> PhysicalType.STRING;
                    case UUIDLogicalTypeAnnotation _ -> PhysicalType.UUID;
                    default -> null;
                };
        return type == null ? null : new ShreddedPrimitive(type);
    }

    private static @Nullable PhysicalType plain(PrimitiveType stored) {
        return switch (stored.getPrimitiveTypeName()) {
            case BOOLEAN -> PhysicalType.BOOLEAN_TRUE;
            case INT32 -> PhysicalType.INT32;
            case INT64 -> PhysicalType.INT64;
            case FLOAT -> PhysicalType.FLOAT;
            case DOUBLE -> PhysicalType.DOUBLE;
            case BINARY -> PhysicalType.BINARY;
            case FIXED_LEN_BYTE_ARRAY, INT96 -> null;
        };
    }

    private static @Nullable PhysicalType integer(IntLogicalTypeAnnotation ints) {
        if (!ints.isSigned()) {
            return null;
        }
        return switch (ints.getBitWidth()) {
            case 8 -> PhysicalType.INT8;
            case 16 -> PhysicalType.INT16;
            case 32 -> PhysicalType.INT32;
            default -> PhysicalType.INT64;
        };
    }

    private static @Nullable PhysicalType decimal(PrimitiveType stored) {
        return switch (stored.getPrimitiveTypeName()) {
            case INT32 -> PhysicalType.DECIMAL4;
            case INT64 -> PhysicalType.DECIMAL8;
            case BINARY, FIXED_LEN_BYTE_ARRAY -> PhysicalType.DECIMAL16;
            case BOOLEAN, FLOAT, DOUBLE, INT96 -> null;
        };
    }

    private static @Nullable PhysicalType timestamp(TimestampLogicalTypeAnnotation timestamp) {
        boolean zone = timestamp.isAdjustedToUTC();
        return switch (timestamp.getUnit()) {
            case MILLIS -> null;
            case MICROS -> zone ? PhysicalType.TIMESTAMPTZ : PhysicalType.TIMESTAMPNTZ;
            case NANOS -> zone ? PhysicalType.TIMESTAMPTZ_NANOS : PhysicalType.TIMESTAMPNTZ_NANOS;
        };
    }

    /// The value at `row`, which is not null.
    VariantValue at(FlatVector values, int row) {
        return switch (type) {
            case BOOLEAN_TRUE, BOOLEAN_FALSE -> Variants.of(((BooleanVector) values).values()[row]);
            case INT8 -> Variants.of((byte) ((IntVector) values).values()[row]);
            case INT16 -> Variants.of((short) ((IntVector) values).values()[row]);
            case INT32, DATE -> Variants.of(type, ((IntVector) values).values()[row]);
            case INT64, TIME, TIMESTAMPTZ, TIMESTAMPNTZ, TIMESTAMPTZ_NANOS, TIMESTAMPNTZ_NANOS ->
                    Variants.of(type, ((LongVector) values).values()[row]);
            case FLOAT -> Variants.of(((FloatVector) values).values()[row]);
            case DOUBLE -> Variants.of(((DoubleVector) values).values()[row]);
            case BINARY -> Variants.of(ByteBuffer.wrap((byte[]) value(values, row)));
            case STRING, DECIMAL4, DECIMAL8, DECIMAL16, UUID ->
                    Variants.of(type, value(values, row));
            case NULL, ARRAY, OBJECT -> throw new IllegalStateException("A column of " + type);
        };
    }

    private static Object value(FlatVector values, int row) {
        return Objects.requireNonNull(JavaValues.value(values, row));
    }
}
