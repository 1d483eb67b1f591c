package dev.tarn.engine.plan.lower;

import dev.tarn.engine.expr.Expr;

import org.jspecify.annotations.Nullable;

/// Computes expressions that read no columns, by the engine's own kernels.
@FunctionalInterface
public interface Folder {

    /// The value of `expression`; null where it has none yet: it fails, differs from row to row, or
    /// is of a type that literals do not have.
    Expr.@Nullable Literal fold(Expr expression);

    /// Whether all that was folded so far is the same for every query of the session, whenever it
    /// runs.
    default boolean isLasting() {
        return false;
    }
}
