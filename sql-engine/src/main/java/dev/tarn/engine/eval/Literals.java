package dev.tarn.engine.eval;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.expr.Expr;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Literals as vectors of one row.
public final class Literals {
    private Literals() {}

    /// @throws IllegalArgumentException where the value is not in the Java form of its type
    public static FlatVector vector(Expr.Literal literal) {
        DataType type = literal.type();
        Object value = literal.value();
        if (value == null) {
            return ((ConstantVector) Vectors.nulls(type, 1)).value();
        }
        return switch (value) {
            case Boolean truth -> new BooleanVector(type, new boolean[] {truth});
            case Integer number -> new IntVector(type, new int[] {number});
            case Long number -> new LongVector(type, new long[] {number});
            case BigInteger unscaled when type.physical() == DataType.Physical.LONG ->
                    new LongVector(type, new long[] {unscaled.longValueExact()});
            case BigInteger unscaled ->
                    new Int128Vector(
                            type,
                            new long[] {unscaled.shiftRight(64).longValueExact()},
                            new long[] {unscaled.longValue()},
                            null,
                            1);
            case Float number -> new FloatVector(type, new float[] {number});
            case Double number -> new DoubleVector(type, new double[] {number});
            case String text -> bytes(type, text.getBytes(StandardCharsets.UTF_8));
            case ByteBuffer buffer -> {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                yield bytes(type, bytes);
            }
            default ->
                    throw new IllegalArgumentException(
                            "Literal %s of %s for type %s"
                                    .formatted(value, value.getClass().getSimpleName(), type));
        };
    }

    private static FlatVector bytes(DataType type, byte[] bytes) {
        return new BytesVector(type, bytes, new int[] {0, bytes.length}, null, 1);
    }
}
