package dev.tarn.engine;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.engine.eval.Evaluators;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.plan.lower.Folder;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/// Computes constants with the kernels that would compute them at run time. What fails is left to
/// fail, if ever, where a row asks for it.
///
/// Owned by the planning of one statement.
final class KernelFolder implements Folder {
    private final FunctionContext context;
    private boolean lasting = true;

    KernelFolder(FunctionContext context) {
        this.context = context.watched(() -> lasting = false);
    }

    @Override
    public boolean isLasting() {
        return lasting;
    }

    @Override
    public Expr.@Nullable Literal fold(Expr expression) {
        if (!isDeterministic(expression)) {
            return null;
        }
        FlatVector value;
        try {
            value = Evaluators.constant(expression, context);
        } catch (SqlException | ArithmeticException e) {
            return null;
        }
        if (value.isNull(0)) {
            return new Expr.Literal(null, expression.type());
        }
        Object form = form(value);
        return form == null ? null : new Expr.Literal(form, expression.type());
    }

    /// Whether `expression` reads no columns and has one value, however often it is computed.
    private static boolean isDeterministic(Expr expression) {
        boolean one =
                switch (expression) {
                    case Expr.Column _, Expr.Parameter _, Expr.Lambda _ -> false;
                    case Expr.Call call -> call.function().deterministic();
                    case Expr.Literal _, Expr.Cast _, Expr.And _, Expr.Or _, Expr.Not _ -> true;
                    case Expr.IsNull _, Expr.In _, Expr.Case _, Expr.FieldAccess _ -> true;
                };
        return one && expression.parts().stream().allMatch(KernelFolder::isDeterministic);
    }

    /// The one value in the Java form of [Expr.Literal]; null for nested types.
    private static @Nullable Object form(FlatVector vector) {
        boolean decimal = vector.type() instanceof DataType.Decimal;
        return switch (vector) {
            case BooleanVector booleans -> booleans.values()[0];
            case IntVector ints -> ints.values()[0];
            case LongVector longs ->
                    decimal
                            ? (Object) BigInteger.valueOf(longs.values()[0])
                            : (Object) longs.values()[0];
            case Int128Vector wide ->
                    BigInteger.valueOf(wide.high()[0])
                            .shiftLeft(Long.SIZE)
                            .add(new BigInteger(Long.toUnsignedString(wide.low()[0])));
            case FloatVector floats -> floats.values()[0];
            case DoubleVector doubles -> doubles.values()[0];
            case BytesVector bytes ->
                    bytes.type() == DataType.STRING
                            ? bytes.string(0)
                            : (Object) ByteBuffer.wrap(bytes.bytes(0));
            default -> null;
        };
    }
}
