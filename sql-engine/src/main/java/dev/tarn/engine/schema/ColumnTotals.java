package dev.tarn.engine.schema;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Map;

/// Adds up what data files say of one column. Owned by who reads the manifests.
final class ColumnTotals {
    private final Types.NestedField field;
    private final @Nullable Comparator<Object> order;
    private boolean isNullCountKnown = true;
    private boolean isSizeKnown = true;
    private boolean isBounded;
    private long nulls;
    private long bytes;
    private @Nullable Object least;
    private @Nullable Object most;

    ColumnTotals(Types.NestedField field) {
        this.field = field;
        this.isBounded = hasExactBounds(field.type());
        this.order = isBounded ? naturalOrder() : null;
    }

    @SuppressWarnings("unchecked")
    private static Comparator<Object> naturalOrder() {
        return (a, b) -> ((Comparable<Object>) a).compareTo(b);
    }

    int fieldId() {
        return field.fieldId();
    }

    /// Types whose bounds are values of the column: not cut short, as those of texts are, and
    /// without NaN, which bounds leave out.
    private static boolean hasExactBounds(Type type) {
        return switch (type.typeId()) {
            case INTEGER, LONG, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO, DECIMAL -> true;
            case BOOLEAN, FLOAT, DOUBLE, STRING, UUID, FIXED, BINARY -> false;
            case STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> false;
        };
    }

    void add(DataFile file) {
        if (file.recordCount() == 0) {
            return;
        }
        Long fileNulls = of(file.nullValueCounts());
        isNullCountKnown &= fileNulls != null;
        nulls += fileNulls == null ? 0 : fileNulls;
        Long fileBytes = of(file.columnSizes());
        isSizeKnown &= fileBytes != null;
        bytes += fileBytes == null ? 0 : fileBytes;
        if (isBounded) {
            addBounds(file, fileNulls != null && fileNulls == file.recordCount());
        }
    }

    private void addBounds(DataFile file, boolean allNull) {
        if (allNull) {
            return;
        }
        Object lower = bound(file.lowerBounds());
        Object upper = bound(file.upperBounds());
        if (lower == null || upper == null || order == null) {
            isBounded = false;
            return;
        }
        least = least == null || order.compare(lower, least) < 0 ? lower : least;
        most = most == null || order.compare(upper, most) > 0 ? upper : most;
    }

    private @Nullable Object bound(@Nullable Map<Integer, ByteBuffer> bounds) {
        ByteBuffer value = bounds == null ? null : bounds.get(field.fieldId());
        return value == null ? null : Conversions.fromByteBuffer(field.type(), value);
    }

    private @Nullable Long of(@Nullable Map<Integer, Long> counts) {
        return counts == null ? null : counts.get(field.fieldId());
    }

    ColumnStatistics statistics(
            long rows, @Nullable Double distinct, @Nullable Histogram histogram) {
        boolean hasBounds = isBounded && least != null;
        return new ColumnStatistics(
                isNullCountKnown ? nulls : -1,
                hasBounds ? least : null,
                hasBounds ? most : null,
                hasBounds ? number(least) : Double.NaN,
                hasBounds ? number(most) : Double.NaN,
                isSizeKnown && rows > 0 ? (double) bytes / rows : Double.NaN,
                distinct == null ? Double.NaN : distinct,
                histogram);
    }

    private static double number(@Nullable Object value) {
        return switch (value) {
            case BigDecimal decimal -> decimal.doubleValue();
            case Number number -> number.doubleValue();
            case null, default -> Double.NaN;
        };
    }
}
