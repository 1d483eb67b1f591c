package dev.tarn.engine.exec;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.storage.RowFilter;

import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a scan may leave out because a top-n above it will: rows behind the last that it still
/// takes. Known to be nothing at first. Thread-safe.
public final class KeyBound implements LiveFilter {
    private final String column;
    private volatile Expression current = Expressions.alwaysTrue();

    /// A bound on the scan's column called `column`, whose type has [#supports].
    public KeyBound(String column) {
        this.column = column;
    }

    /// Whether columns of `type` can be bounded: those whose values are compared as integers are.
    public static boolean supports(DataType type) {
        return switch (type) {
            case DataType.Simple simple ->
                    simple == DataType.INTEGER
                            || simple == DataType.BIGINT
                            || simple == DataType.DATE;
            case DataType.Timestamp timestamp -> !timestamp.nanos();
            case DataType.Decimal _,
                    DataType.Fixed _,
                    DataType.Shape _,
                    DataType.Time _,
                    DataType.ListOf _,
                    DataType.MapOf _,
                    DataType.StructOf _ ->
                    false;
        };
    }

    @Override
    public List<String> columns() {
        return List.of(column);
    }

    @Override
    public Expression current() {
        return current;
    }

    @Override
    public RowFilter.@Nullable Conjunct rows() {
        return null;
    }

    @Override
    public String text() {
        Expression known = current;
        return known.op() == Expression.Operation.TRUE ? "" : "bound by top-n: " + known;
    }

    /// Says that no row after the value at `row`, in the order of `key`, matters. Each call must be
    /// tighter than the one before.
    public void endsAt(FlatVector values, int row, SortKey key) {
        Object last = value(values, row);
        if (last == null) {
            if (key.nullsFirst()) {
                current = Expressions.isNull(column);
            }
            return;
        }
        Expression within =
                key.descending()
                        ? Expressions.greaterThanOrEqual(column, last)
                        : Expressions.lessThanOrEqual(column, last);
        current = key.nullsFirst() ? Expressions.or(Expressions.isNull(column), within) : within;
    }

    /// The value as Iceberg takes it; null for NULL.
    private static @Nullable Object value(FlatVector values, int row) {
        if (values.isNull(row)) {
            return null;
        }
        return switch (values) {
            case IntVector ints -> ints.values()[row];
            case LongVector longs -> longs.values()[row];
            default ->
                    throw new IllegalArgumentException(
                            "A bound of values of type " + values.type());
        };
    }
}
