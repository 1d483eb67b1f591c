package dev.tarn.engine.plan.partial;

import dev.tarn.engine.plan.stats.ColumnEstimate;
import dev.tarn.engine.plan.stats.Estimate;
import dev.tarn.engine.plan.stats.Estimator;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Looks for the node below an aggregation whose rows are best grouped before they go on: where
/// many become few, as the statistics of its columns tell, and what stands above is worth sparing.
///
/// Costs are in rows looked up. What is above is taken to cost as much less as there are fewer
/// rows.
final class Search {
    private static final double MIN_ROWS = 1_000;
    static final double MIN_ROWS_A_GROUP = 4;
    private static final double WORTHWHILE = 0.8;
    private static final double RESULT = 0.5;
    private static final double TEXT_KEY = 1;
    private static final double GROUP_BYTES = 32;
    private static final double CACHED_BYTES = 256 << 10;

    private final Estimator estimator;
    private final Steps steps;
    private double gain = 0;
    private @Nullable Place place;

    /// Where to group, and the way there from the aggregation's input.
    record Place(RelNode node, Request request, List<Step> way) {
        Place {
            way = List.copyOf(way);
        }
    }

    Search(Estimator estimator, Steps steps) {
        this.estimator = estimator;
        this.steps = steps;
    }

    /// Null where rows are best left as they are.
    @Nullable Place place(Aggregate aggregate, Request request) {
        RelNode input = aggregate.getInput();
        double groups = estimator.rows(aggregate);
        double cost = estimator.rows(input) * grouping(groups, request);
        search(input, new Way(request, cost, false, List.of()));
        return place;
    }

    /// How a node was come to.
    ///
    /// @param above what is spent above it for its rows
    /// @param isBelowJoin whether a join is among the steps
    private record Way(Request request, double above, boolean isBelowJoin, List<Step> steps) {}

    private void search(RelNode node, Way way) {
        if (way.isBelowJoin) {
            consider(node, way);
        }
        for (Step step : steps.below(node, way.request)) {
            double spent = node instanceof Join join ? joining(join, step.input()) : 0;
            List<Step> further = new ArrayList<>(way.steps);
            further.add(step);
            search(
                    step.input(),
                    new Way(
                            step.request(),
                            way.above + spent,
                            way.isBelowJoin || node instanceof Join,
                            further));
        }
    }

    /// What `join` spends for the rows of one of its inputs.
    private double joining(Join join, RelNode side) {
        Estimate other = estimator.of(side == join.getLeft() ? join.getRight() : join.getLeft());
        double bytes = other.rows() * other.rowBytes();
        return estimator.rows(side) * lookup(bytes) + estimator.rows(join) * RESULT;
    }

    private static double lookup(double bytes) {
        return 1 + Math.log1p(bytes / CACHED_BYTES) / 4;
    }

    /// What a row costs that is put into one of `groups` groups.
    private static double grouping(double groups, Request request) {
        double texts = 0;
        for (RexNode wanted : request.wanted()) {
            texts += SqlTypeName.CHAR_TYPES.contains(wanted.getType().getSqlTypeName()) ? 1 : 0;
        }
        return lookup(groups * GROUP_BYTES) + texts * TEXT_KEY;
    }

    private void consider(RelNode node, Way way) {
        Estimate estimate = estimator.of(node);
        List<RexNode> keys = PartCalls.keys(way.request);
        boolean takes =
                estimate.rows() >= MIN_ROWS
                        && !keys.isEmpty()
                        && keys.stream().allMatch(Search::isKey)
                        && way.request.parts().stream()
                                .allMatch(part -> Safety.fits(part, estimate));
        if (!takes) {
            return;
        }
        List<ColumnEstimate> columns = new ArrayList<>();
        for (RexNode key : keys) {
            columns.add(Estimator.column(key, estimate));
        }
        double groups = Estimator.groups(columns, estimate.rows());
        double share = groups / estimate.rows();
        if (share * MIN_ROWS_A_GROUP > 1 || !columns.stream().allMatch(ColumnEstimate::told)) {
            return;
        }
        double after = estimate.rows() * grouping(groups, way.request) + way.above * share;
        if (after < way.above * WORTHWHILE && way.above - after > gain) {
            gain = way.above - after;
            place = new Place(node, way.request, way.steps);
        }
    }

    /// Whether values of the type are equal only where they are the same; the zeros of
    /// floating-point numbers are not.
    static boolean isKey(RexNode key) {
        return switch (key.getType().getSqlTypeName()) {
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    DECIMAL,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    VARCHAR,
                    VARBINARY ->
                    true;
            default -> false;
        };
    }
}
