package dev.tarn.engine.exec;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.storage.RowFilter;

import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// The rows of a scan whose value of one column is from `from` on and before `to`, where these are
/// not null; rows with NULL are in the range without `from`. Of types that [KeyBound#supports].
public record KeyRange(@Nullable Long from, @Nullable Long to) {
    /// Every row.
    public static final KeyRange ALL = new KeyRange(null, null);

    public boolean isAll() {
        return from == null && to == null;
    }

    /// What files, row groups and pages are left out by.
    public Expression on(String column) {
        Long first = from;
        Long end = to;
        Expression before =
                end == null ? Expressions.alwaysTrue() : Expressions.lessThan(column, end);
        return first == null
                ? Expressions.or(Expressions.isNull(column), before)
                : Expressions.and(Expressions.greaterThanOrEqual(column, first), before);
    }

    /// The condition on each row by the column `ordinal`.
    public RowFilter.Conjunct rows(int ordinal) {
        return new Condition(this, ordinal);
    }

    private record Condition(KeyRange range, int ordinal) implements RowFilter.Conjunct {
        @Override
        public List<Integer> ordinals() {
            return List.of(ordinal);
        }

        @Override
        public boolean mayFail() {
            return false;
        }

        @Override
        public RowFilter.Evaluator open() {
            return batch -> range.kept(batch, batch.column(ordinal).flatten());
        }
    }

    private Batch kept(Batch batch, FlatVector values) {
        boolean withNulls = from == null;
        long first = from == null ? Long.MIN_VALUE : from;
        long last = to == null ? Long.MAX_VALUE : to - 1;
        int[] selection = batch.selection();
        int[] rows = new int[batch.selectedCount()];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            int row = selection == null ? i : selection[i];
            long value = value(values, row);
            rows[count] = row;
            count +=
                    values.isNull(row)
                            ? withNulls ? 1 : 0
                            : value >= first && value <= last ? 1 : 0;
        }
        return count == rows.length
                ? batch
                : new Batch(batch.columns(), batch.rowCount(), rows, count);
    }

    private static long value(FlatVector values, int row) {
        return switch (values) {
            case IntVector ints -> ints.values()[row];
            case LongVector longs -> longs.values()[row];
            default ->
                    throw new IllegalArgumentException(
                            "A range of values of type " + values.type());
        };
    }
}
