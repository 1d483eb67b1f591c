package dev.tarn.engine.validate;

import dev.tarn.engine.expr.Expr;

import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/// Computes expressions that read no columns, while a statement is bound.
@FunctionalInterface
public interface ConstantValues {

    /// The value of `expression`; null where that is not known before the statement runs, as of
    /// `random()`, or cannot be computed.
    ///
    /// @throws dev.tarn.engine.SqlException where the expression is wrong
    Expr.@Nullable Literal value(SqlNode expression);
}
