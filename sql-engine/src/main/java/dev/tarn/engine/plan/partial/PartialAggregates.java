package dev.tarn.engine.plan.partial;

import dev.tarn.engine.Session;
import dev.tarn.engine.plan.stats.Estimator;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rex.RexBuilder;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Has rows grouped before they are joined, where that makes many of them few (W. P. Yan and P.-Å.
/// Larson, "Eager Aggregation and Lazy Aggregation", VLDB 1995):
///
/// ```
/// Aggregate by [b.x] [count(*), sum(a.y)]    →    Aggregate by [b.x] [sum(n), sum(s)]
///   Join on a.k = b.k                               Join on a.k = b.k
///     a                                               Aggregate by [k]
///     b                                                   [n := count(*), s := sum(y)]
///                                                       a
///                                                     b
/// ```
///
/// The groups are those of all columns of `a` that anything above reads, but for arguments, so that
/// their rows have the same fate: any join and condition that is another one each time it is asked
/// ends the way down. That there are few groups must follow from statistics, not from a guess.
public final class PartialAggregates {
    /// Session property, called as in Trino; `false` has rows joined as they are.
    public static final String PROPERTY = "push_partial_aggregation_through_join";

    private final Estimator estimator;

    private PartialAggregates(Estimator estimator) {
        this.estimator = estimator;
    }

    /// `root`, its joins in order.
    public static RelNode of(RelNode root, Estimator estimator, Session session) {
        boolean isOn = !"false".equalsIgnoreCase(session.properties().get(PROPERTY));
        return isOn ? new PartialAggregates(estimator).rewritten(root) : root;
    }

    private RelNode rewritten(RelNode node) {
        List<RelNode> inputs = new ArrayList<>();
        boolean same = true;
        for (RelNode input : node.getInputs()) {
            RelNode now = rewritten(input);
            same &= now == input;
            inputs.add(now);
        }
        RelNode now = same ? node : node.copy(node.getTraitSet(), inputs);
        RelNode eager = now instanceof Aggregate aggregate ? eager(aggregate) : null;
        return eager == null ? now : eager;
    }

    private @Nullable RelNode eager(Aggregate aggregate) {
        Decomposed decomposed = Decomposed.of(aggregate);
        if (decomposed == null) {
            return null;
        }
        RexBuilder rex = aggregate.getCluster().getRexBuilder();
        Steps steps = new Steps(rex);
        Request request = decomposed.request();
        Built groups = new Unions(estimator, steps, rex, this::eager).groups(aggregate, request);
        if (groups == null) {
            groups = belowJoins(aggregate, request, steps);
        }
        return groups == null ? null : decomposed.over(groups);
    }

    private @Nullable Built belowJoins(Aggregate aggregate, Request request, Steps steps) {
        Search.Place place = new Search(estimator, steps).place(aggregate, request);
        if (place == null) {
            return null;
        }
        Built built = PartCalls.groups(place.node(), place.request());
        for (Step step : place.way().reversed()) {
            built = step.above().apply(built);
        }
        return built;
    }
}
