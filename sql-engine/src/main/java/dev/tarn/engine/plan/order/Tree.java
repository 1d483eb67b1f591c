package dev.tarn.engine.plan.order;

import org.apache.calcite.rel.core.JoinRelType;
import org.jspecify.annotations.Nullable;

/// A way to join some leaves.
///
/// @param set its leaves, a bit each
/// @param rows expected
/// @param bytes of a row
/// @param cost of it and all below, in units of one row looked up
/// @param left null for a leaf
/// @param right null for a leaf; an attached leaf is always on the right
/// @param type INNER, or that of the attachment on the right
record Tree(
        long set,
        double rows,
        double bytes,
        double cost,
        @Nullable Tree left,
        @Nullable Tree right,
        JoinRelType type) {

    boolean isLeaf() {
        return Long.bitCount(set) == 1;
    }

    int leaf() {
        return Long.numberOfTrailingZeros(set);
    }
}
