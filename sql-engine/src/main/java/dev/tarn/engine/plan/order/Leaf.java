package dev.tarn.engine.plan.order;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// An input of a [JoinGraph].
///
/// @param rel its rows
/// @param first the graph's number of its first column
/// @param attachment how it joins those it depends on; null where it joins by the graph's
///   predicates alone
record Leaf(RelNode rel, int first, @Nullable Attachment attachment) {

    /// A join that keeps its left side: LEFT, SEMI, ANTI or LEFT_MARK, of which the leaf is the
    /// right side, alone.
    ///
    /// @param conditions parts of its condition, over the graph's columns
    /// @param needs leaves that the conditions read besides this one
    record Attachment(JoinRelType type, List<RexNode> conditions, long needs) {
        Attachment {
            conditions = List.copyOf(conditions);
        }
    }

    int width() {
        return rel.getRowType().getFieldCount();
    }

    Leaf with(RelNode newRel) {
        return new Leaf(newRel, first, attachment);
    }

    /// The same, joined by the graph's predicates.
    Leaf detached() {
        return new Leaf(rel, first, null);
    }
}
