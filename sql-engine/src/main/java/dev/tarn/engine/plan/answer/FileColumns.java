package dev.tarn.engine.plan.answer;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Plan;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.PartitionUtil;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Map;

/// What a manifest says of the columns of one data file, which a scan reads by the same ordinals.
///
/// Columns that the file is partitioned by as they are have one value, as the scan gives it. Of the
/// others there may be bounds and a count of nulls. Texts and bytes have no bounds here, as writers
/// cut them short, nor have floating-point numbers, whose bounds leave out NaN.
final class FileColumns {
    private final Plan.TableScan scan;
    private final DataFile file;
    private final Map<Integer, ?> constants;

    FileColumns(Plan.TableScan scan, FileScanTask task) {
        this.scan = scan;
        this.file = task.file();
        this.constants = PartitionUtil.constantsMap(task);
    }

    long rows() {
        return file.recordCount();
    }

    /// The value that the column has in every row; null where it may have several, or is of a type
    /// that partitions do not keep exactly.
    Expr.@Nullable Literal constant(int ordinal) {
        int id = column(ordinal).fieldId();
        if (!constants.containsKey(id)) {
            return null;
        }
        DataType type = scan.columns().get(ordinal).type();
        Object value = constants.get(id);
        if (value == null) {
            return isKept(type) ? new Expr.Literal(null, type) : null;
        }
        Object form = isKept(type) ? form(type, value) : null;
        return form == null ? null : new Expr.Literal(form, type);
    }

    /// How many rows have a null in the column; -1 where it is not known.
    long nulls(int ordinal) {
        Types.NestedField column = column(ordinal);
        if (column.isRequired()) {
            return 0;
        }
        Map<Integer, Long> counts = file.nullValueCounts();
        Long count = counts == null ? null : counts.get(column.fieldId());
        return count != null && count >= 0 && count <= rows() && column.type().isPrimitiveType()
                ? count
                : -1;
    }

    /// A value that no other is below; null where it is not known.
    Expr.@Nullable Literal lower(int ordinal) {
        return bound(ordinal, file.lowerBounds());
    }

    /// A value that no other is above; null where it is not known.
    Expr.@Nullable Literal upper(int ordinal) {
        return bound(ordinal, file.upperBounds());
    }

    /// Whether the column's bounds are values of the column. Those that ORC's statistics have of
    /// times are cut to milliseconds.
    boolean areBoundsValues(int ordinal) {
        return switch (scan.columns().get(ordinal).type()) {
            case DataType.Simple simple -> isBounded(simple);
            case DataType.Decimal _ -> true;
            case DataType.Timestamp _, DataType.Time _ -> file.format() == FileFormat.PARQUET;
            case DataType.Fixed _, DataType.Shape _ -> false;
            case DataType.ListOf _, DataType.MapOf _, DataType.StructOf _ -> false;
        };
    }

    private Expr.@Nullable Literal bound(int ordinal, @Nullable Map<Integer, ByteBuffer> bounds) {
        DataType type = scan.columns().get(ordinal).type();
        Types.NestedField column = column(ordinal);
        ByteBuffer bytes = bounds == null ? null : bounds.get(column.fieldId());
        if (bytes == null || (type instanceof DataType.Simple simple && !isBounded(simple))) {
            return null;
        }
        Object value = Conversions.fromByteBuffer(column.type(), bytes);
        Object form = value == null ? null : form(type, value);
        return form == null ? null : new Expr.Literal(form, type);
    }

    private static boolean isBounded(DataType.Simple type) {
        return switch (type) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DATE -> true;
            case BOOLEAN,
                    REAL,
                    DOUBLE,
                    STRING,
                    BINARY,
                    UUID,
                    VARIANT,
                    INTERVAL_YEAR_MONTH,
                    INTERVAL_DAY_SECOND,
                    UNKNOWN ->
                    false;
        };
    }

    /// Whether values of `type` are equal where they are the same, and stand in partitions whole.
    static boolean isKept(DataType type) {
        return switch (type) {
            case DataType.Simple simple ->
                    simple == DataType.BOOLEAN || simple == DataType.STRING || isBounded(simple);
            case DataType.Decimal _ -> true;
            case DataType.Timestamp timestamp -> !timestamp.nanos();
            case DataType.Time time -> time.precision() <= 6;
            case DataType.Fixed _, DataType.Shape _ -> false;
            case DataType.ListOf _, DataType.MapOf _, DataType.StructOf _ -> false;
        };
    }

    /// Iceberg's value in the form of a literal of `type`; null where it is another's.
    private static @Nullable Object form(DataType type, Object value) {
        return switch (type) {
            case DataType.Simple simple ->
                    switch (simple) {
                        case BOOLEAN -> value instanceof Boolean ? value : null;
                        case TINYINT, SMALLINT, INTEGER, DATE ->
                                value instanceof Integer ? value : null;
                        case BIGINT ->
                                value instanceof Integer || value instanceof Long
                                        ? (Object) ((Number) value).longValue()
                                        : null;
                        case STRING -> value instanceof CharSequence ? value.toString() : null;
                        case REAL,
                                DOUBLE,
                                BINARY,
                                UUID,
                                VARIANT,
                                INTERVAL_YEAR_MONTH,
                                INTERVAL_DAY_SECOND,
                                UNKNOWN ->
                                null;
                    };
            case DataType.Decimal decimal ->
                    value instanceof BigDecimal number && number.scale() == decimal.scale()
                            ? number.unscaledValue()
                            : null;
            case DataType.Timestamp timestamp ->
                    !timestamp.nanos() && value instanceof Long ? value : null;
            case DataType.Time time ->
                    time.precision() <= 6 && value instanceof Long ? value : null;
            case DataType.Fixed _, DataType.Shape _ -> null;
            case DataType.ListOf _, DataType.MapOf _, DataType.StructOf _ -> null;
        };
    }

    private Types.NestedField column(int ordinal) {
        return scan.projection().columns().get(ordinal);
    }
}
