package dev.tarn.engine.eval;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.LambdaKernel;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.cast.Casts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes bound expressions ready to run.
///
/// Everything that has no order of its own becomes a function call: casts, IN, IS NULL, field
/// access. What is left are columns, constants, and the lazy forms (AND, OR, CASE, COALESCE, IF,
/// TRY), which ask their operands only for rows that need them. Calls over constants are computed
/// once, here; where that fails, the error waits until a row asks for the value.
public final class Evaluators {
    private final FunctionContext context;

    /// The calls that several expressions have in common, and their nodes once they are made.
    private final Map<Expr, Optional<Node>> common;

    private Evaluators(FunctionContext context) {
        this(context, Map.of());
    }

    private Evaluators(FunctionContext context, Map<Expr, Optional<Node>> common) {
        this.context = context;
        this.common = common;
    }

    /// Evaluates each of `expressions` over batches of their input; what they have in common is
    /// computed once a batch. One for each driver.
    public static List<ExprEvaluator> evaluators(List<Expr> expressions, FunctionContext context) {
        Map<Expr, Optional<Node>> common = new HashMap<>();
        for (Expr repeated : CommonCalls.of(expressions)) {
            common.put(repeated, Optional.empty());
        }
        Evaluators evaluators = new Evaluators(context, common);
        List<ExprEvaluator> made = new ArrayList<>();
        for (Expr expression : expressions) {
            Node node = evaluators.whole(expression);
            made.add(batch -> node.evaluate(batch, Rows.of(batch)));
        }
        return made;
    }

    /// Evaluates `expression` over batches of its input. One for each driver.
    public static ExprEvaluator evaluator(Expr expression, FunctionContext context) {
        Node node = new Evaluators(context).whole(expression);
        return batch -> node.evaluate(batch, Rows.of(batch));
    }

    /// Keeps the rows for which `predicate` is true. One for each driver.
    public static PredicateEvaluator predicate(Expr predicate, FunctionContext context) {
        Predicate node = new Evaluators(context).predicate(predicate);
        Predicate.Room room = new Predicate.Room();
        return batch -> {
            Rows kept = node.narrow(batch, Rows.of(batch), room);
            int[] rows = kept.selection();
            if (rows != null && rows == room.of(0)) {
                rows = Arrays.copyOf(rows, kept.selectedCount());
            }
            return new Batch(batch.columns(), kept.rowCount(), rows, kept.selectedCount());
        };
    }

    /// The one row that `expression`, which reads no columns, gives.
    ///
    /// @throws SqlException where it cannot be computed
    public static FlatVector constant(Expr expression, FunctionContext context) {
        Node node = new Evaluators(context).node(expression);
        return node.evaluate(new Batch(List.of(), 1), Rows.all(1)).flatten();
    }

    /// What computes `expression` for someone who looks at its values.
    private Node whole(Expr expression) {
        return fused(node(expression));
    }

    private Node fused(Node node) {
        return FusedNode.of(node, context.loops());
    }

    /// The same, where a call may become part of one that it is an argument of.
    private Node node(Expr expression) {
        Optional<Node> known = common.get(expression);
        if (known == null) {
            return made(expression);
        }
        if (known.isPresent()) {
            return known.get();
        }
        Node made = made(expression);
        Node shared = made instanceof CallNode ? new SharedNode(fused(made)) : made;
        common.put(expression, Optional.of(shared));
        return shared;
    }

    private Node made(Expr expression) {
        return switch (expression) {
            case Expr.Column(int ordinal, DataType type) -> new Node.Column(ordinal);
            case Expr.Literal literal -> new Node.Constant(Literals.vector(literal));
            case Expr.Parameter parameter ->
                    throw new IllegalStateException(
                            "No value was put in the place of parameter " + parameter);
            case Expr.Call(ScalarFunction function, List<Expr> arguments) ->
                    call(function, arguments);
            case Expr.Cast cast -> cast(cast);
            case Expr.And(List<Expr> operands) -> new LogicNode(wholes(operands), true);
            case Expr.Or(List<Expr> operands) -> new LogicNode(wholes(operands), false);
            case Expr.Not(Expr operand) -> fold(Forms.not(), List.of(node(operand)));
            case Expr.IsNull(Expr operand) ->
                    fold(Forms.isNull(operand.type()), List.of(node(operand)));
            case Expr.In in -> fold(Membership.function(in), List.of(node(in.operand())));
            case Expr.Case(List<Expr.Branch> branches, Expr otherwise, DataType type) ->
                    branches(branches, otherwise, type);
            case Expr.Lambda lambda ->
                    throw new IllegalStateException("A lambda outside a call: " + lambda);
            case Expr.FieldAccess(Expr struct, int index, DataType type) ->
                    fold(Forms.field(struct.type(), index, type), List.of(node(struct)));
        };
    }

    private Node call(ScalarFunction function, List<Expr> arguments) {
        if (function.kernel() instanceof LambdaKernel kernel) {
            return lambdaCall(function, kernel, arguments);
        }
        return switch (function.name()) {
            case "coalesce" -> coalesce(arguments, function.resultType());
            case "if" ->
                    branches(
                            List.of(new Expr.Branch(arguments.get(0), arguments.get(1))),
                            arguments.size() == 3
                                    ? arguments.get(2)
                                    : new Expr.Literal(null, function.resultType()),
                            function.resultType());
            case "try" -> new TryNode(whole(arguments.getFirst()), function.resultType());
            default -> fold(function, nodes(arguments));
        };
    }

    /// Bodies are over columns of their own, so nothing of them is what this has in common.
    private Node lambdaCall(ScalarFunction function, LambdaKernel kernel, List<Expr> arguments) {
        List<Node> values = new ArrayList<>();
        List<LambdaNode.Body> bodies = new ArrayList<>();
        for (Expr argument : arguments) {
            if (argument instanceof Expr.Lambda lambda) {
                Node body = new Evaluators(context).whole(lambda.body());
                bodies.add(new LambdaNode.Body(body, wholes(lambda.captured())));
            } else {
                values.add(whole(argument));
            }
        }
        return new LambdaNode(function, kernel, values, bodies);
    }

    private Node coalesce(List<Expr> arguments, DataType type) {
        return new CoalesceNode(wholes(arguments), type);
    }

    private Node branches(List<Expr.Branch> branches, Expr otherwise, DataType type) {
        List<Predicate> conditions = new ArrayList<>();
        List<Node> values = new ArrayList<>();
        for (Expr.Branch branch : branches) {
            conditions.add(predicate(branch.condition()));
            values.add(whole(branch.value()));
        }
        values.add(whole(otherwise));
        return new CaseNode(conditions, values, type);
    }

    private Node cast(Expr.Cast cast) {
        Node operand = node(cast.operand());
        if (cast.operand().type().equals(cast.type())) {
            return operand;
        }
        return fold(
                Casts.function(cast.operand().type(), cast.type(), cast.orNull()),
                List.of(operand));
    }

    private Node fold(ScalarFunction function, List<Node> given) {
        List<Node> arguments =
                Formulas.of(function) == null ? given.stream().map(this::fused).toList() : given;
        CallNode call = new CallNode(function, arguments, context);
        boolean constant = function.deterministic();
        for (Node argument : arguments) {
            constant &= argument instanceof Node.Constant;
        }
        if (!constant) {
            return call;
        }
        try {
            Vector value = call.evaluate(new Batch(List.of(), 1), Rows.all(1));
            return new Node.Constant(value.flatten());
        } catch (SqlException e) {
            return call;
        }
    }

    private List<Node> nodes(List<Expr> expressions) {
        return expressions.stream().map(this::node).toList();
    }

    private List<Node> wholes(List<Expr> expressions) {
        return expressions.stream().map(this::whole).toList();
    }

    private List<Predicate> predicates(List<Expr> operands) {
        return operands.stream().map(this::predicate).toList();
    }

    private Predicate predicate(Expr expression) {
        return switch (expression) {
            case Expr.And(List<Expr> operands) -> new Predicate.All(predicates(operands));
            case Expr.Or(List<Expr> operands) -> new Predicate.Any(predicates(operands));
            // Not shared: a comparison narrows faster than it is computed.
            default -> Predicate.of(made(expression), context.loops());
        };
    }
}
