package dev.tarn.engine.plan;

import dev.tarn.engine.schema.ColumnDefaults;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.DateTimeUtil;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// DEFAULT where a value is given to a column: the write default, as syntax.
final class DefaultValues {
    private DefaultValues() {}

    static boolean isDefault(SqlNode value) {
        return value.getKind() == SqlKind.DEFAULT;
    }

    /// `value`, or what it stands for in `column`.
    ///
    /// @throws dev.tarn.engine.SqlException if that is nothing, and the column is NOT NULL
    static SqlNode of(SqlNode value, Types.NestedField column, ChangedTable target) {
        if (!isDefault(value)) {
            return value;
        }
        ColumnDefaults.absent(column, target.name());
        Object standard = column.writeDefault();
        return standard instanceof ByteBuffer bytes
                ? SqlLiteral.createBinaryString(array(bytes), SqlParserPos.ZERO)
                : ParameterLiterals.of(javaValue(column.type(), standard));
    }

    /// `VALUES` whose items are for the columns at `ordinals`.
    static SqlNode in(SqlCall values, List<Integer> ordinals, ChangedTable target) {
        List<SqlNode> rows = new ArrayList<>();
        for (SqlNode row : values.getOperandList()) {
            rows.add(row instanceof SqlCall items ? row(items, ordinals, target) : row);
        }
        return values.getOperator().createCall(values.getParserPosition(), rows);
    }

    private static SqlNode row(SqlCall items, List<Integer> ordinals, ChangedTable target) {
        List<SqlNode> values = new ArrayList<>(items.getOperandList());
        for (int i = 0; i < Math.min(values.size(), ordinals.size()); i++) {
            values.set(i, of(values.get(i), target.columns().get(ordinals.get(i)), target));
        }
        return items.getOperator().createCall(items.getParserPosition(), values);
    }

    private static byte[] array(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.duplicate().get(array);
        return array;
    }

    /// A value as Iceberg holds it, as Java has it.
    private static @Nullable Object javaValue(Type type, @Nullable Object value) {
        return switch (value) {
            case Integer days when type.typeId() == Type.TypeID.DATE ->
                    DateTimeUtil.dateFromDays(days);
            case Long micros when type.typeId() == Type.TypeID.TIME ->
                    DateTimeUtil.timeFromMicros(micros);
            case Long micros when type instanceof Types.TimestampType timestamp ->
                    timestamp.shouldAdjustToUTC()
                            ? DateTimeUtil.timestamptzFromMicros(micros)
                            : DateTimeUtil.timestampFromMicros(micros);
            case Long nanos when type instanceof Types.TimestampNanoType timestamp ->
                    timestamp.shouldAdjustToUTC()
                            ? DateTimeUtil.timestamptzFromNanos(nanos)
                            : DateTimeUtil.timestampFromNanos(nanos);
            case CharSequence text -> text.toString();
            case null, default -> value;
        };
    }
}
