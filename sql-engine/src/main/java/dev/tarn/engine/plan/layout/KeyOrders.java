package dev.tarn.engine.plan.layout;

import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/// Types whose values are in the same order in files as here, and in the same bucket when equal.
final class KeyOrders {
    private KeyOrders() {}

    /// Whether the values of `column`, a key of a join, are in one order wherever they are written,
    /// whatever the column's type was when that was done.
    static boolean isSame(Types.NestedField column, Table table) {
        for (Schema schema : table.schemas().values()) {
            Types.NestedField then = schema.findField(column.fieldId());
            if (then != null && !isSame(then.type(), column.type())) {
                return false;
            }
        }
        return isOrdered(column.type());
    }

    /// Not floating-point numbers, of which there are two zeros and many NaNs, and not UUIDs, which
    /// engines compare as signed or as unsigned numbers.
    private static boolean isOrdered(Type type) {
        return switch (type.typeId()) {
            case INTEGER, LONG, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO, DECIMAL, STRING, BINARY ->
                    true;
            default -> false;
        };
    }

    /// Whether a value keeps its place and its bucket where its type changes: integers that become
    /// longs, and decimals with more digits before the point.
    private static boolean isSame(Type before, Type now) {
        return before.equals(now)
                || before.typeId() == Type.TypeID.INTEGER && now.typeId() == Type.TypeID.LONG
                || before instanceof Types.DecimalType narrow
                        && now instanceof Types.DecimalType wide
                        && narrow.scale() == wide.scale();
    }
}
