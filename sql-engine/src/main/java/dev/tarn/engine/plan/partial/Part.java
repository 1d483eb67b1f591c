package dev.tarn.engine.plan.partial;

import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/// What can be computed of some rows first, and of the results then.
///
/// @param argument over the columns of the node that is asked for it; null for [Kind#ROWS]
record Part(Kind kind, @Nullable RexNode argument) {
    enum Kind {
        /// How many rows; those are added.
        ROWS,
        /// How many values that are not null; those are added.
        VALUES,
        /// The sum of exact numbers, wide enough to hold any; of doubles for floating-point ones.
        SUM,
        /// The sum of any numbers as doubles.
        DOUBLE_SUM,
        LEAST,
        MOST
    }

    boolean isCount() {
        return kind == Kind.ROWS || kind == Kind.VALUES;
    }

    /// Whether rows that come several times change nothing.
    boolean isExtreme() {
        return kind == Kind.LEAST || kind == Kind.MOST;
    }

    Part of(RexNode other) {
        return new Part(kind, other);
    }
}
