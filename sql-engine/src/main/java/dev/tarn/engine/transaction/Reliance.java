package dev.tarn.engine.transaction;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/// What statements that change rows tell the transaction of their table, if there is one.
/// Stateless.
public final class Reliance {
    private Reliance() {}

    /// Rows of `table` are changed or taken away, as they meet `condition`.
    ///
    /// @param isSerializable whether rows that others add must not meet it either
    public static void on(Table table, Expression condition, boolean isSerializable) {
        if (table instanceof BaseTable base && base.operations() instanceof StagedTable staged) {
            staged.reliesOn(condition, isSerializable);
        }
    }

    /// Any rows of `table` may be taken away, and none that others add may stay.
    public static void on(Table table) {
        on(table, Expressions.alwaysTrue(), true);
    }
}
