package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.schema.TarnTypeFactory;
import dev.tarn.engine.validate.BoundTypeName;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// What stands after USING, as literals, without planning a query for each. Owned by the planning
/// of one statement.
public final class ParameterValues {
    private final Folder folder;
    private final RexBuilder builder = new RexBuilder(new TarnTypeFactory());

    public ParameterValues(Folder folder) {
        this.folder = folder;
    }

    /// The value of `node`, as the binder leaves it, in the type that it has as a part of a query;
    /// null where it is neither a literal nor a cast of one, or is wrong.
    public Expr.@Nullable Literal of(SqlNode node) {
        try {
            return value(node);
        } catch (SqlException | CalciteException | IllegalArgumentException e) {
            // Planning says what is wrong, and where.
            return null;
        }
    }

    private Expr.@Nullable Literal value(SqlNode node) {
        return switch (node) {
            case SqlUnknownLiteral typed -> typed(typed);
            case SqlLiteral literal -> literal(literal);
            case SqlCall cast when cast.getKind() == SqlKind.CAST && cast.operandCount() == 2 ->
                    cast(cast);
            default -> null;
        };
    }

    private Expr.@Nullable Literal cast(SqlCall cast) {
        List<SqlNode> operands = cast.getOperandList();
        Expr.Literal operand = value(operands.getFirst());
        if (operand == null
                || !(operands.getLast() instanceof SqlDataTypeSpec spec)
                || !(spec.getTypeNameSpec() instanceof BoundTypeName name)) {
            return null;
        }
        if (operand.value() == null) {
            return new Expr.Literal(null, name.type());
        }
        return operand.type().equals(name.type())
                ? operand
                : folder.fold(new Expr.Cast(operand, name.type(), false));
    }

    /// DATE '…' and the like, of which Calcite's grammar leaves the type open.
    private Expr.@Nullable Literal typed(SqlUnknownLiteral literal) {
        return switch (literal.tag.toUpperCase(Locale.ROOT)) {
            case "DATE" -> literal(literal.resolve(SqlTypeName.DATE));
            case "TIME" -> literal(literal.resolve(SqlTypeName.TIME));
            case "TIMESTAMP" -> literal(literal.resolve(SqlTypeName.TIMESTAMP));
            default -> null;
        };
    }

    private Expr.@Nullable Literal literal(SqlLiteral literal) {
        if (literal.getValue() == null) {
            return new Expr.Literal(null, DataType.UNKNOWN);
        }
        RelDataType type = literal.createSqlType(builder.getTypeFactory());
        RexLiteral rex =
                switch (literal.getTypeName()) {
                    case BOOLEAN -> builder.makeLiteral(literal.booleanValue());
                    case CHAR ->
                            (RexLiteral)
                                    builder.makeLiteral(
                                            as(literal, NlsString.class).getValue(), type, false);
                    case DECIMAL -> builder.makeExactLiteral(as(literal, BigDecimal.class), type);
                    case DOUBLE -> builder.makeApproxLiteral(as(literal, BigDecimal.class), type);
                    case DATE -> builder.makeDateLiteral(as(literal, DateString.class));
                    case TIME ->
                            builder.makeTimeLiteral(
                                    as(literal, TimeString.class), type.getPrecision());
                    case TIMESTAMP ->
                            builder.makeTimestampLiteral(
                                    as(literal, TimestampString.class), type.getPrecision());
                    default -> null;
                };
        boolean isExact = !(literal instanceof SqlNumericLiteral number) || !isWide(number);
        return rex == null || !isExact ? null : LiteralValues.of(rex, rex.getType());
    }

    /// Numbers that no decimal can hold are for planning to refuse.
    private static boolean isWide(SqlNumericLiteral number) {
        BigDecimal value = number.bigDecimalValue();
        return value == null || number.isInteger() && value.precision() > 38;
    }

    private static <T> T as(SqlLiteral literal, Class<T> form) {
        return Objects.requireNonNull(literal.getValueAs(form));
    }
}
