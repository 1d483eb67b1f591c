package dev.tarn.engine.function.math;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.BOOLEAN;
import static dev.tarn.columnar.DataType.DOUBLE;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

/// Powers, logarithms, angles, bits, random numbers.
public final class MathFunctions {
    private MathFunctions() {}

    public static List<ScalarFamily> families() {
        List<ScalarFamily> families = new ArrayList<>();
        addOfOneDouble(families);
        OverloadedFamily power = ofTwo("power", Math::pow);
        families.add(power);
        families.add(power.named("pow"));
        families.add(ofTwo("atan2", Math::atan2));
        families.add(ofTwo("log", (base, x) -> Math.log(x) / Math.log(base)));
        families.add(constant("pi", Math.PI));
        families.add(constant("e", Math.E));
        families.add(constant("nan", Double.NaN));
        families.add(constant("infinity", Double.POSITIVE_INFINITY));
        families.add(test("is_nan", Double::isNaN));
        families.add(test("is_finite", Double::isFinite));
        families.add(test("is_infinite", Double::isInfinite));
        addBitwise(families);
        OverloadedFamily random = random();
        families.add(random);
        families.add(random.named("rand"));
        families.add(widthBucket());
        families.addAll(StatisticFunctions.families());
        families.addAll(DistributionFunctions.families());
        return families;
    }

    private static void addOfOneDouble(List<ScalarFamily> families) {
        families.add(ofOne("sqrt", Math::sqrt));
        families.add(ofOne("cbrt", Math::cbrt));
        families.add(ofOne("exp", Math::exp));
        families.add(ofOne("ln", Math::log));
        families.add(ofOne("log2", x -> Math.log(x) / Math.log(2)));
        families.add(ofOne("log10", Math::log10));
        families.add(ofOne("sin", Math::sin));
        families.add(ofOne("cos", Math::cos));
        families.add(ofOne("tan", Math::tan));
        families.add(ofOne("asin", Math::asin));
        families.add(ofOne("acos", Math::acos));
        families.add(ofOne("atan", Math::atan));
        families.add(ofOne("sinh", Math::sinh));
        families.add(ofOne("cosh", Math::cosh));
        families.add(ofOne("tanh", Math::tanh));
        families.add(ofOne("degrees", Math::toDegrees));
        families.add(ofOne("radians", Math::toRadians));
    }

    private static OverloadedFamily ofOne(String name, DoubleUnaryOperator operator) {
        return OverloadedFamily.family(name, name + "(double) → double")
                .pure(
                        List.of(DOUBLE),
                        DOUBLE,
                        (arguments, rows, context) -> {
                            double[] in = Args.doubles(arguments.getFirst());
                            double[] out = new double[rows.rowCount()];
                            for (int i = 0; i < rows.selectedCount(); i++) {
                                int row = rows.row(i);
                                out[row] = operator.applyAsDouble(in[row]);
                            }
                            return new DoubleVector(DOUBLE, out);
                        })
                .build();
    }

    private static OverloadedFamily ofTwo(String name, DoubleBinaryOperator operator) {
        return OverloadedFamily.family(name, name + "(double, double) → double")
                .pure(
                        List.of(DOUBLE, DOUBLE),
                        DOUBLE,
                        (arguments, rows, context) -> {
                            double[] left = Args.doubles(arguments.get(0));
                            double[] right = Args.doubles(arguments.get(1));
                            double[] out = new double[rows.rowCount()];
                            for (int i = 0; i < rows.selectedCount(); i++) {
                                int row = rows.row(i);
                                out[row] = operator.applyAsDouble(left[row], right[row]);
                            }
                            return new DoubleVector(DOUBLE, out);
                        })
                .build();
    }

    private static OverloadedFamily constant(String name, double value) {
        DoubleVector one = new DoubleVector(DOUBLE, new double[] {value});
        return OverloadedFamily.family(name, name + "() → double")
                .pure(
                        List.of(),
                        DOUBLE,
                        (arguments, rows, context) -> new ConstantVector(one, rows.rowCount()))
                .build();
    }

    private static OverloadedFamily test(String name, DoublePredicate predicate) {
        return OverloadedFamily.family(name, name + "(double) → boolean")
                .pure(
                        List.of(DOUBLE),
                        BOOLEAN,
                        (arguments, rows, context) -> {
                            double[] in = Args.doubles(arguments.getFirst());
                            boolean[] out = new boolean[rows.rowCount()];
                            for (int row = 0; row < out.length; row++) {
                                out[row] = predicate.test(in[row]);
                            }
                            return new BooleanVector(BOOLEAN, out);
                        })
                .build();
    }

    private static void addBitwise(List<ScalarFamily> families) {
        families.add(bitwise("bitwise_and", (a, b) -> a & b));
        families.add(bitwise("bitwise_or", (a, b) -> a | b));
        families.add(bitwise("bitwise_xor", (a, b) -> a ^ b));
        families.add(bitwise("bitwise_left_shift", (a, b) -> b >= 64 || b < 0 ? 0 : a << b));
        families.add(bitwise("bitwise_right_shift", (a, b) -> b >= 64 || b < 0 ? 0 : a >>> b));
        families.add(
                bitwise(
                        "bitwise_right_shift_arithmetic",
                        (a, b) -> a >> (b >= 64 || b < 0 ? 63 : (int) b)));
        families.add(
                OverloadedFamily.family("bitwise_not", "bitwise_not(bigint) → bigint")
                        .pure(
                                List.of(BIGINT),
                                BIGINT,
                                (arguments, rows, context) -> {
                                    long[] in = Args.longs(arguments.getFirst());
                                    long[] out = new long[rows.rowCount()];
                                    for (int row = 0; row < out.length; row++) {
                                        out[row] = ~in[row];
                                    }
                                    return new LongVector(BIGINT, out);
                                })
                        .build());
    }

    private static OverloadedFamily bitwise(String name, LongBinaryOperator operator) {
        return OverloadedFamily.family(name, name + "(bigint, bigint) → bigint")
                .pure(
                        List.of(BIGINT, BIGINT),
                        BIGINT,
                        (arguments, rows, context) -> {
                            long[] left = Args.longs(arguments.get(0));
                            long[] right = Args.longs(arguments.get(1));
                            long[] out = new long[rows.rowCount()];
                            for (int row = 0; row < out.length; row++) {
                                out[row] = operator.applyAsLong(left[row], right[row]);
                            }
                            return new LongVector(BIGINT, out);
                        })
                .build();
    }

    /// Batches draw from generators of their own, numbered in the order they come, so that no two
    /// share numbers and none waits.
    private static OverloadedFamily random() {
        AtomicLong batches = new AtomicLong();
        return OverloadedFamily.family(
                        "random", "random() → double in [0, 1); random(bigint below) → bigint")
                .function(
                        ScalarFunction.of(
                                        "random",
                                        List.of(),
                                        DOUBLE,
                                        (arguments, rows, context) -> {
                                            SplittableRandom random =
                                                    generator(context.seed(), batches);
                                            double[] out = new double[rows.rowCount()];
                                            for (int row = 0; row < out.length; row++) {
                                                out[row] = random.nextDouble();
                                            }
                                            return new DoubleVector(DOUBLE, out);
                                        })
                                .varying())
                .function(
                        ScalarFunction.of(
                                        "random",
                                        List.of(BIGINT),
                                        BIGINT,
                                        (arguments, rows, context) ->
                                                randomBelow(
                                                        Args.longs(arguments.getFirst()),
                                                        rows,
                                                        generator(context.seed(), batches)))
                                .varying()
                                .failing())
                .build();
    }

    private static SplittableRandom generator(long seed, AtomicLong batches) {
        return new SplittableRandom(seed ^ batches.incrementAndGet() * 0x9E3779B97F4A7C15L);
    }

    private static Vector randomBelow(long[] bounds, Rows rows, SplittableRandom random) {
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (bounds[row] <= 0) {
                throw new SqlException(
                        ErrorCode.INVALID_FUNCTION_ARGUMENT,
                        "random: bound must be positive, not " + bounds[row]);
            }
            out[row] = random.nextLong(bounds[row]);
        }
        return new LongVector(BIGINT, out);
    }

    private static OverloadedFamily widthBucket() {
        return OverloadedFamily.family(
                        "width_bucket", "width_bucket(double x, low, high, bigint n) → bigint")
                .failing(
                        List.of(DOUBLE, DOUBLE, DOUBLE, BIGINT),
                        BIGINT,
                        (arguments, rows, context) -> {
                            double[] x = Args.doubles(arguments.get(0));
                            double[] low = Args.doubles(arguments.get(1));
                            double[] high = Args.doubles(arguments.get(2));
                            long[] count = Args.longs(arguments.get(3));
                            long[] out = new long[rows.rowCount()];
                            for (int i = 0; i < rows.selectedCount(); i++) {
                                int row = rows.row(i);
                                out[row] = bucket(x[row], low[row], high[row], count[row]);
                            }
                            return new LongVector(BIGINT, out);
                        })
                .build();
    }

    private static long bucket(double x, double low, double high, long count) {
        if (count <= 0
                || Double.isNaN(x)
                || !Double.isFinite(low)
                || !Double.isFinite(high)
                || low == high) {
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT,
                    "width_bucket(%s, %s, %s, %d): bounds must differ and be finite, the count positive"
                            .formatted(x, low, high, count));
        }
        double share = low < high ? (x - low) / (high - low) : (low - x) / (low - high);
        if (share < 0) {
            return 0;
        }
        return share >= 1 ? count + 1 : (long) (share * count) + 1;
    }
}
