package dev.tarn.engine.function.nested;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.BOOLEAN;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.ValueOrder;
import dev.tarn.engine.function.variant.VariantFunctions;
import dev.tarn.engine.kernel.Utf8;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One element of an array, or value of a map, by its place; and whether something is there.
final class ElementFunctions {
    private ElementFunctions() {}

    /// The element at an index, counted from the end if negative, or the value of a key. What is
    /// not there is null, or an error if `strict`.
    static ScalarFamily at(String name, boolean strict) {
        return OverloadedFamily.family(
                        name,
                        name
                                + "(array, bigint), (map, key) or (variant, varchar field) →"
                                + " element or value")
                .binder(2, 2, types -> bindAt(name, strict, types.getFirst()))
                .build();
    }

    private static Optional<ScalarFunction> bindAt(String name, boolean strict, DataType type) {
        return switch (type) {
            case ListOf list ->
                    Optional.of(
                            ScalarFunction.of(
                                            name,
                                            List.of(list, BIGINT),
                                            list.element(),
                                            (arguments, rows, context) ->
                                                    element(strict, arguments, rows))
                                    .failing());
            case MapOf map ->
                    Optional.of(
                            ScalarFunction.of(
                                            name,
                                            List.of(map, map.key()),
                                            map.value(),
                                            (arguments, rows, context) ->
                                                    value(strict, arguments, rows))
                                    .failing());
            case DataType.Simple simple when simple == DataType.Simple.VARIANT ->
                    Optional.of(VariantFunctions.field(name));
            default -> Optional.empty();
        };
    }

    private static Vector element(boolean strict, List<Vector> arguments, Rows rows) {
        ListVector lists = (ListVector) arguments.get(0).flatten();
        long[] indexes = Args.longs(arguments.get(1));
        int[] from = new int[rows.rowCount()];
        int[] at = new int[rows.rowCount()];
        Arrays.fill(from, -1);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            long index = indexes[row];
            int count = lists.offsets()[row + 1] - lists.offsets()[row];
            boolean there = index != 0 && index <= count && index >= (strict ? 1 : -(long) count);
            if (index == 0 || strict && !there) {
                throw invalid("Array subscript must be 1 to %d, not %d".formatted(count, index));
            }
            if (there) {
                from[row] = 0;
                at[row] =
                        index > 0
                                ? lists.offsets()[row] + (int) index - 1
                                : lists.offsets()[row + 1] + (int) index;
            }
        }
        return Interleave.of(
                ((ListOf) lists.type()).element(),
                List.of(lists.elements()),
                from,
                at,
                rows.rowCount());
    }

    private static Vector value(boolean strict, List<Vector> arguments, Rows rows) {
        MapVector maps = (MapVector) arguments.get(0).flatten();
        Vector keys = arguments.get(1);
        int[] from = new int[rows.rowCount()];
        int[] at = new int[rows.rowCount()];
        Arrays.fill(from, -1);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            int found = ValueOrder.find(maps, row, keys, row);
            if (found < 0 && strict) {
                throw invalid("Key not present in map: " + JavaValues.value(keys, row));
            }
            from[row] = found < 0 ? -1 : 0;
            at[row] = found;
        }
        return Interleave.of(
                ((MapOf) maps.type()).value(), List.of(maps.values()), from, at, rows.rowCount());
    }

    private static SqlException invalid(String message) {
        return new SqlException(ErrorCode.INVALID_FUNCTION_ARGUMENT, message);
    }

    static ScalarFamily contains() {
        return OverloadedFamily.family(
                        "contains", "contains(array, element) or (varchar, varchar part) → boolean")
                .pure(
                        List.of(STRING, STRING),
                        BOOLEAN,
                        (arguments, rows, context) -> containsText(arguments, rows))
                .binder(2, 2, ElementFunctions::bindContains)
                .build();
    }

    private static Optional<ScalarFunction> bindContains(List<DataType> types) {
        return types.getFirst() instanceof ListOf(DataType element)
                ? Coercions.common(element, types.get(1))
                        .map(type ->
                                ScalarFunction.of(
                                        "contains",
                                        List.of(new ListOf(type), type),
                                        BOOLEAN,
                                        (arguments, rows, context) ->
                                                containsElement(arguments, rows)))
                : Optional.empty();
    }

    private static Vector containsText(List<Vector> arguments, Rows rows) {
        Bytes texts = Args.bytes(arguments.get(0));
        Bytes parts = Args.bytes(arguments.get(1));
        boolean[] out = new boolean[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out[row] =
                    Utf8.indexOf(
                                    texts.data(),
                                    texts.from(row),
                                    texts.to(row),
                                    parts.data(),
                                    parts.from(row),
                                    parts.to(row))
                            >= 0;
        }
        return new BooleanVector(BOOLEAN, out);
    }

    /// Null where the element was not found but the array holds a null.
    private static Vector containsElement(List<Vector> arguments, Rows rows) {
        ListVector lists = (ListVector) arguments.get(0).flatten();
        Vector wanted = arguments.get(1);
        FlatVector elements = lists.elements().flatten();
        boolean[] out = new boolean[rows.rowCount()];
        long[] validity = Bitmaps.allSet(rows.rowCount());
        boolean nulls = false;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (wanted.isNull(row) || lists.isNull(row)) {
                continue;
            }
            boolean holdsNull = false;
            for (int at = lists.offsets()[row]; at < lists.offsets()[row + 1]; at++) {
                holdsNull |= elements.isNull(at);
                if (!elements.isNull(at) && ValueOrder.equal(elements, at, wanted, row)) {
                    out[row] = true;
                    break;
                }
            }
            if (!out[row] && holdsNull) {
                Bitmaps.clear(validity, row);
                nulls = true;
            }
        }
        return new BooleanVector(BOOLEAN, out, nulls ? validity : null, out.length);
    }
}
