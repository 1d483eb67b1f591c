package dev.tarn.engine.plan.partial;

import dev.tarn.engine.plan.stats.ColumnEstimate;
import dev.tarn.engine.plan.stats.Estimate;
import dev.tarn.engine.plan.stats.Estimator;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Has each input of a union grouped by itself, where that lets the input be grouped before its
/// joins, or answered from metadata:
///
/// ```
/// Aggregate [count(*)]        →    Aggregate [sum(n)]
///   UnionAll                         UnionAll
///     a                                Aggregate [n := count(*)]
///     b                                  a
///                                      Aggregate [n := count(*)]
///                                        b
/// ```
///
/// Without keys, each input gives one row. With keys, each input must have few groups by its
/// statistics or be worth grouping before its joins, and one at least must be the latter.
final class Unions {
    private final Estimator estimator;
    private final Steps steps;
    private final RexBuilder rex;
    private final Function<Aggregate, @Nullable RelNode> eager;

    /// @param eager groups rows before joins; null where that is not worth it
    Unions(
            Estimator estimator,
            Steps steps,
            RexBuilder rex,
            Function<Aggregate, @Nullable RelNode> eager) {
        this.estimator = estimator;
        this.steps = steps;
        this.rex = rex;
        this.eager = eager;
    }

    /// Groups of the rows of `aggregate`'s input, which is a union but for projections and filters;
    /// null where it is not, or is best left as it is.
    @Nullable Built groups(Aggregate aggregate, Request request) {
        RelNode node = aggregate.getInput();
        Request asked = request;
        List<Step> way = new ArrayList<>();
        while (node instanceof Project || node instanceof Filter) {
            List<Step> below = steps.below(node, asked);
            if (below.isEmpty()) {
                return null;
            }
            way.add(below.getFirst());
            node = below.getFirst().input();
            asked = below.getFirst().request();
        }
        Built built =
                node instanceof Union union && union.all && haveItsTypes(union)
                        ? groups(union, asked)
                        : null;
        if (built == null) {
            return null;
        }
        for (Step step : way.reversed()) {
            built = step.above().apply(built);
        }
        return built;
    }

    private static boolean haveItsTypes(Union union) {
        RelDataTypeFactory types = union.getCluster().getTypeFactory();
        RelDataType type = union.getRowType();
        return union.getInputs().stream()
                .allMatch(input ->
                        SqlTypeUtil.equalAsStructSansNullability(
                                types, input.getRowType(), type, null));
    }

    private @Nullable Built groups(Union union, Request request) {
        boolean isOneRow = request.wanted().isEmpty();
        boolean isWorthwhile = isOneRow;
        List<RelNode> inputs = new ArrayList<>();
        for (RelNode input : union.getInputs()) {
            Request own = request.map(expression -> over(input, expression));
            Estimate estimate = estimator.of(input);
            if (!own.parts().stream().allMatch(part -> Safety.fits(part, estimate))
                    || !PartCalls.keys(own).stream().allMatch(Search::isKey)
                    || !isOneRow && PartCalls.keys(own).isEmpty()) {
                return null;
            }
            Built built = PartCalls.groups(input, own);
            RelNode before = eager.apply((Aggregate) built.rel());
            if (before == null && !isOneRow && !areFew(PartCalls.keys(own), estimate)) {
                return null;
            }
            isWorthwhile |= before != null;
            inputs.add(before == null ? built.rel() : before);
        }
        return isWorthwhile ? joined(inputs, request) : null;
    }

    /// The groups of all inputs, which have the same columns, under one.
    private Built joined(List<RelNode> inputs, Request request) {
        RelNode union = LogicalUnion.create(inputs, true);
        List<RexNode> keys = PartCalls.keys(request);
        List<RexNode> wanted = new ArrayList<>();
        for (RexNode one : request.wanted()) {
            int key = keys.indexOf(one);
            wanted.add(key < 0 ? one : rex.makeInputRef(union, key));
        }
        List<RexNode> states = new ArrayList<>();
        for (int i = 0; i < request.parts().size(); i++) {
            states.add(rex.makeInputRef(union, keys.size() + i));
        }
        return new Built(union, wanted, states);
    }

    private boolean areFew(List<RexNode> keys, Estimate estimate) {
        List<ColumnEstimate> columns = new ArrayList<>();
        for (RexNode key : keys) {
            columns.add(Estimator.column(key, estimate));
        }
        return columns.stream().allMatch(ColumnEstimate::told)
                && Estimator.groups(columns, estimate.rows()) * Search.MIN_ROWS_A_GROUP
                        <= estimate.rows();
    }

    /// `expression` over the columns of a union as one over those of its input, of the same types.
    private RexNode over(RelNode input, RexNode expression) {
        return expression.accept(
                new Replacing(Map.of(), column -> rex.makeInputRef(input, column)));
    }
}
