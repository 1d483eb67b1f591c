package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.schema.RelTypes;
import dev.tarn.engine.validate.LambdaOperator;
import dev.tarn.engine.validate.LambdaParameter;
import dev.tarn.engine.validate.RegistryFunction;
import dev.tarn.engine.validate.RexParameter;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.Sarg;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/// Calcite's scalar expressions as [Expr]s: functions bound, casts put in, constants computed.
final class Expressions {
    private final FunctionRegistry registry;
    private final Folder folder;
    private final RexBuilder rexBuilder;
    private final Lambdas lambdas;
    private final Intervals intervals;

    Expressions(FunctionRegistry registry, Folder folder, RexBuilder rexBuilder) {
        this.registry = registry;
        this.folder = folder;
        this.rexBuilder = rexBuilder;
        this.lambdas = new Lambdas(this, folder);
        this.intervals = new Intervals(this);
    }

    /// `node` over columns whose ordinals are mapped by `columns`.
    Expr lower(RexNode node, IntUnaryOperator columns) {
        return switch (node) {
            case RexInputRef reference ->
                    new Expr.Column(
                            columns.applyAsInt(reference.getIndex()),
                            RelTypes.fromRel(reference.getType()));
            case RexLiteral literal -> LiteralValues.of(literal, literal.getType());
            case RexParameter parameter ->
                    new Expr.Parameter(parameter.getIndex(), RelTypes.fromRel(parameter.getType()));
            case RexOver over -> throw unsupported("Window function " + over.getAggOperator());
            case RexSubQuery subQuery -> throw unsupported("A sub-query in this place");
            case RexCall call -> folded(call(call, columns));
            case RexFieldAccess access -> {
                Expr struct = lower(access.getReferenceExpr(), columns);
                yield new Expr.FieldAccess(
                        struct, access.getField().getIndex(), RelTypes.fromRel(access.getType()));
            }
            default -> throw unsupported("The expression " + node);
        };
    }

    Expr lower(RexNode node) {
        return lower(node, IntUnaryOperator.identity());
    }

    /// `expression` as a value of `type`.
    Expr cast(Expr expression, DataType type) {
        if (expression.type().equals(type)) {
            return expression;
        }
        if (expression instanceof Expr.Literal literal && literal.value() == null) {
            return new Expr.Literal(null, type);
        }
        if (expression instanceof Expr.Lambda lambda) {
            return new Expr.Lambda(
                    lambda.parameterCount(), lambda.captured(), cast(lambda.body(), type));
        }
        return folded(new Expr.Cast(expression, type, false));
    }

    /// The function of the registry called `name`, with its arguments cast to what it takes.
    Expr function(String name, List<Expr> arguments) {
        return function(
                registry.scalar(name)
                        .orElseThrow(() -> unsupported("Function " + name.replace('_', ' '))),
                arguments);
    }

    private Expr function(ScalarFamily family, List<Expr> arguments) {
        List<DataType> types = arguments.stream().map(Expr::type).toList();
        ScalarFunction function =
                family.bind(types)
                        .orElseThrow(() ->
                                new SqlException(
                                        ErrorCode.TYPE_MISMATCH,
                                        "%s does not take %s; usage: %s"
                                                .formatted(family.name(), types, family.usage())));
        List<Expr> converted = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            List<DataType> parameters = function.parameterTypes();
            converted.add(
                    cast(arguments.get(i), parameters.get(Math.min(i, parameters.size() - 1))));
        }
        return new Expr.Call(function, converted);
    }

    Expr folded(Expr expression) {
        Expr.Literal literal = isConstant(expression) ? folder.fold(expression) : null;
        return literal == null ? expression : literal;
    }

    private static boolean isConstant(Expr expression) {
        return switch (expression) {
            case Expr.Call call ->
                    call.arguments().stream().allMatch(Expr.Literal.class::isInstance);
            case Expr.Cast cast -> cast.operand() instanceof Expr.Literal;
            default -> false;
        };
    }

    private Expr call(RexCall call, IntUnaryOperator columns) {
        if (Intervals.isIn(call)) {
            return intervals.lower(call, columns);
        }
        return switch (call.getKind()) {
            case AND -> new Expr.And(operands(call, columns));
            case OR -> new Expr.Or(operands(call, columns));
            case NOT -> new Expr.Not(operand(call, 0, columns));
            case IS_NULL, IS_UNKNOWN -> new Expr.IsNull(operand(call, 0, columns));
            case IS_NOT_NULL -> new Expr.Not(new Expr.IsNull(operand(call, 0, columns)));
            case IS_TRUE -> {
                Expr operand = operand(call, 0, columns);
                yield new Expr.And(List.of(new Expr.Not(new Expr.IsNull(operand)), operand));
            }
            case IS_FALSE -> {
                Expr operand = operand(call, 0, columns);
                yield new Expr.And(
                        List.of(new Expr.Not(new Expr.IsNull(operand)), new Expr.Not(operand)));
            }
            case IS_NOT_TRUE -> {
                Expr operand = operand(call, 0, columns);
                yield new Expr.Or(List.of(new Expr.IsNull(operand), new Expr.Not(operand)));
            }
            case IS_NOT_FALSE -> {
                Expr operand = operand(call, 0, columns);
                yield new Expr.Or(List.of(new Expr.IsNull(operand), operand));
            }
            case SEARCH -> search(call, columns);
            case CASE -> caseOf(call, columns);
            case CAST, SAFE_CAST -> castOf(call, columns);
            case EQUALS -> function("equal", operands(call, columns));
            case NOT_EQUALS -> function("not_equal", operands(call, columns));
            case LESS_THAN -> function("less_than", operands(call, columns));
            case LESS_THAN_OR_EQUAL -> function("less_than_or_equal", operands(call, columns));
            case GREATER_THAN -> function("greater_than", operands(call, columns));
            case GREATER_THAN_OR_EQUAL ->
                    function("greater_than_or_equal", operands(call, columns));
            case IS_DISTINCT_FROM -> function("is_distinct_from", operands(call, columns));
            case IS_NOT_DISTINCT_FROM ->
                    new Expr.Not(function("is_distinct_from", operands(call, columns)));
            case PLUS -> typed(call, "add", columns);
            case MINUS -> typed(call, "subtract", columns);
            case TIMES -> typed(call, "multiply", columns);
            case DIVIDE -> typed(call, "divide", columns);
            case MOD -> typed(call, "modulus", columns);
            case MINUS_PREFIX -> typed(call, "negate", columns);
            case PLUS_PREFIX -> operand(call, 0, columns);
            case LIKE -> function("like", operands(call, columns));
            case EXTRACT -> extract(call, columns);
            case ITEM -> item(call, columns);
            default -> named(call, columns);
        };
    }

    private List<Expr> operands(RexCall call, IntUnaryOperator columns) {
        return call.getOperands().stream().map(operand -> lower(operand, columns)).toList();
    }

    private Expr operand(RexCall call, int index, IntUnaryOperator columns) {
        return lower(call.getOperands().get(index), columns);
    }

    /// A function whose result is cast to the type that Calcite derived.
    private Expr typed(RexCall call, String name, IntUnaryOperator columns) {
        return typed(call, function(name, operands(call, columns)));
    }

    private Expr typed(RexCall call, Expr computed) {
        Expr result = folded(computed);
        return cast(result, RelTypes.fromRel(call.getType()));
    }

    private Expr named(RexCall call, IntUnaryOperator columns) {
        if (call.getOperator() instanceof LambdaOperator lambda) {
            return lambdas.lower(lambda, call, columns);
        }
        if (call.getOperator() instanceof LambdaParameter parameter) {
            return lambdas.lower(parameter, call);
        }
        if (call.getOperator() instanceof RegistryFunction known) {
            return typed(call, function(known.family(), operands(call, columns)));
        }
        String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "||" -> typed(call, "concat", columns);
            case "/int" -> typed(call, "divide", columns);
            case "%" -> typed(call, "modulus", columns);
            case "array" -> typed(call, "array_constructor", columns);
            case "row" -> typed(call, "row", columns);
            case "map" -> typed(call, isConstructor(call) ? "map_constructor" : "map", columns);
            default -> {
                if (!Character.isLetter(name.charAt(0))) {
                    throw unsupported("The operator " + call.getOperator().getName());
                }
                yield typed(call, name, columns);
            }
        };
    }

    /// MAP[key, value, …], and not the function map(keys, values).
    private static boolean isConstructor(RexCall call) {
        return call.getKind() == SqlKind.MAP_VALUE_CONSTRUCTOR;
    }

    private Expr caseOf(RexCall call, IntUnaryOperator columns) {
        DataType type = RelTypes.fromRel(call.getType());
        List<Expr> operands = operands(call, columns);
        List<Expr.Branch> branches = new ArrayList<>();
        for (int i = 0; i + 1 < operands.size(); i += 2) {
            branches.add(new Expr.Branch(operands.get(i), cast(operands.get(i + 1), type)));
        }
        return new Expr.Case(branches, cast(operands.getLast(), type), type);
    }

    private Expr castOf(RexCall call, IntUnaryOperator columns) {
        Expr operand = operand(call, 0, columns);
        DataType type = RelTypes.fromRel(call.getType());
        boolean orNull =
                call.getOperator().getName().equalsIgnoreCase("TRY_CAST")
                        || call.getOperator().getName().equalsIgnoreCase("SAFE_CAST");
        return orNull && !operand.type().equals(type)
                ? new Expr.Cast(operand, type, true)
                : cast(operand, type);
    }

    /// `x[i]`: an element of an array, a map's value, or the field at a constant place of a row.
    private Expr item(RexCall call, IntUnaryOperator columns) {
        DataType of = RelTypes.fromRel(call.getOperands().getFirst().getType());
        if (!(of instanceof DataType.StructOf struct)) {
            return typed(call, "subscript", columns);
        }
        if (!(call.getOperands().get(1) instanceof RexLiteral place)
                || !(place.getValueAs(BigDecimal.class) instanceof BigDecimal number)) {
            throw unsupported("A subscript of a row other than a constant number");
        }
        int ordinal = number.intValueExact() - 1;
        Expr row = operand(call, 0, columns);
        return new Expr.FieldAccess(row, ordinal, struct.fields().get(ordinal).type());
    }

    private Expr extract(RexCall call, IntUnaryOperator columns) {
        RexLiteral unit = (RexLiteral) call.getOperands().getFirst();
        String name = String.valueOf(unit.getValue()).toLowerCase(Locale.ROOT);
        Expr result = function("extract_" + name, List.of(operand(call, 1, columns)));
        return cast(folded(result), RelTypes.fromRel(call.getType()));
    }

    /// A set of points becomes IN, anything else comparisons.
    private Expr search(RexCall call, IntUnaryOperator columns) {
        RexLiteral literal = (RexLiteral) call.getOperands().get(1);
        Sarg<?> sarg = Objects.requireNonNull(literal.getValueAs(Sarg.class));
        boolean points = sarg.isPoints() && sarg.pointCount > 1;
        boolean complement = sarg.isComplementedPoints() && sarg.pointCount > 1;
        RexNode expanded = RexUtil.expandSearch(rexBuilder, null, call);
        if (!(points || complement) || sarg.nullAs != org.apache.calcite.rex.RexUnknownAs.UNKNOWN) {
            return lower(expanded, columns);
        }
        Expr operand = operand(call, 0, columns);
        List<Expr.Literal> values = new ArrayList<>();
        RelDataType type = call.getOperands().getFirst().getType();
        for (RexNode point : pointLiterals(sarg, literal.getType(), complement)) {
            Expr value = cast(lower(point), RelTypes.fromRel(type));
            if (!(value instanceof Expr.Literal known)) {
                return lower(expanded, columns);
            }
            values.add(known);
        }
        Expr in = new Expr.In(operand, values, false);
        return complement ? new Expr.Not(in) : in;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private List<RexNode> pointLiterals(Sarg sarg, RelDataType type, boolean complement) {
        com.google.common.collect.RangeSet<?> ranges =
                complement ? sarg.rangeSet.complement() : sarg.rangeSet;
        List<RexNode> literals = new ArrayList<>();
        for (com.google.common.collect.Range<?> range : ranges.asRanges()) {
            Comparable value = range.lowerEndpoint();
            literals.add(rexBuilder.makeLiteral(value, type, true, false));
        }
        return literals;
    }

    static SqlException unsupported(String what) {
        return new SqlException(ErrorCode.NOT_SUPPORTED, what + " is not supported");
    }

    /// Whether `type` is the untyped NULL's.
    static boolean isUntyped(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.NULL;
    }
}
