package dev.tarn.engine.eval;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.ValueOrder;
import dev.tarn.engine.kernel.ByteSet;
import dev.tarn.engine.kernel.LongSet;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// SQL's IN over literals, as a function of one argument that knows its set.
///
/// Integers, dates, times, doubles and strings look the value up in a hash set; other types compare
/// one by one. NaN is in no set.
final class Membership {
    private Membership() {}

    static ScalarFunction function(Expr.In in) {
        DataType type = in.operand().type();
        List<Vector> values = new ArrayList<>();
        for (Expr.Literal value : in.values()) {
            values.add(Literals.vector(value));
        }
        FlatVector set = Interleave.concatenate(type, values);
        ScalarFunction.Kernel lookup = lookup(type, set);
        boolean orNull = in.orNull();
        return ScalarFunction.of(
                "in",
                List.of(type),
                DataType.BOOLEAN,
                (arguments, rows, context) -> {
                    BooleanVector found = (BooleanVector) lookup.apply(arguments, rows, context);
                    return orNull
                            ? found.withValidity(whereTrue(found.values(), rows.rowCount()))
                            : found;
                });
    }

    private static long @Nullable [] whereTrue(boolean[] values, int count) {
        long[] words = Bitmaps.allClear(count);
        for (int row = 0; row < count; row++) {
            words[row >>> 6] |= (values[row] ? 1L : 0L) << row;
        }
        return words;
    }

    private static ScalarFunction.Kernel lookup(DataType type, FlatVector set) {
        return switch (type.physical()) {
            case INT -> {
                LongSet numbers = new LongSet(set.length());
                for (int value : Args.ints(set)) {
                    numbers.add(value);
                }
                yield (arguments, rows, context) ->
                        ints(numbers, Args.ints(arguments.getFirst()), rows);
            }
            case LONG -> {
                LongSet numbers = new LongSet(set.length());
                for (long value : Args.longs(set)) {
                    numbers.add(value);
                }
                yield (arguments, rows, context) ->
                        longs(numbers, Args.longs(arguments.getFirst()), rows);
            }
            case DOUBLE -> {
                LongSet numbers = new LongSet(set.length());
                for (double value : Args.doubles(set)) {
                    if (!Double.isNaN(value)) {
                        numbers.add(Double.doubleToLongBits(value + 0.0));
                    }
                }
                yield (arguments, rows, context) ->
                        doubles(numbers, Args.doubles(arguments.getFirst()), rows);
            }
            case BYTES -> {
                ByteSet bytes = new ByteSet(set.length());
                Bytes values = Args.bytes(set);
                for (int row = 0; row < set.length(); row++) {
                    bytes.add(values.data(), values.from(row), values.to(row));
                }
                yield (arguments, rows, context) ->
                        bytes(bytes, Args.bytes(arguments.getFirst()), rows);
            }
            case BOOLEAN, INT128, FLOAT, LIST, MAP, STRUCT ->
                    (arguments, rows, context) -> each(set, arguments.getFirst(), rows);
        };
    }

    private static BooleanVector ints(LongSet set, int[] values, Rows rows) {
        boolean[] out = new boolean[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out[row] = set.contains(values[row]);
        }
        return new BooleanVector(DataType.BOOLEAN, out);
    }

    private static BooleanVector longs(LongSet set, long[] values, Rows rows) {
        boolean[] out = new boolean[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out[row] = set.contains(values[row]);
        }
        return new BooleanVector(DataType.BOOLEAN, out);
    }

    private static BooleanVector doubles(LongSet set, double[] values, Rows rows) {
        boolean[] out = new boolean[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            // Adding 0.0 turns -0.0, which equals it, into 0.0. NaN's bits were never added.
            out[row] = set.contains(Double.doubleToLongBits(values[row] + 0.0));
        }
        return new BooleanVector(DataType.BOOLEAN, out);
    }

    private static BooleanVector bytes(ByteSet set, Bytes values, Rows rows) {
        boolean[] out = new boolean[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out[row] = set.contains(values.data(), values.from(row), values.to(row));
        }
        return new BooleanVector(DataType.BOOLEAN, out);
    }

    private static BooleanVector each(FlatVector set, Vector values, Rows rows) {
        boolean[] out = new boolean[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            for (int at = 0; at < set.length() && !out[row]; at++) {
                out[row] = ValueOrder.equal(values, row, set, at) && !isNaN(set, at);
            }
        }
        return new BooleanVector(DataType.BOOLEAN, out);
    }

    private static boolean isNaN(FlatVector set, int at) {
        return set instanceof dev.tarn.columnar.FloatVector floats
                && Float.isNaN(floats.values()[at]);
    }
}
