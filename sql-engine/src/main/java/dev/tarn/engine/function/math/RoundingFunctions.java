package dev.tarn.engine.function.math;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.DOUBLE;
import static dev.tarn.columnar.DataType.INTEGER;
import static dev.tarn.columnar.DataType.REAL;
import static dev.tarn.columnar.DataType.SMALLINT;
import static dev.tarn.columnar.DataType.TINYINT;

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
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.kernel.Int128;

import java.util.List;
import java.util.Locale;

/// abs, sign, round, ceil, floor and truncate for every number; those of decimals are in
/// [DecimalRounding]. Halves round away from zero.
public final class RoundingFunctions {
    private static final List<DataType> INTEGERS = List.of(INTEGER, BIGINT, SMALLINT, TINYINT);

    private RoundingFunctions() {}

    enum Operation {
        ABS,
        SIGN,
        ROUND,
        CEIL,
        FLOOR,
        TRUNCATE
    }

    public static List<ScalarFamily> families() {
        OverloadedFamily ceil = family(Operation.CEIL);
        return List.of(
                family(Operation.ABS),
                family(Operation.SIGN),
                family(Operation.ROUND),
                ceil,
                ceil.named("ceiling"),
                family(Operation.FLOOR),
                family(Operation.TRUNCATE));
    }

    private static OverloadedFamily family(Operation operation) {
        String name = operation.name().toLowerCase(Locale.ROOT);
        boolean digits = operation == Operation.ROUND || operation == Operation.TRUNCATE;
        Builder builder =
                OverloadedFamily.family(
                        name,
                        name + "(number" + (digits ? "[, integer digits]" : "") + ") → number");
        for (DataType type : INTEGERS) {
            ScalarFunction function =
                    ScalarFunction.of(
                            name,
                            List.of(type),
                            type,
                            (arguments, rows, context) ->
                                    integers(operation, type, arguments.getFirst(), rows));
            builder.function(operation == Operation.ABS ? function.failing() : function);
        }
        builder.pure(
                List.of(DOUBLE),
                DOUBLE,
                (arguments, rows, context) ->
                        new DoubleVector(
                                DOUBLE,
                                doubles(operation, Args.doubles(arguments.getFirst()), rows)));
        builder.pure(
                List.of(REAL),
                REAL,
                (arguments, rows, context) -> floats(operation, arguments.getFirst(), rows));
        builder.binder(1, 1, types -> DecimalRounding.bind(operation, name, types.getFirst()));
        if (digits) {
            builder.pure(
                    List.of(DOUBLE, INTEGER),
                    DOUBLE,
                    (arguments, rows, context) ->
                            digits(
                                    operation,
                                    Args.doubles(arguments.get(0)),
                                    Args.ints(arguments.get(1)),
                                    rows));
            builder.failing(
                    List.of(BIGINT, INTEGER),
                    BIGINT,
                    (arguments, rows, context) -> wholeDigits(operation, arguments, rows));
            builder.binder(2, 2, types -> DecimalRounding.bindDigits(operation, name, types));
        }
        return builder.build();
    }

    private static Vector integers(Operation operation, DataType type, Vector argument, Rows rows) {
        if (operation != Operation.ABS && operation != Operation.SIGN) {
            return argument;
        }
        if (type == BIGINT) {
            long[] in = Args.longs(argument);
            long[] out = new long[rows.rowCount()];
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                if (in[row] == Long.MIN_VALUE && operation == Operation.ABS) {
                    throw absOverflow(type, in[row]);
                }
                out[row] = operation == Operation.ABS ? Math.abs(in[row]) : Long.signum(in[row]);
            }
            return new LongVector(type, out);
        }
        int[] in = Args.ints(argument);
        int[] out = new int[rows.rowCount()];
        int max =
                type == INTEGER
                        ? Integer.MAX_VALUE
                        : type == SMALLINT ? Short.MAX_VALUE : Byte.MAX_VALUE;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (in[row] < -max && operation == Operation.ABS) {
                throw absOverflow(type, in[row]);
            }
            out[row] = operation == Operation.ABS ? Math.abs(in[row]) : Integer.signum(in[row]);
        }
        return new IntVector(type, out);
    }

    private static SqlException absOverflow(DataType type, long value) {
        return new SqlException(
                ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE,
                "abs(%d) is out of range for %s".formatted(value, type));
    }

    private static double[] doubles(Operation operation, double[] in, Rows rows) {
        double[] out = new double[rows.rowCount()];
        switch (operation) {
            case ABS -> {
                for (int row = 0; row < out.length; row++) {
                    out[row] = Math.abs(in[row]);
                }
            }
            case SIGN -> {
                for (int row = 0; row < out.length; row++) {
                    out[row] = Math.signum(in[row]);
                }
            }
            case ROUND -> {
                for (int row = 0; row < out.length; row++) {
                    out[row] = round(in[row]);
                }
            }
            case CEIL -> {
                for (int row = 0; row < out.length; row++) {
                    out[row] = Math.ceil(in[row]);
                }
            }
            case FLOOR -> {
                for (int row = 0; row < out.length; row++) {
                    out[row] = Math.floor(in[row]);
                }
            }
            case TRUNCATE -> {
                for (int row = 0; row < out.length; row++) {
                    out[row] = truncate(in[row]);
                }
            }
        }
        return out;
    }

    private static double round(double value) {
        double magnitude = Math.abs(value);
        double floor = Math.floor(magnitude);
        return Math.copySign(magnitude - floor >= 0.5 ? floor + 1 : floor, value);
    }

    private static double truncate(double value) {
        return Math.copySign(Math.floor(Math.abs(value)), value);
    }

    private static Vector floats(Operation operation, Vector argument, Rows rows) {
        float[] in = Args.floats(argument);
        double[] wide = new double[rows.rowCount()];
        for (int row = 0; row < wide.length; row++) {
            wide[row] = in[row];
        }
        double[] result = doubles(operation, wide, rows);
        float[] out = new float[wide.length];
        for (int row = 0; row < out.length; row++) {
            out[row] = (float) result[row];
        }
        return new FloatVector(REAL, out);
    }

    private static Vector digits(Operation operation, double[] in, int[] digits, Rows rows) {
        double[] out = new double[rows.rowCount()];
        int known = 0;
        double factor = 1;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            double value = in[row];
            int count = digits[row];
            if (count != known) {
                known = count;
                factor = Math.pow(10, Math.abs(count));
            }
            double scaled = count >= 0 ? value * factor : value / factor;
            if (!Double.isFinite(scaled) || Math.abs(scaled) >= 0x1p52) {
                out[row] = value;
                continue;
            }
            double whole = operation == Operation.ROUND ? round(scaled) : truncate(scaled);
            out[row] = count >= 0 ? whole / factor : whole * factor;
        }
        return new DoubleVector(DOUBLE, out);
    }

    private static Vector wholeDigits(Operation operation, List<Vector> arguments, Rows rows) {
        long[] in = Args.longs(arguments.get(0));
        int[] digits = Args.ints(arguments.get(1));
        long[] out = new long[rows.rowCount()];
        Int128 value = new Int128();
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            value.set(in[row] >> 63, in[row]);
            int dropped = -digits[row];
            if (dropped > 0) {
                DecimalRounding.drop(operation, value, Math.min(dropped, 20));
                value.scaleUp(Math.min(dropped, 20));
            }
            if (value.high != value.low >> 63) {
                throw new SqlException(
                        ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE,
                        "round(%d, %d) is out of range for bigint".formatted(in[row], digits[row]));
            }
            out[row] = value.low;
        }
        return new LongVector(BIGINT, out);
    }
}
