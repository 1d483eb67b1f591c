package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.engine.physical.WindowCall;
import dev.tarn.engine.schema.RelTypes;

import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.sql.SqlKind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A projection with window functions: what they read is computed below them, windows of the same
/// partitions and order are one, and what is made of their results comes above.
///
/// ```
/// Project [a + rank() over (partition by b + 1)]
///   →  Project [a + $rank]  ←  Window rank() by [$0]  ←  Project [$0 := b + 1, a]
/// ```
final class WindowProjects {
    private final Lowering lowering;
    private final Expressions expressions;
    private final FunctionRegistry registry;
    private final RexBuilder rexBuilder;

    WindowProjects(
            Lowering lowering,
            Expressions expressions,
            FunctionRegistry registry,
            RexBuilder rexBuilder) {
        this.lowering = lowering;
        this.expressions = expressions;
        this.registry = registry;
        this.rexBuilder = rexBuilder;
    }

    Plan lower(Project project) {
        return new OneProject(project).lower();
    }

    /// Windows are computed together if these agree.
    private record Order(List<Integer> partitionKeys, List<SortKey> keys) {}

    /// What is made of one projection.
    private final class OneProject {
        private final Project project;

        /// What the windows and the expressions above them read.
        private final WindowInputs inputs;

        /// The windows found, and the column of each call's result behind the inputs.
        private final Map<Order, List<RexOver>> windows = new LinkedHashMap<>();

        private final List<RexNode> above = new ArrayList<>();

        OneProject(Project project) {
            this.project = project;
            this.inputs = new WindowInputs(registry, rexBuilder, project.getInput());
        }

        Plan lower() {
            for (RexNode node : project.getProjects()) {
                above.add(node.accept(new Sums()));
            }
            above.forEach(node -> node.accept(new Finding()));
            Map<Order, List<WindowCall>> calls = new LinkedHashMap<>();
            windows.forEach((order, overs) -> {
                List<WindowCall> bound = new ArrayList<>();
                overs.forEach(over -> bound.add(inputs.call(over)));
                calls.put(order, bound);
            });
            Plan plan = inputs.plan(lowering);
            Map<RexNode, Integer> columns = new LinkedHashMap<>();
            for (Map.Entry<Order, List<RexOver>> window : windows.entrySet()) {
                List<Field> output = new ArrayList<>(plan.output());
                List<WindowCall> made = calls.get(window.getKey());
                for (int i = 0; made != null && i < made.size(); i++) {
                    RexOver over = window.getValue().get(i);
                    WindowCall call = made.get(i);
                    columns.put(over, output.size());
                    output.add(
                            new Field(
                                    call.function().label(), WindowInputs.resultType(over, call)));
                }
                Order by = window.getKey();
                plan =
                        new Plan.Window(
                                plan,
                                by.partitionKeys(),
                                by.keys(),
                                made == null ? List.of() : made,
                                output);
            }
            return projected(plan, columns);
        }

        private Plan projected(Plan plan, Map<RexNode, Integer> columns) {
            List<Field> output = Lowering.fields(project);
            List<Expr> results = new ArrayList<>();
            for (int i = 0; i < above.size(); i++) {
                RexNode node = above.get(i).accept(new Placing(plan, columns));
                results.add(expressions.cast(expressions.lower(node), output.get(i).type()));
            }
            return new Plan.Project(plan, results, output);
        }

        /// `CASE WHEN count(x) OVER w > 0 THEN sum(x) OVER w END`, as Calcite writes it, is the
        /// sum.
        private final class Sums extends RexShuttle {
            @Override
            public RexNode visitCall(RexCall call) {
                if (call.getKind() == SqlKind.CASE
                        && call.getOperands().size() == 3
                        && RexUtil.removeCast(call.getOperands().get(1)) instanceof RexOver sum
                        && sum.getAggOperator().getKind() == SqlKind.SUM
                        && call.getOperands().getFirst() instanceof RexCall compared
                        && compared.getKind() == SqlKind.GREATER_THAN
                        && compared.getOperands().getFirst() instanceof RexOver count
                        && count.getAggOperator().getKind() == SqlKind.COUNT
                        && count.getOperands().equals(sum.getOperands())
                        && count.getWindow().equals(sum.getWindow())
                        && call.getOperands().get(2) instanceof RexLiteral last
                        && last.isNull()) {
                    return sum;
                }
                return super.visitCall(call);
            }
        }

        /// Finds windows and all that stands outside of them.
        private final class Finding extends RexShuttle {
            @Override
            public RexNode visitOver(RexOver over) {
                List<RexOver> known =
                        windows.computeIfAbsent(order(over.getWindow()), _ -> new ArrayList<>());
                if (!known.contains(over)) {
                    known.add(over);
                }
                return over;
            }

            @Override
            public RexNode visitInputRef(RexInputRef reference) {
                inputs.column(reference);
                return reference;
            }
        }

        private Order order(RexWindow window) {
            List<Integer> partitionKeys = new ArrayList<>();
            for (RexNode key : window.partitionKeys) {
                int column = inputs.column(key);
                if (!partitionKeys.contains(column)) {
                    partitionKeys.add(column);
                }
            }
            List<SortKey> keys = new ArrayList<>();
            for (RexFieldCollation key : window.orderKeys) {
                keys.add(
                        new SortKey(
                                inputs.column(key.left),
                                key.getDirection().isDescending(),
                                key.getNullDirection()
                                        == org.apache.calcite.rel.RelFieldCollation.NullDirection
                                                .FIRST));
            }
            return new Order(partitionKeys.stream().sorted().toList(), keys);
        }

        /// Puts columns of the windows' plan in the place of what it computed.
        private final class Placing extends RexShuttle {
            private final Plan plan;
            private final Map<RexNode, Integer> columns;

            Placing(Plan plan, Map<RexNode, Integer> columns) {
                this.plan = plan;
                this.columns = columns;
            }

            @Override
            public RexNode visitOver(RexOver over) {
                int column = columns.getOrDefault(over, 0);
                DataType type = plan.output().get(column).type();
                RexNode result =
                        new RexInputRef(
                                column, RelTypes.toRel(type, true, rexBuilder.getTypeFactory()));
                return RelTypes.fromRel(over.getType()).equals(type)
                        ? result
                        : rexBuilder.makeAbstractCast(over.getType(), result, false);
            }

            @Override
            public RexNode visitInputRef(RexInputRef reference) {
                return new RexInputRef(inputs.column(reference), reference.getType());
            }
        }
    }
}
