package dev.tarn.engine.function.operator;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.OverloadedFamily.Builder;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.kernel.DoubleArithmetic;
import dev.tarn.engine.kernel.IntArithmetic;
import dev.tarn.engine.kernel.LongArithmetic;

import java.util.List;

/// `+ - * / %` and unary minus on integers, reals and doubles; decimals are in [DecimalOperators].
///
/// Both sides have one type, which is the result's. Integers that overflow fail; whole division
/// cuts towards zero; division of integers by zero fails, of doubles it does not.
public final class ArithmeticOperators {
    private static final List<DataType> INTEGERS =
            List.of(DataType.INTEGER, DataType.BIGINT, DataType.SMALLINT, DataType.TINYINT);

    private ArithmeticOperators() {}

    /// What an operator does, with the words and the sign for its errors.
    enum Operation {
        ADD("addition", "+"),
        SUBTRACT("subtraction", "-"),
        MULTIPLY("multiplication", "*"),
        DIVIDE("division", "/"),
        MODULUS("modulus", "%");

        final String noun;
        final String sign;

        Operation(String noun, String sign) {
            this.noun = noun;
            this.sign = sign;
        }

        String familyName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public static List<ScalarFamily> families() {
        List<ScalarFamily> families = new java.util.ArrayList<>();
        for (Operation operation : Operation.values()) {
            Builder builder =
                    OverloadedFamily.family(
                            operation.familyName(),
                            operation.familyName()
                                    + "(number, number) → number; also written "
                                    + operation.sign);
            addOverloads(builder, operation);
            DecimalOperators.addTo(builder, operation);
            OverloadedFamily family = builder.build();
            families.add(family);
            if (operation == Operation.MODULUS) {
                families.add(family.named("mod"));
            }
        }
        families.add(negate());
        return families;
    }

    private static void addOverloads(Builder builder, Operation operation) {
        for (DataType type : INTEGERS) {
            builder.failing(
                    List.of(type, type),
                    type,
                    type == DataType.BIGINT
                            ? (arguments, rows, context) -> longs(operation, arguments, rows)
                            : (arguments, rows, context) -> ints(operation, type, arguments, rows));
        }
        builder.pure(
                List.of(DataType.DOUBLE, DataType.DOUBLE),
                DataType.DOUBLE,
                (arguments, rows, context) -> doubles(operation, arguments, rows));
        builder.pure(
                List.of(DataType.REAL, DataType.REAL),
                DataType.REAL,
                (arguments, rows, context) -> floats(operation, arguments, rows));
    }

    private static Vector longs(Operation operation, List<Vector> arguments, Rows rows) {
        long[] left = Args.longs(arguments.get(0));
        long[] right = Args.longs(arguments.get(1));
        long[] out = new long[rows.rowCount()];
        long overflow =
                switch (operation) {
                    case ADD -> LongArithmetic.add(left, right, out, out.length);
                    case SUBTRACT -> LongArithmetic.subtract(left, right, out, out.length);
                    case MULTIPLY -> LongArithmetic.multiply(left, right, out, out.length);
                    case DIVIDE -> divide(left, right, out, rows);
                    case MODULUS -> modulus(left, right, out, rows);
                };
        if (overflow < 0) {
            failOnOverflow(operation, left, right, rows);
        }
        return new LongVector(DataType.BIGINT, out);
    }

    private static void failOnOverflow(Operation operation, long[] left, long[] right, Rows rows) {
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long a = left[row];
            long b = right[row];
            try {
                switch (operation) {
                    case ADD -> Math.addExact(a, b);
                    case SUBTRACT -> Math.subtractExact(a, b);
                    case MULTIPLY -> Math.multiplyExact(a, b);
                    case DIVIDE, MODULUS -> {}
                }
            } catch (ArithmeticException e) {
                throw overflow(DataType.BIGINT, operation, a, b);
            }
        }
    }

    private static long divide(long[] left, long[] right, long[] out, Rows rows) {
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long a = left[row];
            long b = right[row];
            if (b == 0) {
                throw divisionByZero(Operation.DIVIDE, a);
            }
            if (a == Long.MIN_VALUE && b == -1) {
                throw overflow(DataType.BIGINT, Operation.DIVIDE, a, b);
            }
            out[row] = a / b;
        }
        return 0;
    }

    private static long modulus(long[] left, long[] right, long[] out, Rows rows) {
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (right[row] == 0) {
                throw divisionByZero(Operation.MODULUS, left[row]);
            }
            out[row] = left[row] % right[row];
        }
        return 0;
    }

    private static Vector ints(
            Operation operation, DataType type, List<Vector> arguments, Rows rows) {
        int[] left = Args.ints(arguments.get(0));
        int[] right = Args.ints(arguments.get(1));
        int[] out = new int[rows.rowCount()];
        int min = min(type);
        int max = -1 - min;
        long overflow =
                switch (operation) {
                    case ADD -> IntArithmetic.add(left, right, out, out.length, min, max);
                    case SUBTRACT -> IntArithmetic.subtract(left, right, out, out.length, min, max);
                    case MULTIPLY -> IntArithmetic.multiply(left, right, out, out.length, min, max);
                    case DIVIDE -> divide(left, right, out, rows, max);
                    case MODULUS -> modulus(left, right, out, rows);
                };
        if (overflow < 0) {
            failOnOverflow(operation, type, left, right, rows);
        }
        return new IntVector(type, out);
    }

    static int min(DataType type) {
        if (type == DataType.TINYINT) {
            return Byte.MIN_VALUE;
        }
        return type == DataType.SMALLINT ? Short.MIN_VALUE : Integer.MIN_VALUE;
    }

    private static void failOnOverflow(
            Operation operation, DataType type, int[] left, int[] right, Rows rows) {
        long min = min(type);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long a = left[row];
            long b = right[row];
            long result =
                    switch (operation) {
                        case ADD -> a + b;
                        case SUBTRACT -> a - b;
                        case MULTIPLY -> a * b;
                        case DIVIDE -> a / b;
                        case MODULUS -> 0;
                    };
            if (result < min || result > -1 - min) {
                throw overflow(type, operation, a, b);
            }
        }
    }

    private static long divide(int[] left, int[] right, int[] out, Rows rows, int max) {
        long overflow = 0;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (right[row] == 0) {
                throw divisionByZero(Operation.DIVIDE, left[row]);
            }
            long quotient = (long) left[row] / right[row];
            overflow |= max - quotient;
            out[row] = (int) quotient;
        }
        return overflow;
    }

    private static long modulus(int[] left, int[] right, int[] out, Rows rows) {
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (right[row] == 0) {
                throw divisionByZero(Operation.MODULUS, left[row]);
            }
            out[row] = left[row] % right[row];
        }
        return 0;
    }

    private static Vector doubles(Operation operation, List<Vector> arguments, Rows rows) {
        double[] left = Args.doubles(arguments.get(0));
        double[] right = Args.doubles(arguments.get(1));
        double[] out = new double[rows.rowCount()];
        switch (operation) {
            case ADD -> DoubleArithmetic.add(left, right, out, out.length);
            case SUBTRACT -> DoubleArithmetic.subtract(left, right, out, out.length);
            case MULTIPLY -> DoubleArithmetic.multiply(left, right, out, out.length);
            case DIVIDE -> DoubleArithmetic.divide(left, right, out, out.length);
            case MODULUS -> DoubleArithmetic.modulus(left, right, out, out.length);
        }
        return new DoubleVector(DataType.DOUBLE, out);
    }

    private static Vector floats(Operation operation, List<Vector> arguments, Rows rows) {
        float[] left = Args.floats(arguments.get(0));
        float[] right = Args.floats(arguments.get(1));
        float[] out = new float[rows.rowCount()];
        switch (operation) {
            case ADD -> DoubleArithmetic.add(left, right, out, out.length);
            case SUBTRACT -> DoubleArithmetic.subtract(left, right, out, out.length);
            case MULTIPLY -> DoubleArithmetic.multiply(left, right, out, out.length);
            case DIVIDE -> DoubleArithmetic.divide(left, right, out, out.length);
            case MODULUS -> DoubleArithmetic.modulus(left, right, out, out.length);
        }
        return new FloatVector(DataType.REAL, out);
    }

    private static ScalarFamily negate() {
        Builder builder =
                OverloadedFamily.family("negate", "negate(number) → number; also written -");
        for (DataType type : INTEGERS) {
            builder.failing(
                    List.of(type),
                    type,
                    type == DataType.BIGINT
                            ? (arguments, rows, context) -> negateLongs(arguments.get(0), rows)
                            : (arguments, rows, context) ->
                                    negateInts(type, arguments.get(0), rows));
        }
        builder.pure(
                List.of(DataType.DOUBLE),
                DataType.DOUBLE,
                (arguments, rows, context) -> {
                    double[] values = Args.doubles(arguments.get(0));
                    double[] out = new double[rows.rowCount()];
                    for (int i = 0; i < out.length; i++) {
                        out[i] = -values[i];
                    }
                    return new DoubleVector(DataType.DOUBLE, out);
                });
        builder.pure(
                List.of(DataType.REAL),
                DataType.REAL,
                (arguments, rows, context) -> {
                    float[] values = Args.floats(arguments.get(0));
                    float[] out = new float[rows.rowCount()];
                    for (int i = 0; i < out.length; i++) {
                        out[i] = -values[i];
                    }
                    return new FloatVector(DataType.REAL, out);
                });
        DecimalOperators.addNegateTo(builder);
        return builder.build();
    }

    private static Vector negateLongs(Vector argument, Rows rows) {
        long[] values = Args.longs(argument);
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (values[row] == Long.MIN_VALUE) {
                throw negationOverflow(DataType.BIGINT, values[row]);
            }
            out[row] = -values[row];
        }
        return new LongVector(DataType.BIGINT, out);
    }

    private static Vector negateInts(DataType type, Vector argument, Rows rows) {
        int[] values = Args.ints(argument);
        int[] out = new int[rows.rowCount()];
        int min = min(type);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (values[row] == min) {
                throw negationOverflow(type, values[row]);
            }
            out[row] = -values[row];
        }
        return new IntVector(type, out);
    }

    private static SqlException negationOverflow(DataType type, long value) {
        return new SqlException(
                ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE,
                "%s negation overflow: -(%d)".formatted(type, value));
    }

    static SqlException divisionByZero(Operation operation, Object dividend) {
        return new SqlException(
                ErrorCode.DIVISION_BY_ZERO,
                "Division by zero: %s %s 0".formatted(dividend, operation.sign));
    }

    static SqlException overflow(DataType type, Operation operation, Object left, Object right) {
        return new SqlException(
                ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE,
                "%s %s overflow: %s %s %s"
                        .formatted(type, operation.noun, left, operation.sign, right));
    }
}
