package dev.tarn.engine.function;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.kernel.Int128;

import java.util.Arrays;

/// Equality and order of single values of any type, for nested values and for small numbers of
/// rows. Loops over flat columns have their own kernels.
///
/// Nulls inside of values equal each other and come last; NaN equals itself and is greater than any
/// other number; -0.0 equals 0.0. Both sides have the same type.
public final class ValueOrder {
    private ValueOrder() {}

    /// Whether values of `type` are equal or not: all but variants, shapes and what holds them, of
    /// which one value has many encodings.
    public static boolean isComparable(DataType type) {
        return switch (type) {
            case DataType.Simple simple -> simple != DataType.Simple.VARIANT;
            case DataType.Shape _ -> false;
            case DataType.ListOf list -> isComparable(list.element());
            case DataType.MapOf map -> isComparable(map.key()) && isComparable(map.value());
            case DataType.StructOf struct ->
                    struct.fields().stream().allMatch(field -> isComparable(field.type()));
            case DataType.Decimal _, DataType.Fixed _, DataType.Time _, DataType.Timestamp _ ->
                    true;
        };
    }

    /// Whether values of `type` have an order: all but maps, variants, shapes and what holds them.
    public static boolean isOrdered(DataType type) {
        return switch (type) {
            case DataType.MapOf ignored -> false;
            case DataType.ListOf list -> isOrdered(list.element());
            case DataType.StructOf struct ->
                    struct.fields().stream().allMatch(field -> isOrdered(field.type()));
            case DataType.Simple simple -> simple != DataType.Simple.VARIANT;
            case DataType.Decimal ignored -> true;
            case DataType.Fixed ignored -> true;
            case DataType.Shape ignored -> false;
            case DataType.Time ignored -> true;
            case DataType.Timestamp ignored -> true;
        };
    }

    public static boolean equal(Vector left, int leftRow, Vector right, int rightRow) {
        boolean leftNull = left.isNull(leftRow);
        if (leftNull || right.isNull(rightRow)) {
            return leftNull == right.isNull(rightRow);
        }
        if (left.type().physical() == DataType.Physical.MAP) {
            return equalMaps(left, leftRow, right, rightRow);
        }
        return compare(left, leftRow, right, rightRow) == 0;
    }

    /// Negative, zero or positive; nulls are greater than anything else.
    public static int compare(Vector left, int leftRow, Vector right, int rightRow) {
        switch (left) {
            case ConstantVector constant -> {
                return compare(constant.value(), 0, right, rightRow);
            }
            case DictionaryVector ids -> {
                return compare(ids.dictionary(), ids.ids()[leftRow], right, rightRow);
            }
            case SequenceVector sequence -> {
                return compare(sequence.flatten(), leftRow, right, rightRow);
            }
            case FlatVector flat -> {
                return compareToFlat(flat, leftRow, right, rightRow);
            }
        }
    }

    private static int compareToFlat(FlatVector left, int leftRow, Vector right, int rightRow) {
        return switch (right) {
            case ConstantVector constant -> compareToFlat(left, leftRow, constant.value(), 0);
            case DictionaryVector ids ->
                    compareToFlat(left, leftRow, ids.dictionary(), ids.ids()[rightRow]);
            case SequenceVector sequence ->
                    compareToFlat(left, leftRow, sequence.flatten(), rightRow);
            case FlatVector flat -> compareFlat(left, leftRow, flat, rightRow);
        };
    }

    private static int compareFlat(FlatVector left, int i, FlatVector right, int j) {
        boolean leftNull = left.isNull(i);
        boolean rightNull = right.isNull(j);
        if (leftNull || rightNull) {
            return Boolean.compare(leftNull, rightNull);
        }
        return switch (left) {
            case BooleanVector v ->
                    Boolean.compare(v.values()[i], ((BooleanVector) right).values()[j]);
            case IntVector v -> Integer.compare(v.values()[i], ((IntVector) right).values()[j]);
            case LongVector v -> Long.compare(v.values()[i], ((LongVector) right).values()[j]);
            case Int128Vector v -> {
                Int128Vector other = (Int128Vector) right;
                yield Int128.compare(v.high()[i], v.low()[i], other.high()[j], other.low()[j]);
            }
            case FloatVector v -> compare(v.values()[i], ((FloatVector) right).values()[j]);
            case DoubleVector v -> compare(v.values()[i], ((DoubleVector) right).values()[j]);
            case BytesVector v -> {
                BytesVector other = (BytesVector) right;
                yield Arrays.compareUnsigned(
                        v.data(),
                        v.offsets()[i],
                        v.offsets()[i + 1],
                        other.data(),
                        other.offsets()[j],
                        other.offsets()[j + 1]);
            }
            case ListVector v -> compareLists(v, i, (ListVector) right, j);
            case MapVector v ->
                    throw new IllegalStateException(
                            "Values of %s have no order".formatted(v.type()));
            case StructVector v -> compareStructs(v, i, (StructVector) right, j);
        };
    }

    /// As [Double#compare], but -0.0 equals 0.0.
    public static int compare(double left, double right) {
        return left == right ? 0 : Double.compare(left, right);
    }

    private static int compareLists(ListVector left, int i, ListVector right, int j) {
        int leftAt = left.offsets()[i];
        int rightAt = right.offsets()[j];
        int leftCount = left.offsets()[i + 1] - leftAt;
        int rightCount = right.offsets()[j + 1] - rightAt;
        for (int at = 0; at < Math.min(leftCount, rightCount); at++) {
            int order = compare(left.elements(), leftAt + at, right.elements(), rightAt + at);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(leftCount, rightCount);
    }

    private static int compareStructs(StructVector left, int i, StructVector right, int j) {
        for (int field = 0; field < left.fields().size(); field++) {
            int order = compare(left.fields().get(field), i, right.fields().get(field), j);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static boolean equalMaps(Vector left, int leftRow, Vector right, int rightRow) {
        MapVector a = (MapVector) left.flatten();
        MapVector b = (MapVector) right.flatten();
        int from = a.offsets()[leftRow];
        int to = a.offsets()[leftRow + 1];
        if (to - from != b.offsets()[rightRow + 1] - b.offsets()[rightRow]) {
            return false;
        }
        for (int at = from; at < to; at++) {
            int found = find(b, rightRow, a.keys(), at);
            if (found < 0 || !equal(a.values(), at, b.values(), found)) {
                return false;
            }
        }
        return true;
    }

    /// The entry of the map at `row` whose key is the one at `keyRow` of `keys`, or -1.
    public static int find(MapVector map, int row, Vector keys, int keyRow) {
        for (int at = map.offsets()[row]; at < map.offsets()[row + 1]; at++) {
            if (equal(map.keys(), at, keys, keyRow)) {
                return at;
            }
        }
        return -1;
    }
}
