package dev.tarn.engine.plan.partial;

import com.google.common.collect.ImmutableSet;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A node that answers a [Request].
///
/// @param wanted the values asked for, over the columns of `rel`
/// @param states the results of the parts, over the columns of `rel`
record Built(RelNode rel, List<RexNode> wanted, List<RexNode> states) {
    Built {
        wanted = List.copyOf(wanted);
        states = List.copyOf(states);
    }

    /// The same with columns for all that is asked, so that a join takes them for keys, and gives
    /// nulls where it has no match.
    Built asColumns(RexBuilder rex) {
        List<RexNode> all = new ArrayList<>(wanted);
        all.addAll(states);
        if (all.stream().allMatch(RexInputRef.class::isInstance)) {
            return this;
        }
        RelNode project = project(rel, all, null);
        List<RexNode> columns = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            columns.add(rex.makeInputRef(project, i));
        }
        return new Built(
                project,
                columns.subList(0, wanted.size()),
                columns.subList(wanted.size(), columns.size()));
    }

    /// `columns` over `input`, called as those of `type`, or else as they are in `input`.
    static RelNode project(RelNode input, List<RexNode> columns, @Nullable RelDataType type) {
        List<@Nullable String> names = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            names.add(
                    type != null
                            ? type.getFieldNames().get(i)
                            : columns.get(i) instanceof RexInputRef column
                                    ? input.getRowType().getFieldNames().get(column.getIndex())
                                    : null);
        }
        return LogicalProject.create(input, List.of(), columns, names, ImmutableSet.of());
    }
}
