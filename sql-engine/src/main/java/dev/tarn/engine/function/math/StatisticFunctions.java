package dev.tarn.engine.function.math;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.DOUBLE;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction.Kernel;
import dev.tarn.engine.function.ValueOrder;

import java.util.Collections;
import java.util.List;

/// Bits counted, intervals of shares, distances on a globe, angles between vectors.
final class StatisticFunctions {
    private static final double EARTH_RADIUS_KM = 6371.01;

    private StatisticFunctions() {}

    static List<ScalarFamily> families() {
        return List.of(
                OverloadedFamily.family(
                                "bit_count", "bit_count(bigint, bigint bits from 2 to 64) → bigint")
                        .failing(List.of(BIGINT, BIGINT), BIGINT, StatisticFunctions::bitCounts)
                        .build(),
                ofDoubles(
                        "wilson_interval_lower",
                        "(bigint of, bigint all, double z)",
                        3,
                        x -> wilson(x, -1)),
                ofDoubles(
                        "wilson_interval_upper",
                        "(bigint of, bigint all, double z)",
                        3,
                        x -> wilson(x, 1)),
                ofDoubles(
                        "great_circle_distance",
                        "(double latitude, longitude, latitude, longitude in degrees)",
                        4,
                        StatisticFunctions::kilometers),
                cosine("cosine_similarity", false),
                cosine("cosine_distance", true));
    }

    private static Vector bitCounts(List<Vector> arguments, Rows rows, FunctionContext context) {
        long[] numbers = Args.longs(arguments.get(0));
        long[] bits = Args.longs(arguments.get(1));
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long width = bits[row];
            if (width < 2 || width > Long.SIZE) {
                throw invalid("bit_count: bits must be from 2 to 64, not " + width);
            }
            int unused = Long.SIZE - (int) width;
            if (numbers[row] << unused >> unused != numbers[row]) {
                throw invalid("bit_count: %d does not fit %d bits".formatted(numbers[row], width));
            }
            out[row] = Long.bitCount(numbers[row] << unused);
        }
        return new LongVector(BIGINT, out);
    }

    static SqlException invalid(String message) {
        return new SqlException(ErrorCode.INVALID_FUNCTION_ARGUMENT, message);
    }

    @FunctionalInterface
    interface OfDoubles {
        double apply(double[] arguments);
    }

    /// A function of `count` doubles, none of them null.
    static ScalarFamily ofDoubles(String name, String signature, int count, OfDoubles function) {
        return OverloadedFamily.family(name, name + signature + " → double")
                .failing(
                        Collections.nCopies(count, DOUBLE),
                        DOUBLE,
                        (arguments, rows, context) -> {
                            List<double[]> in = arguments.stream().map(Args::doubles).toList();
                            double[] one = new double[count];
                            double[] out = new double[rows.rowCount()];
                            for (int i = 0; i < rows.selectedCount(); i++) {
                                int row = rows.row(i);
                                for (int at = 0; at < count; at++) {
                                    one[at] = in.get(at)[row];
                                }
                                out[row] = function.apply(one);
                            }
                            return new DoubleVector(DOUBLE, out);
                        })
                .build();
    }

    /// An end of Wilson's interval for a share of `x[0]` among `x[1]`, at `x[2]` deviations.
    private static double wilson(double[] x, int sign) {
        double successes = x[0];
        double trials = x[1];
        double z = x[2];
        if (!(successes >= 0 && trials > 0 && successes <= trials && z >= 0)) {
            throw invalid(
                    "A Wilson interval takes 0 <= of <= all, all > 0 and z >= 0, not %s, %s and %s"
                            .formatted(successes, trials, z));
        }
        double share = successes / trials;
        double middle = share + z * z / (2 * trials);
        double spread = z * Math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials));
        return (middle + sign * spread) / (1 + z * z / trials);
    }

    /// By Vincenty's formula for a sphere, which is exact for any two points.
    private static double kilometers(double[] x) {
        checkDegrees(x[0], 90);
        checkDegrees(x[1], 180);
        checkDegrees(x[2], 90);
        checkDegrees(x[3], 180);
        double from = Math.toRadians(x[0]);
        double to = Math.toRadians(x[2]);
        double turn = Math.toRadians(x[1] - x[3]);
        double a = Math.cos(to) * Math.sin(turn);
        double b = Math.cos(from) * Math.sin(to) - Math.sin(from) * Math.cos(to) * Math.cos(turn);
        double c = Math.sin(from) * Math.sin(to) + Math.cos(from) * Math.cos(to) * Math.cos(turn);
        return Math.atan2(Math.sqrt(a * a + b * b), c) * EARTH_RADIUS_KM;
    }

    private static void checkDegrees(double degrees, int most) {
        if (!(Math.abs(degrees) <= most)) {
            throw invalid(
                    "great_circle_distance: %s must be from -%d to %d"
                            .formatted(degrees, most, most));
        }
    }

    private static ScalarFamily cosine(String name, boolean distance) {
        ListOf list = new ListOf(DOUBLE);
        MapOf map = new MapOf(STRING, DOUBLE);
        Kernel ofLists = (arguments, rows, context) -> ofLists(name, arguments, rows, distance);
        Kernel ofMaps = (arguments, rows, context) -> ofMaps(arguments, rows, distance);
        return OverloadedFamily.family(
                        name, name + "(array(double) or map(varchar, double), the same) → double")
                .failing(List.of(list, list), DOUBLE, ofLists)
                .failing(List.of(map, map), DOUBLE, ofMaps)
                .build();
    }

    /// Null where an element is.
    private static Vector ofLists(
            String name, List<Vector> arguments, Rows rows, boolean distance) {
        ListVector left = (ListVector) arguments.get(0).flatten();
        ListVector right = (ListVector) arguments.get(1).flatten();
        Vector leftElements = left.elements().flatten();
        Vector rightElements = right.elements().flatten();
        double[] a = Args.doubles(leftElements);
        double[] b = Args.doubles(rightElements);
        double[] out = new double[rows.rowCount()];
        long[] validity = Bitmaps.allSet(rows.rowCount());
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            int from = left.offsets()[row];
            int count = left.offsets()[row + 1] - from;
            int other = right.offsets()[row];
            if (right.offsets()[row + 1] - other != count) {
                throw invalid(name + " takes arrays of one length");
            }
            Angle angle = new Angle();
            boolean nulls = false;
            for (int at = 0; at < count; at++) {
                nulls |= leftElements.isNull(from + at) || rightElements.isNull(other + at);
                angle.add(a[from + at], b[other + at]);
            }
            if (nulls) {
                Bitmaps.clear(validity, row);
            } else if (!angle.isThere()) {
                throw invalid(name + " takes arrays that are not all zeros");
            } else {
                out[row] = angle.cosine(distance);
            }
        }
        return new DoubleVector(DOUBLE, out, validity, out.length);
    }

    /// Keys that one map lacks are zeros there; null where one is all zeros, or a value is null.
    private static Vector ofMaps(List<Vector> arguments, Rows rows, boolean distance) {
        MapVector left = (MapVector) arguments.get(0).flatten();
        MapVector right = (MapVector) arguments.get(1).flatten();
        double[] out = new double[rows.rowCount()];
        long[] validity = Bitmaps.allSet(rows.rowCount());
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            Angle angle = new Angle();
            if (addEntries(angle, left, right, row) && angle.isThere()) {
                out[row] = angle.cosine(distance);
            } else {
                Bitmaps.clear(validity, row);
            }
        }
        return new DoubleVector(DOUBLE, out, validity, out.length);
    }

    /// False where a value is null.
    private static boolean addEntries(Angle angle, MapVector left, MapVector right, int row) {
        FlatVector a = left.values().flatten();
        FlatVector b = right.values().flatten();
        boolean nulls = false;
        for (int at = left.offsets()[row]; at < left.offsets()[row + 1]; at++) {
            int other = ValueOrder.find(right, row, left.keys(), at);
            nulls |= a.isNull(at);
            angle.add(Args.doubles(a)[at], other < 0 ? 0 : Args.doubles(b)[other]);
        }
        for (int at = right.offsets()[row]; at < right.offsets()[row + 1]; at++) {
            nulls |= b.isNull(at);
            if (ValueOrder.find(left, row, right.keys(), at) < 0) {
                angle.add(0, Args.doubles(b)[at]);
            }
        }
        return !nulls;
    }

    /// The angle between two vectors, whose places are added one by one.
    private static final class Angle {
        private double product;
        private double left;
        private double right;

        void add(double a, double b) {
            product += a * b;
            left += a * a;
            right += b * b;
        }

        boolean isThere() {
            return left > 0 && right > 0;
        }

        double cosine(boolean distance) {
            double cosine = product / (Math.sqrt(left) * Math.sqrt(right));
            return distance ? 1 - cosine : cosine;
        }
    }
}
