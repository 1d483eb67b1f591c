package dev.tarn.engine.plan.range;

import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.ColumnStatistics;
import dev.tarn.engine.schema.TableStatistics;

import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;

/// The least and most value of integer and decimal columns of a table at a snapshot, as its
/// manifests bound them.
final class TableBounds {
    private TableBounds() {}

    /// What the column at `ordinal` of `scan` holds; null where any file leaves it open, or the
    /// table has more files than statistics are made of.
    static @Nullable Interval of(Plan.TableScan scan, int ordinal) {
        Types.NestedField column = scan.projection().columns().get(ordinal);
        boolean isNumber =
                switch (column.type().typeId()) {
                    case INTEGER, LONG, DECIMAL -> true;
                    default -> false;
                };
        if (!isNumber) {
            return null;
        }
        TableStatistics statistics =
                TableStatistics.of(scan.table(), scan.snapshotId(), scan.table().schema());
        ColumnStatistics known = statistics.column(column.fieldId());
        BigInteger least = unscaled(known.least());
        BigInteger most = unscaled(known.most());
        return !statistics.complete() || least == null || most == null || least.compareTo(most) > 0
                ? null
                : new Interval(least, most);
    }

    private static @Nullable BigInteger unscaled(@Nullable Object value) {
        return switch (value) {
            case BigDecimal decimal -> decimal.unscaledValue();
            case Integer number -> BigInteger.valueOf(number);
            case Long number -> BigInteger.valueOf(number);
            case null, default -> null;
        };
    }
}
