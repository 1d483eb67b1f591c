package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.physical.EstimatedRows;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.engine.plan.rule.Unnest;
import dev.tarn.engine.plan.stats.Estimator;
import dev.tarn.engine.schema.RelTypes;
import dev.tarn.engine.schema.Relation;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AsofJoin;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sample;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Relational tree to plan. Every lowered plan has the names and types that the tree's row type
/// maps to.
public final class Lowering {
    private final Estimator estimator;
    private final Expressions expressions;
    private final Joins joins;
    private final AsOfJoins asOfJoins;
    private final Aggregates aggregates;
    private final Scans scans;
    private final WindowProjects windows;
    private final SetOperations setOperations;
    private final Samples samples;
    private final Unnests unnests;
    private final CommonTrees common;
    private final Map<Integer, Plan.Shared> shared = new HashMap<>();

    public Lowering(FunctionRegistry registry, Folder folder, Estimator estimator, RelNode root) {
        this.estimator = estimator;
        this.expressions = new Expressions(registry, folder, root.getCluster().getRexBuilder());
        this.joins = new Joins(this, expressions, estimator);
        this.asOfJoins = new AsOfJoins(this, expressions);
        this.aggregates = new Aggregates(this, expressions, registry);
        this.scans = new Scans(expressions, estimator);
        this.setOperations = new SetOperations(this);
        this.samples = new Samples(this, expressions);
        this.unnests = new Unnests(this);
        this.common = new CommonTrees(root);
        this.windows =
                new WindowProjects(this, expressions, registry, root.getCluster().getRexBuilder());
    }

    /// @throws SqlException NOT_SUPPORTED for what the engine cannot do
    public Plan lower(RelNode node) {
        Integer number = common.number(node);
        if (number == null) {
            return estimated(node);
        }
        Plan.Shared known = shared.get(number);
        if (known == null) {
            known = new Plan.Shared(estimated(node), number);
            shared.put(number, known);
        }
        return known;
    }

    private Plan estimated(RelNode node) {
        return EstimatedRows.given(lowered(node), estimator.rows(node));
    }

    private Plan lowered(RelNode node) {
        return switch (node) {
            case Project project when project.containsOver() -> windows.lower(project);
            case Project project ->
                    projection(project.getProjects(), fields(project), project.getInput());
            case Filter filter -> filter(filter);
            case TableScan scan -> scans.scan(scan, all(scan), all(scan).size(), null);
            case AsofJoin join -> asOfJoins.lower(join);
            case Join join -> joins.lower(join);
            case Aggregate aggregate -> aggregates.lower(aggregate);
            case Sort sort -> sort(sort);
            case Union union -> union(union);
            case Intersect intersect -> setOperations.lower(intersect, JoinType.SEMI);
            case Minus minus -> setOperations.lower(minus, JoinType.ANTI);
            case Sample sample -> samples.lower(sample);
            case Unnest unnest -> unnests.lower(unnest);
            case Uncollect uncollect -> unnests.lower(uncollect);
            case Values values -> values(values);
            default ->
                    throw new SqlException(
                            ErrorCode.NOT_SUPPORTED, "%s is not supported".formatted(what(node)));
        };
    }

    private static String what(RelNode node) {
        return node.getRelTypeName().replace("Logical", "") + " in a query";
    }

    static List<Field> fields(RelNode node) {
        return RelTypes.fields(node.getRowType());
    }

    /// `plan` with its columns cast to the types of `fields`, and their names.
    Plan as(Plan plan, List<Field> fields) {
        boolean same = true;
        List<Expr> columns = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            DataType type = plan.output().get(i).type();
            same &= type.equals(fields.get(i).type());
            columns.add(expressions.cast(new Expr.Column(i, type), fields.get(i).type()));
        }
        return same ? plan : new Plan.Project(plan, columns, fields);
    }

    /// The values of `nodes`, over the columns of `input`, as columns of `output`.
    Plan projection(List<RexNode> nodes, List<Field> output, RelNode input) {
        if (scanUnder(input) instanceof TableScan scan) {
            return scanned(nodes, output, scan, input);
        }
        Plan lowered = lower(input);
        List<Expr> exprs = nodes.stream().map(expressions::lower).toList();
        return projected(lowered, exprs, output);
    }

    private static Plan projected(Plan input, List<Expr> exprs, List<Field> output) {
        if (input instanceof Plan.Project below && isColumnsOnly(below)) {
            List<Expr> direct = new ArrayList<>();
            for (Expr expr : exprs) {
                direct.add(
                        Ordinals.map(
                                expr, at -> ((Expr.Column) below.expressions().get(at)).ordinal()));
            }
            return projected(below.input(), direct, output);
        }
        boolean identity = exprs.size() == input.output().size();
        for (int i = 0; i < exprs.size() && identity; i++) {
            identity =
                    exprs.get(i) instanceof Expr.Column column
                            && column.ordinal() == i
                            && input.output().get(i).name().equals(output.get(i).name());
        }
        return identity ? input : new Plan.Project(input, exprs, output);
    }

    private static boolean isColumnsOnly(Plan.Project project) {
        return project.expressions().stream().allMatch(Expr.Column.class::isInstance);
    }

    private static @Nullable TableScan scanUnder(RelNode node) {
        RelNode bottom = node instanceof Filter filter ? filter.getInput() : node;
        return bottom instanceof TableScan scan ? scan : null;
    }

    private static List<Integer> all(TableScan scan) {
        return ImmutableBitSet.range(scan.getRowType().getFieldCount()).asList();
    }

    /// `node` for somebody who only counts its rows: a scan reads no columns for it but those of
    /// its condition.
    Plan lowerRows(RelNode node) {
        RelNode input =
                node instanceof Project project && isColumns(project) ? project.getInput() : node;
        return scanUnder(input) instanceof TableScan scan
                ? scanned(List.of(), List.of(), scan, input)
                : lower(node);
    }

    private static boolean isColumns(Project project) {
        return project.getProjects().stream().allMatch(RexInputRef.class::isInstance);
    }

    /// A projection over `input`, a table that may be filtered: the scan reads the columns of both.
    private Plan scanned(List<RexNode> nodes, List<Field> output, TableScan scan, RelNode input) {
        RexNode condition =
                input instanceof Filter filter ? Scans.needed(scan, filter.getCondition()) : null;
        ImmutableBitSet given = RelOptUtil.InputFinder.bits(nodes, null);
        List<Integer> used = new ArrayList<>(given.asList());
        if (condition != null) {
            used.addAll(RelOptUtil.InputFinder.bits(condition).except(given).asList());
        }
        Plan plan = scans.scan(scan, used, given.cardinality(), condition);
        List<Expr> exprs = new ArrayList<>();
        for (RexNode node : nodes) {
            exprs.add(expressions.lower(node, used::indexOf));
        }
        return projected(plan, exprs, output);
    }

    private Plan filter(Filter filter) {
        if (filter.getInput() instanceof TableScan scan) {
            RexNode condition = Scans.needed(scan, filter.getCondition());
            return scans.scan(scan, all(scan), all(scan).size(), condition);
        }
        Plan input = lower(filter.getInput());
        Expr predicate = expressions.lower(filter.getCondition());
        return isTrue(predicate) ? input : new Plan.Filter(input, predicate);
    }

    static boolean isTrue(Expr predicate) {
        return predicate instanceof Expr.Literal literal && Boolean.TRUE.equals(literal.value());
    }

    private Plan sort(Sort sort) {
        Plan input = lower(sort.getInput());
        List<SortKey> keys = new ArrayList<>();
        for (RelFieldCollation collation : sort.getCollation().getFieldCollations()) {
            keys.add(
                    new SortKey(
                            collation.getFieldIndex(),
                            collation.getDirection().isDescending(),
                            collation.nullDirection == RelFieldCollation.NullDirection.FIRST));
        }
        long limit = count(sort.fetch, "LIMIT", -1);
        long offset = count(sort.offset, "OFFSET", 0);
        if (keys.isEmpty()) {
            return limit < 0 && offset == 0 ? input : new Plan.Limit(input, limit, offset);
        }
        if (limit >= 0) {
            return new Plan.TopN(input, keys, limit, offset);
        }
        Plan sorted = new Plan.Sort(input, keys);
        return offset == 0 ? sorted : new Plan.Limit(sorted, -1, offset);
    }

    private static long count(@Nullable RexNode node, String clause, long absent) {
        if (node == null) {
            return absent;
        }
        if (node instanceof RexLiteral literal) {
            BigDecimal value = literal.getValueAs(BigDecimal.class);
            if (value != null && value.signum() >= 0) {
                return value.longValueExact();
            }
        }
        throw new SqlException(
                ErrorCode.INVALID_ARGUMENTS,
                "%s takes a number that is not negative, not %s".formatted(clause, node));
    }

    private Plan union(Union union) {
        List<Field> fields = fields(union);
        List<Plan> inputs = new ArrayList<>();
        for (RelNode input : union.getInputs()) {
            inputs.add(as(lower(input), fields));
        }
        Plan all = new Plan.UnionAll(inputs, fields);
        if (union.all) {
            return all;
        }
        List<Integer> keys = ImmutableBitSet.range(fields.size()).asList();
        return new Plan.Aggregate(all, keys, List.of(), fields);
    }

    private Plan values(Values values) {
        List<Field> fields = fields(values);
        List<List<Expr.Literal>> rows = new ArrayList<>();
        for (List<RexLiteral> tuple : values.getTuples()) {
            List<Expr.Literal> row = new ArrayList<>();
            for (int i = 0; i < fields.size(); i++) {
                row.add(literal(tuple.get(i), values.getRowType(), i));
            }
            rows.add(row);
        }
        return new Plan.Values(fields, rows);
    }

    private Expr.Literal literal(RexLiteral literal, RelDataType row, int ordinal) {
        RelDataType type = row.getFieldList().get(ordinal).getType();
        if (literal.isNull()) {
            return new Expr.Literal(null, RelTypes.fromRel(type));
        }
        Expr value =
                expressions.cast(
                        LiteralValues.of(literal, literal.getType()), RelTypes.fromRel(type));
        return value instanceof Expr.Literal known
                ? known
                : Objects.requireNonNull(LiteralValues.of(literal, type));
    }

    /// All parts of a condition that must hold together.
    static List<RexNode> conjuncts(@Nullable RexNode condition) {
        return condition == null ? List.of() : RelOptUtil.conjunctions(condition);
    }

    /// The parts as one condition; null where there is none.
    @Nullable Expr and(List<RexNode> conditions) {
        List<Expr> operands = new ArrayList<>();
        for (RexNode condition : conditions) {
            Expr operand = expressions.lower(condition);
            if (!isTrue(operand)) {
                operands.add(operand);
            }
        }
        return operands.isEmpty()
                ? null
                : operands.size() == 1 ? operands.getFirst() : new Expr.And(operands);
    }

    /// The relation that a scan reads.
    static Relation relation(TableScan scan) {
        return Objects.requireNonNull(scan.getTable().unwrap(Relation.class));
    }
}
