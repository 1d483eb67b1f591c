package dev.tarn.engine.plan;

import dev.tarn.engine.plan.lower.RexValues;
import dev.tarn.engine.schema.RelTypes;
import dev.tarn.engine.validate.MinusOperator;
import dev.tarn.engine.validate.ParameterOperator;
import dev.tarn.engine.validate.RexParameter;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql2rel.SqlRexContext;
import org.apache.calcite.sql2rel.SqlRexConvertlet;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Calcite's table of conversions, but for parameters, and for comparisons by order of REAL and
/// DOUBLE and all of variants and shapes: they become calls of functions that Calcite knows nothing
/// about.
///
/// Calcite takes `NOT (a < b)` for `a >= b`, and a range of values for the opposite of what is
/// outside; for NaN neither `a < b` nor `a >= b` is true. It takes `a = a` for true where `a` is
/// not null; of NaN that is false. The names are those of the functions that lowering binds.
///
/// Of `(x IS NOT NULL AND x > 5) IS NOT FALSE` it leaves out the first condition, so IS FALSE and
/// IS NOT FALSE become IS NULL and OR.
final class Convertlets implements SqlRexConvertletTable {
    static final Convertlets INSTANCE = new Convertlets();

    private static final Map<SqlKind, SqlOperator> OPERATORS = new EnumMap<>(SqlKind.class);

    /// Only of what may turn out to be something and itself: equalities of columns are left to
    /// Calcite, as keys of joins.
    private static final Map<SqlKind, SqlOperator> OF_ITSELF = new EnumMap<>(SqlKind.class);

    static {
        OPERATORS.put(SqlKind.LESS_THAN, operator("less_than"));
        OPERATORS.put(SqlKind.LESS_THAN_OR_EQUAL, operator("less_than_or_equal"));
        OPERATORS.put(SqlKind.GREATER_THAN, operator("greater_than"));
        OPERATORS.put(SqlKind.GREATER_THAN_OR_EQUAL, operator("greater_than_or_equal"));
        OF_ITSELF.put(SqlKind.EQUALS, operator("equal"));
        OF_ITSELF.put(SqlKind.NOT_EQUALS, operator("not_equal"));
    }

    private Convertlets() {}

    private static SqlOperator operator(String name) {
        return new SqlFunction(
                name,
                SqlKind.OTHER_FUNCTION,
                ReturnTypes.BOOLEAN_NULLABLE,
                null,
                OperandTypes.COMPARABLE_ORDERED_COMPARABLE_ORDERED,
                SqlFunctionCategory.SYSTEM);
    }

    @Override
    public @Nullable SqlRexConvertlet get(SqlCall call) {
        if (call.getOperator() instanceof ParameterOperator parameter) {
            return (context, _) -> rex(parameter, context);
        }
        if (call.getKind() == SqlKind.IS_FALSE || call.getKind() == SqlKind.IS_NOT_FALSE) {
            return Convertlets::falsehood;
        }
        if (call.getOperator() == MinusOperator.INSTANCE) {
            return Convertlets::difference;
        }
        SqlRexConvertlet standard = StandardConvertletTable.INSTANCE.get(call);
        boolean compares =
                OPERATORS.containsKey(call.getKind())
                        || call.getKind() == SqlKind.BETWEEN
                        || OF_ITSELF.containsKey(call.getKind());
        return standard == null || !compares
                ? standard
                : (context, converted) ->
                        standard.convertCall(context, converted)
                                .accept(new Renaming(context.getRexBuilder()));
    }

    private static RexNode rex(ParameterOperator parameter, SqlRexContext context) {
        RelDataType type =
                RelTypes.toRel(parameter.example().type(), false, context.getTypeFactory());
        return new RexParameter(
                type,
                parameter.index(),
                RexValues.example(context.getRexBuilder(), parameter.example(), type));
    }

    /// `x IS NOT FALSE` as `x IS NULL OR x IS TRUE`, and `x IS FALSE` as its opposite. A sub-query
    /// is not asked twice, nor what varies from call to call.
    private static RexNode falsehood(SqlRexContext context, SqlCall call) {
        RexBuilder builder = context.getRexBuilder();
        RexNode value = context.convertExpression(call.operand(0));
        if (RexUtil.SubQueryFinder.find(value) != null || !RexUtil.isDeterministic(value)) {
            return builder.makeCall(call.getOperator(), value);
        }
        RexNode unknown = builder.makeCall(SqlStdOperatorTable.IS_NULL, value);
        RexNode holds =
                builder.makeCall(
                        SqlStdOperatorTable.OR,
                        unknown,
                        builder.makeCall(SqlStdOperatorTable.IS_TRUE, value));
        return call.getKind() == SqlKind.IS_NOT_FALSE
                ? holds
                : builder.makeCall(SqlStdOperatorTable.NOT, holds);
    }

    private static RexNode difference(SqlRexContext context, SqlCall call) {
        RexNode left = context.convertExpression(call.operand(0));
        RexNode right = context.convertExpression(call.operand(1));
        RelDataType type = context.getValidator().getValidatedNodeType(call);
        boolean moves =
                SqlTypeUtil.isDatetime(left.getType())
                        && (SqlTypeUtil.isInterval(right.getType())
                                || SqlTypeUtil.isDatetime(right.getType()));
        SqlOperator minus = moves ? SqlStdOperatorTable.MINUS_DATE : SqlStdOperatorTable.MINUS;
        return context.getRexBuilder().makeCall(type, minus, List.of(left, right));
    }

    private static final class Renaming extends RexShuttle {
        private final RexBuilder builder;

        Renaming(RexBuilder builder) {
            this.builder = builder;
        }

        @Override
        public RexNode visitCall(RexCall call) {
            RexNode visited = super.visitCall(call);
            SqlOperator operator = OPERATORS.get(call.getKind());
            if (operator == null && mayBeOfItself(call)) {
                operator = OF_ITSELF.get(call.getKind());
            }
            return operator != null
                            && visited instanceof RexCall comparison
                            && comparison.getOperands().stream().anyMatch(Renaming::isUnlikeItself)
                    ? builder.makeCall(comparison.getType(), operator, comparison.getOperands())
                    : visited;
        }

        private static boolean mayBeOfItself(RexCall call) {
            return call.getOperands().stream().distinct().count() < 2
                    || !call.getOperands().stream().allMatch(Renaming::isPlain);
        }

        /// A column or a constant, or a cast of one: it becomes nothing else.
        private static boolean isPlain(RexNode operand) {
            return switch (operand) {
                case RexInputRef _, RexLiteral _, RexParameter _ -> true;
                case RexCall cast when cast.getKind() == SqlKind.CAST ->
                        isPlain(cast.getOperands().getFirst());
                default -> false;
            };
        }

        private static boolean isUnlikeItself(RexNode operand) {
            SqlTypeName type = operand.getType().getSqlTypeName();
            return SqlTypeName.APPROX_TYPES.contains(type)
                    || type == SqlTypeName.VARIANT
                    || type == SqlTypeName.GEOMETRY;
        }
    }
}
