package dev.tarn.engine.function.operator;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.Args.Decimals;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.ValueOrder;
import dev.tarn.engine.kernel.Comparisons;
import dev.tarn.engine.kernel.Int128;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// `= <> < <= > >=` and IS DISTINCT FROM, on any two values of a common type.
///
/// Strings and binaries compare by unsigned bytes, which is code point order. NaN is equal to
/// nothing, also not to itself, except for IS DISTINCT FROM. Lists and rows compare element by
/// element; maps know only equality.
public final class ComparisonOperators {
    private ComparisonOperators() {}

    /// The comparisons; `accepted` has bit 0 set for less, 1 for equal, 2 for greater.
    enum Operation {
        EQUAL("=", 0b010),
        NOT_EQUAL("<>", 0b101),
        LESS_THAN("<", 0b001),
        LESS_THAN_OR_EQUAL("<=", 0b011),
        GREATER_THAN(">", 0b100),
        GREATER_THAN_OR_EQUAL(">=", 0b110);

        final String sign;
        final int accepted;

        Operation(String sign, int accepted) {
            this.sign = sign;
            this.accepted = accepted;
        }

        String familyName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /// Whether sides must be swapped for the loops of [Comparisons].
        boolean swaps() {
            return this == GREATER_THAN || this == GREATER_THAN_OR_EQUAL;
        }

        boolean equality() {
            return this == EQUAL || this == NOT_EQUAL;
        }
    }

    public static List<ScalarFamily> families() {
        List<ScalarFamily> families = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            String name = operation.familyName();
            families.add(
                    OverloadedFamily.family(
                                    name, name + "(x, x) → boolean; also written " + operation.sign)
                            .binder(2, 2, types -> bind(operation, types))
                            .build());
        }
        families.add(
                OverloadedFamily.family(
                                "is_distinct_from",
                                "is_distinct_from(x, x) → boolean; also written IS DISTINCT FROM")
                        .binder(2, 2, ComparisonOperators::bindDistinct)
                        .build());
        return families;
    }

    /// Whether values of one type are equal, for every row that has both.
    public static BooleanVector equal(Vector left, Vector right, Rows rows) {
        return compare(Operation.EQUAL, left.type(), List.of(left, right), rows);
    }

    /// Whether left is less than right, for every row that has both.
    public static BooleanVector less(Vector left, Vector right, Rows rows) {
        return compare(Operation.LESS_THAN, left.type(), List.of(left, right), rows);
    }

    private static Optional<ScalarFunction> bind(Operation operation, List<DataType> types) {
        return Coercions.common(types)
                .filter(type -> operation.equality() || ValueOrder.isOrdered(type))
                .map(type ->
                        ScalarFunction.of(
                                operation.familyName(),
                                List.of(type, type),
                                DataType.BOOLEAN,
                                (arguments, rows, context) ->
                                        compare(operation, type, arguments, rows)));
    }

    private static Optional<ScalarFunction> bindDistinct(List<DataType> types) {
        return Coercions.common(types)
                .map(type ->
                        ScalarFunction.of(
                                        "is_distinct_from",
                                        List.of(type, type),
                                        DataType.BOOLEAN,
                                        (arguments, rows, context) ->
                                                distinct(type, arguments, rows))
                                .seeingNulls());
    }

    private static BooleanVector compare(
            Operation operation, DataType type, List<Vector> arguments, Rows rows) {
        Vector left = arguments.get(operation.swaps() ? 1 : 0);
        Vector right = arguments.get(operation.swaps() ? 0 : 1);
        boolean[] out = new boolean[rows.rowCount()];
        switch (type.physical()) {
            case BOOLEAN -> booleans(operation, left, right, out);
            case INT -> ints(operation, left, right, out);
            case LONG -> longs(operation, left, right, out);
            case FLOAT -> floats(operation, left, right, out);
            case DOUBLE -> doubles(operation, left, right, out);
            case INT128 -> decimals(operation, arguments, out);
            case BYTES -> {
                if (operation.equality()) {
                    bytesEqual(left, right, out, rows);
                } else {
                    bytes(operation, arguments, out, rows);
                }
            }
            case LIST, MAP, STRUCT -> {
                return nested(operation, arguments, rows);
            }
        }
        if (operation == Operation.NOT_EQUAL && type.physical() != DataType.Physical.INT128) {
            Comparisons.negate(out, out.length);
        }
        return new BooleanVector(DataType.BOOLEAN, out);
    }

    private static void booleans(Operation operation, Vector left, Vector right, boolean[] out) {
        boolean[] a = Args.booleans(left);
        boolean[] b = Args.booleans(right);
        switch (operation) {
            case EQUAL, NOT_EQUAL -> Comparisons.equal(a, b, out, out.length);
            case LESS_THAN, GREATER_THAN -> Comparisons.less(a, b, out, out.length);
            case LESS_THAN_OR_EQUAL, GREATER_THAN_OR_EQUAL ->
                    Comparisons.lessOrEqual(a, b, out, out.length);
        }
    }

    private static void ints(Operation operation, Vector left, Vector right, boolean[] out) {
        int[] a = Args.ints(left);
        int[] b = Args.ints(right);
        switch (operation) {
            case EQUAL, NOT_EQUAL -> Comparisons.equal(a, b, out, out.length);
            case LESS_THAN, GREATER_THAN -> Comparisons.less(a, b, out, out.length);
            case LESS_THAN_OR_EQUAL, GREATER_THAN_OR_EQUAL ->
                    Comparisons.lessOrEqual(a, b, out, out.length);
        }
    }

    private static void longs(Operation operation, Vector left, Vector right, boolean[] out) {
        long[] a = Args.longs(left);
        long[] b = Args.longs(right);
        switch (operation) {
            case EQUAL, NOT_EQUAL -> Comparisons.equal(a, b, out, out.length);
            case LESS_THAN, GREATER_THAN -> Comparisons.less(a, b, out, out.length);
            case LESS_THAN_OR_EQUAL, GREATER_THAN_OR_EQUAL ->
                    Comparisons.lessOrEqual(a, b, out, out.length);
        }
    }

    private static void floats(Operation operation, Vector left, Vector right, boolean[] out) {
        float[] a = Args.floats(left);
        float[] b = Args.floats(right);
        switch (operation) {
            case EQUAL, NOT_EQUAL -> Comparisons.equal(a, b, out, out.length);
            case LESS_THAN, GREATER_THAN -> Comparisons.less(a, b, out, out.length);
            case LESS_THAN_OR_EQUAL, GREATER_THAN_OR_EQUAL ->
                    Comparisons.lessOrEqual(a, b, out, out.length);
        }
    }

    private static void doubles(Operation operation, Vector left, Vector right, boolean[] out) {
        double[] a = Args.doubles(left);
        double[] b = Args.doubles(right);
        switch (operation) {
            case EQUAL, NOT_EQUAL -> Comparisons.equal(a, b, out, out.length);
            case LESS_THAN, GREATER_THAN -> Comparisons.less(a, b, out, out.length);
            case LESS_THAN_OR_EQUAL, GREATER_THAN_OR_EQUAL ->
                    Comparisons.lessOrEqual(a, b, out, out.length);
        }
    }

    private static void decimals(Operation operation, List<Vector> arguments, boolean[] out) {
        Decimals a = Args.decimals(arguments.get(0));
        Decimals b = Args.decimals(arguments.get(1));
        int accepted = operation.accepted;
        for (int row = 0; row < out.length; row++) {
            int order = Int128.compare(a.high(row), a.low(row), b.high(row), b.low(row));
            out[row] = accepts(accepted, order);
        }
    }

    private static void bytesEqual(Vector left, Vector right, boolean[] out, Rows rows) {
        Bytes a = Args.bytes(left);
        Bytes b = Args.bytes(right);
        byte[] dataA = a.data();
        byte[] dataB = b.data();
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out[row] = Arrays.equals(dataA, a.from(row), a.to(row), dataB, b.from(row), b.to(row));
        }
    }

    private static void bytes(
            Operation operation, List<Vector> arguments, boolean[] out, Rows rows) {
        Bytes a = Args.bytes(arguments.get(0));
        Bytes b = Args.bytes(arguments.get(1));
        byte[] dataA = a.data();
        byte[] dataB = b.data();
        int accepted = operation.accepted;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            int order =
                    Arrays.compareUnsigned(
                            dataA, a.from(row), a.to(row), dataB, b.from(row), b.to(row));
            out[row] = accepts(accepted, order);
        }
    }

    private static boolean accepts(int accepted, int order) {
        return (accepted >>> Integer.signum(order) + 1 & 1) != 0;
    }

    private static BooleanVector nested(Operation operation, List<Vector> arguments, Rows rows) {
        Vector left = arguments.get(0);
        Vector right = arguments.get(1);
        boolean[] out = new boolean[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (left.isNull(row) || right.isNull(row)) {
                continue;
            }
            out[row] =
                    operation.equality()
                            ? ValueOrder.equal(left, row, right, row)
                                    == (operation == Operation.EQUAL)
                            : accepts(
                                    operation.accepted, ValueOrder.compare(left, row, right, row));
        }
        return new BooleanVector(DataType.BOOLEAN, out);
    }

    private static Vector distinct(DataType type, List<Vector> arguments, Rows rows) {
        boolean[] out = compare(Operation.NOT_EQUAL, type, arguments, rows).values();
        Vector left = arguments.get(0);
        Vector right = arguments.get(1);
        if (type == DataType.DOUBLE) {
            clearEqualNans(Args.doubles(left), Args.doubles(right), out);
        } else if (type == DataType.REAL) {
            clearEqualNans(Args.floats(left), Args.floats(right), out);
        }
        long[] validLeft = Args.validity(left);
        long[] validRight = Args.validity(right);
        if (validLeft != null || validRight != null) {
            for (int row = 0; row < out.length; row++) {
                boolean hasLeft = validLeft == null || (validLeft[row >>> 6] >>> row & 1) != 0;
                boolean hasRight = validRight == null || (validRight[row >>> 6] >>> row & 1) != 0;
                out[row] = hasLeft & hasRight ? out[row] : hasLeft != hasRight;
            }
        }
        return new BooleanVector(DataType.BOOLEAN, out);
    }

    private static void clearEqualNans(double[] left, double[] right, boolean[] out) {
        for (int row = 0; row < out.length; row++) {
            out[row] &= !(Double.isNaN(left[row]) & Double.isNaN(right[row]));
        }
    }

    private static void clearEqualNans(float[] left, float[] right, boolean[] out) {
        for (int row = 0; row < out.length; row++) {
            out[row] &= !(Double.isNaN(left[row]) & Double.isNaN(right[row]));
        }
    }
}
