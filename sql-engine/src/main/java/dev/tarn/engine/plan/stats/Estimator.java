package dev.tarn.engine.plan.stats;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// How many rows each node of a tree is expected to give, and what their columns look like.
///
/// Trees are immutable once they are asked about, and nodes are remembered. Owned by the planning
/// of one statement.
public final class Estimator {
    private static final double UNKNOWN_ROWS = 1_000;

    /// Conditions on aggregates are asked to find the few groups that stand out.
    private static final double HAVING = 0.1;

    private final Map<RelNode, Estimate> known = new IdentityHashMap<>();
    private final List<Guess> guesses = new ArrayList<>();
    private Samples samples = Samples.NONE;

    /// Looks at samples of the columns that `tree` joins on, groups by, or compares, where metadata
    /// does not tell how many values they have. Before anything is asked; blocks.
    public void sample(RelNode tree) {
        samples = Samples.of(tree);
    }

    public Estimate of(RelNode node) {
        Estimate estimate = known.get(node);
        if (estimate == null) {
            estimate = computed(node);
            known.put(node, estimate);
        }
        return estimate;
    }

    public double rows(RelNode node) {
        return of(node).rows();
    }

    /// The rows of `scan` that meet `condition`; remembered where they hang on parameters.
    public double rows(TableScan scan, RexNode condition) {
        Estimate all = of(scan);
        double rows = filtered(all, condition).rows();
        if (Guess.isOf(condition)) {
            guesses.add(new Guess(all, condition, rows));
        }
        return rows;
    }

    /// What was asked of scans with parameters.
    public List<Guess> guesses() {
        return List.copyOf(guesses);
    }

    private Estimate computed(RelNode node) {
        return switch (node) {
            case TableScan scan -> TableEstimates.of(scan, samples);
            case Filter filter -> filter(filter);
            case Project project -> project(project);
            case Join join -> join(join);
            case Aggregate aggregate -> aggregate(aggregate);
            case Sort sort -> sort(sort);
            case Union union -> union(union);
            case Values values -> unknown(node, values.getTuples().size());
            default -> other(node);
        };
    }

    private Estimate other(RelNode node) {
        double rows = 0;
        for (RelNode input : node.getInputs()) {
            rows = Math.max(rows, rows(input));
        }
        return unknown(node, node.getInputs().isEmpty() ? UNKNOWN_ROWS : rows);
    }

    private static Estimate unknown(RelNode node, double rows) {
        List<ColumnEstimate> columns = new ArrayList<>();
        for (int i = 0; i < node.getRowType().getFieldCount(); i++) {
            columns.add(ColumnEstimate.unknown(rows));
        }
        return new Estimate(rows, columns);
    }

    private Estimate filter(Filter filter) {
        Estimate input = of(filter.getInput());
        Estimate left = filtered(input, filter.getCondition());
        if (!(filter.getInput() instanceof Aggregate aggregate)) {
            return left;
        }
        double rows = left.rows();
        for (RexNode conjunct : RelOptUtil.conjunctions(filter.getCondition())) {
            boolean isResult =
                    RelOptUtil.InputFinder.bits(conjunct).asSet().stream()
                            .anyMatch(column -> column >= aggregate.getGroupCount());
            rows *= isResult ? HAVING : 1;
        }
        return new Estimate(Math.max(1, rows), left.columns());
    }

    /// `input` where `condition` holds.
    public static Estimate filtered(Estimate input, RexNode condition) {
        List<ColumnEstimate> columns = new ArrayList<>(input.columns());
        Selectivity before = new Selectivity(input.columns()::get);
        Selectivity now = new Selectivity(columns::get);
        for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
            Selectivity.Narrowed narrowed = now.narrowed(conjunct);
            if (narrowed != null) {
                columns.set(narrowed.column(), narrowed.estimate());
            }
        }
        double rows = Math.max(Math.min(1, input.rows()), input.rows() * before.of(condition));
        return new Estimate(rows, columns);
    }

    private Estimate project(Project project) {
        Estimate input = of(project.getInput());
        List<ColumnEstimate> columns = new ArrayList<>();
        for (RexNode expression : project.getProjects()) {
            columns.add(column(expression, input));
        }
        return new Estimate(input.rows(), columns);
    }

    /// What is believed of the values of `expression` over the rows of `input`.
    public static ColumnEstimate column(RexNode expression, Estimate input) {
        if (expression instanceof RexInputRef column) {
            return input.columns().get(column.getIndex());
        }
        if (expression instanceof RexLiteral) {
            double width = TableEstimates.width(expression.getType());
            return ColumnEstimate.of(1, width, input.rows()).told(true);
        }
        double distinct = 1;
        boolean isTold = RexUtil.isDeterministic(expression) && !expression.isA(SqlKind.CASE);
        for (int used : RelOptUtil.InputFinder.bits(expression)) {
            distinct *= input.columns().get(used).distinct();
            isTold &= input.columns().get(used).told();
        }
        if (expression.isA(SqlKind.EXTRACT)) {
            distinct = Math.min(distinct, 366);
        }
        if (expression.isA(SqlKind.CASE)) {
            distinct = input.rows() / 10;
        }
        return ColumnEstimate.of(
                        Math.min(distinct, input.rows()),
                        TableEstimates.width(expression.getType()),
                        input.rows())
                .told(isTold);
    }

    private Estimate join(Join join) {
        Estimate left = of(join.getLeft());
        Estimate right = of(join.getRight());
        List<ColumnEstimate> both = new ArrayList<>(left.columns());
        both.addAll(right.columns());
        JoinEstimate estimate = JoinEstimate.of(join, left, right);
        JoinRelType type = join.getJoinType();
        if (!type.projectsRight()) {
            both = new ArrayList<>(left.columns());
        }
        if (type == JoinRelType.LEFT_MARK) {
            both = new ArrayList<>(left.columns());
            both.add(ColumnEstimate.of(2, 1, left.rows()));
        }
        return new Estimate(estimate.rows(type), both);
    }

    private Estimate aggregate(Aggregate aggregate) {
        Estimate input = of(aggregate.getInput());
        double rows = 0;
        for (ImmutableBitSet set : aggregate.getGroupSets()) {
            rows += groups(input, set);
        }
        List<ColumnEstimate> columns = new ArrayList<>();
        boolean isOnlyKey = aggregate.getGroupCount() == 1;
        for (int key : aggregate.getGroupSet()) {
            ColumnEstimate column = input.columns().get(key);
            columns.add(
                    new ColumnEstimate(
                            Math.min(column.distinct(), rows),
                            column.low(),
                            column.high(),
                            column.nulls(),
                            column.bytes(),
                            isOnlyKey,
                            isOnlyKey ? Math.min(column.distinct(), rows) : rows,
                            column.told(),
                            column.farthest(),
                            null));
        }
        for (int i = columns.size(); i < aggregate.getRowType().getFieldCount(); i++) {
            double width =
                    TableEstimates.width(aggregate.getRowType().getFieldList().get(i).getType());
            columns.add(ColumnEstimate.of(rows, width, rows));
        }
        return new Estimate(rows, columns);
    }

    /// How many groups the rows of `input` fall into.
    private static double groups(Estimate input, ImmutableBitSet keys) {
        List<ColumnEstimate> columns = new ArrayList<>();
        for (int key : keys) {
            columns.add(input.columns().get(key));
        }
        return groups(columns, input.rows());
    }

    /// How many groups so many rows fall into by `keys`.
    public static double groups(List<ColumnEstimate> keys, double rows) {
        double groups = 1;
        for (ColumnEstimate key : keys) {
            groups *= key.among(rows);
            if (groups >= rows) {
                return Math.max(1, rows);
            }
        }
        return groups;
    }

    private Estimate sort(Sort sort) {
        Estimate input = of(sort.getInput());
        double rows = input.rows();
        if (sort.fetch instanceof RexLiteral limit) {
            rows = Math.min(rows, RexLiteral.bigDecimalValue(limit).doubleValue());
        }
        return new Estimate(rows, input.columns());
    }

    private Estimate union(Union union) {
        double rows = 0;
        for (RelNode input : union.getInputs()) {
            rows += rows(input);
        }
        List<ColumnEstimate> columns = new ArrayList<>();
        for (ColumnEstimate column : of(union.getInput(0)).columns()) {
            columns.add(
                    ColumnEstimate.of(
                            column.distinct() * union.getInputs().size(), column.bytes(), rows));
        }
        return new Estimate(rows, columns);
    }
}
