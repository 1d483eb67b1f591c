package dev.tarn.engine.plan.rule;

import com.google.common.collect.ImmutableSet;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.RelTypes;
import dev.tarn.engine.validate.LambdaOperator;
import dev.tarn.engine.validate.StoredScalar;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Puts the bodies of functions that catalogs keep in the place of their calls, converted arguments
/// in that of their parameters. Bodies are trees by then: nothing in them can be taken for a column
/// of the query, nor the other way round.
///
/// ```
/// Project [f($0)]     where f(x) = x + 1     →     Project [CAST($0) + 1]
/// ```
///
/// An argument that is another value each time stands where its parameter stands, once.
public final class InlineFunctions extends SubQueryShuttle {
    /// How many nodes a call may have once it is inlined: functions that double their argument grow
    /// without end.
    static final int MAX_NODES = 10_000;

    private final Bodies bodies;

    /// What functions compute.
    @FunctionalInterface
    public interface Bodies {
        /// The body of `function`, without calls of others; new in each answer where it has
        /// sub-queries, since these are told apart by the rows they refer to.
        Body of(StoredScalar function);
    }

    /// An expression over a row of parameters; in its sub-queries that row goes by `rows`.
    public record Body(RexNode expression, Set<CorrelationId> rows) {
        public Body {
            rows = Set.copyOf(rows);
        }
    }

    private InlineFunctions(Bodies bodies) {
        this.bodies = bodies;
    }

    /// @throws SqlException where a call cannot be inlined, with its place
    public static RelNode in(RelNode root, Bodies bodies) {
        return root.accept(new InlineFunctions(bodies));
    }

    @Override
    RelNode rewritten(RelNode node) {
        Calls calls = new Calls(node);
        RelNode inlined = node.accept(calls);
        CorrelationId row = calls.row;
        if (row == null) {
            return inlined;
        }
        return switch (inlined) {
            case Project project ->
                    LogicalProject.create(
                            project.getInput(),
                            project.getHints(),
                            project.getProjects(),
                            project.getRowType().getFieldNames(),
                            with(project.getVariablesSet(), row));
            case Filter filter ->
                    LogicalFilter.create(
                            filter.getInput(),
                            filter.getCondition(),
                            with(filter.getVariablesSet(), row));
            default ->
                    throw new SqlException(
                            ErrorCode.NOT_SUPPORTED,
                            "A function whose body asks tables for its parameters is called in the"
                                    + " condition of a join; call it in WHERE");
        };
    }

    private static ImmutableSet<CorrelationId> with(Set<CorrelationId> ids, CorrelationId id) {
        return ImmutableSet.<CorrelationId>builder().addAll(ids).add(id).build();
    }

    /// Inlines the calls in the expressions of one node.
    private final class Calls extends RexShuttle {
        private final RelNode node;
        private final RexBuilder rex;

        /// What the node's input row goes by in sub-queries of bodies, where they refer to it.
        private @Nullable CorrelationId row;

        private int lambdas;

        Calls(RelNode node) {
            this.node = node;
            this.rex = node.getCluster().getRexBuilder();
        }

        @Override
        public RexNode visitCall(RexCall call) {
            boolean isLambda = call.getOperator() instanceof LambdaOperator;
            lambdas += isLambda ? 1 : 0;
            RexNode visited = super.visitCall(call);
            lambdas -= isLambda ? 1 : 0;
            return visited instanceof RexCall known
                            && known.getOperator() instanceof StoredScalar function
                    ? inlined(function, known)
                    : visited;
        }

        private RexNode inlined(StoredScalar function, RexCall call) {
            Body body = bodies.of(function);
            ParameterUses uses = new ParameterUses(body);
            List<RexNode> arguments = new ArrayList<>();
            for (int i = 0; i < call.getOperands().size(); i++) {
                uses.check(function, i, call.getOperands().get(i));
                arguments.add(converted(function, i, call.getOperands().get(i)));
            }
            uses.checkLambdas(function, arguments, lambdas > 0);
            RexNode value = body.expression().accept(new Parameters(body, arguments));
            if (value.nodeCount() > MAX_NODES) {
                throw refused(
                        function,
                        "becomes an expression of more than %d nodes here".formatted(MAX_NODES));
            }
            return value.getType().equals(call.getType())
                    ? value
                    : rex.makeAbstractCast(call.getType(), value, false);
        }

        private RexNode converted(StoredScalar function, int index, RexNode argument) {
            DataType type = function.definition().signature().types().get(index);
            return rex.makeCast(
                    RelTypes.toRel(type, true, rex.getTypeFactory()), argument, true, false);
        }

        /// The value of an expression over the node's input row, in a sub-query.
        private RexNode outer(RexNode value) {
            return value.accept(
                    new RexShuttle() {
                        @Override
                        public RexNode visitInputRef(RexInputRef column) {
                            if (row == null) {
                                row = node.getCluster().createCorrel();
                            }
                            RelDataType type = node.getInput(0).getRowType();
                            return rex.makeFieldAccess(
                                    rex.makeCorrel(type, row), column.getIndex());
                        }
                    });
        }

        /// Puts arguments in the place of parameters.
        private final class Parameters extends RexShuttle {
            private final Body body;
            private final List<RexNode> arguments;

            Parameters(Body body, List<RexNode> arguments) {
                this.body = body;
                this.arguments = arguments;
            }

            @Override
            public RexNode visitInputRef(RexInputRef parameter) {
                return arguments.get(parameter.getIndex());
            }

            @Override
            public RexNode visitSubQuery(RexSubQuery subQuery) {
                RexSubQuery known = (RexSubQuery) super.visitSubQuery(subQuery);
                RelNode inner =
                        CorrelatedFields.replaced(
                                known.rel, body.rows(), i -> outer(arguments.get(i)));
                return inner == known.rel ? known : known.clone(inner);
            }
        }
    }

    static SqlException refused(StoredScalar function, String why) {
        return new SqlException(
                ErrorCode.NOT_SUPPORTED,
                "Function %s %s".formatted(function.function(), why),
                function.position(),
                null);
    }
}
