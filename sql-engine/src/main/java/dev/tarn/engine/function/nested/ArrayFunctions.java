package dev.tarn.engine.function.nested;

import static dev.tarn.columnar.DataType.BIGINT;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.ValueOrder;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Arrays put in order, cut and searched. Indexes start at 1.
final class ArrayFunctions {
    private ArrayFunctions() {}

    static List<ScalarFamily> families() {
        return List.of(
                OverloadedFamily.family("array_sort", "array_sort(array) → array, nulls last")
                        .binder(1, 1, ArrayFunctions::bindSort)
                        .build(),
                extreme("array_max", 1),
                extreme("array_min", -1),
                OverloadedFamily.family(
                                "array_position",
                                "array_position(array, element) → bigint, 0 if not there")
                        .binder(2, 2, ArrayFunctions::bindPosition)
                        .build(),
                OverloadedFamily.family("array_remove", "array_remove(array, element) → array")
                        .binder(2, 2, ArrayFunctions::bindRemove)
                        .build(),
                OverloadedFamily.family(
                                "slice",
                                "slice(array, bigint start, bigint length) → array; a negative"
                                        + " start counts from the end")
                        .binder(3, 3, ArrayFunctions::bindSlice)
                        .build(),
                OverloadedFamily.family("flatten", "flatten(array of arrays) → array")
                        .binder(1, 1, ArrayFunctions::bindFlatten)
                        .build());
    }

    private static ListVector list(List<Vector> arguments) {
        return (ListVector) arguments.getFirst().flatten();
    }

    private static Optional<ScalarFunction> bindSort(List<DataType> types) {
        return types.getFirst() instanceof ListOf list && ValueOrder.isOrdered(list.element())
                ? Optional.of(
                        ScalarFunction.of(
                                "array_sort",
                                types,
                                list,
                                (arguments, rows, context) -> sorted(list(arguments), rows)))
                : Optional.empty();
    }

    private static Vector sorted(ListVector lists, Rows rows) {
        FlatVector elements = lists.elements().flatten();
        ListPicks picks = new ListPicks(rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            IntStream.range(lists.offsets()[row], lists.offsets()[row + 1])
                    .boxed()
                    .sorted((a, b) -> ValueOrder.compare(elements, a, elements, b))
                    .forEach(at -> picks.add(0, at));
            picks.end(row);
        }
        return picks.finish((ListOf) lists.type(), List.of(elements));
    }

    /// The greatest element, or the least for a `sign` of -1; null where one is null, or none is
    /// there.
    private static ScalarFamily extreme(String name, int sign) {
        return OverloadedFamily.family(name, name + "(array) → element, null if one is")
                .binder(
                        1,
                        1,
                        types ->
                                types.getFirst() instanceof ListOf(DataType element)
                                                && ValueOrder.isOrdered(element)
                                        ? Optional.of(
                                                ScalarFunction.of(
                                                        name,
                                                        types,
                                                        element,
                                                        (arguments, rows, context) ->
                                                                extreme(
                                                                        list(arguments),
                                                                        rows,
                                                                        sign)))
                                        : Optional.empty())
                .build();
    }

    private static Vector extreme(ListVector lists, Rows rows, int sign) {
        FlatVector elements = lists.elements().flatten();
        int[] from = new int[rows.rowCount()];
        int[] at = new int[rows.rowCount()];
        Arrays.fill(from, -1);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            int best = best(elements, lists.offsets()[row], lists.offsets()[row + 1], sign);
            from[row] = best < 0 ? -1 : 0;
            at[row] = Math.max(0, best);
        }
        DataType type = ((ListOf) lists.type()).element();
        return Interleave.of(type, List.of(elements), from, at, rows.rowCount());
    }

    private static int best(FlatVector elements, int from, int to, int sign) {
        int best = -1;
        for (int at = from; at < to; at++) {
            if (elements.isNull(at)) {
                return -1;
            }
            if (best < 0 || sign * ValueOrder.compare(elements, at, elements, best) > 0) {
                best = at;
            }
        }
        return best;
    }

    /// The types of an array and an element that may be compared; empty for others.
    private static Optional<List<DataType>> listAndElement(List<DataType> types) {
        return types.getFirst() instanceof ListOf(DataType element)
                ? Coercions.common(element, types.get(1))
                        .map(common -> List.of(new ListOf(common), common))
                : Optional.empty();
    }

    private static Optional<ScalarFunction> bindPosition(List<DataType> types) {
        return listAndElement(types)
                .map(parameters ->
                        ScalarFunction.of(
                                "array_position",
                                parameters,
                                BIGINT,
                                (arguments, rows, context) ->
                                        positions(list(arguments), arguments.get(1), rows)));
    }

    private static Vector positions(ListVector lists, Vector wanted, Rows rows) {
        FlatVector elements = lists.elements().flatten();
        long[] out = new long[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            int from = lists.offsets()[row];
            for (int at = from; at < lists.offsets()[row + 1] && out[row] == 0; at++) {
                out[row] = isValue(elements, at, wanted, row) ? at - from + 1 : 0;
            }
        }
        return new LongVector(BIGINT, out);
    }

    private static boolean isValue(FlatVector elements, int at, Vector wanted, int row) {
        return !elements.isNull(at) && ValueOrder.equal(elements, at, wanted, row);
    }

    private static Optional<ScalarFunction> bindRemove(List<DataType> types) {
        return listAndElement(types)
                .map(parameters ->
                        ScalarFunction.of(
                                "array_remove",
                                parameters,
                                parameters.getFirst(),
                                (arguments, rows, context) ->
                                        without(list(arguments), arguments.get(1), rows)));
    }

    private static Vector without(ListVector lists, Vector unwanted, Rows rows) {
        FlatVector elements = lists.elements().flatten();
        ListPicks picks = new ListPicks(rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            for (int at = lists.offsets()[row]; at < lists.offsets()[row + 1]; at++) {
                if (!isValue(elements, at, unwanted, row)) {
                    picks.add(0, at);
                }
            }
            picks.end(row);
        }
        return picks.finish((ListOf) lists.type(), List.of(elements));
    }

    private static Optional<ScalarFunction> bindSlice(List<DataType> types) {
        return types.getFirst() instanceof ListOf list
                ? Optional.of(
                        ScalarFunction.of(
                                        "slice",
                                        List.of(list, BIGINT, BIGINT),
                                        list,
                                        (arguments, rows, context) -> slices(arguments, rows))
                                .failing())
                : Optional.empty();
    }

    private static Vector slices(List<Vector> arguments, Rows rows) {
        ListVector lists = list(arguments);
        long[] starts = Args.longs(arguments.get(1));
        long[] counts = Args.longs(arguments.get(2));
        ListPicks picks = new ListPicks(rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            int from = lists.offsets()[row];
            int size = lists.offsets()[row + 1] - from;
            if (starts[row] == 0 || counts[row] < 0) {
                throw new SqlException(
                        ErrorCode.INVALID_FUNCTION_ARGUMENT,
                        "slice takes a start other than 0 and a length of at least 0, not %d and %d"
                                .formatted(starts[row], counts[row]));
            }
            long first = starts[row] > 0 ? starts[row] - 1 : size + starts[row];
            if (first >= 0 && first < size) {
                long last = first + Math.min(counts[row], size - first);
                picks.addAll(0, from + (int) first, from + (int) last);
            }
            picks.end(row);
        }
        return picks.finish((ListOf) lists.type(), List.of(lists.elements()));
    }

    private static Optional<ScalarFunction> bindFlatten(List<DataType> types) {
        return types.getFirst() instanceof ListOf(ListOf inner)
                ? Optional.of(
                        ScalarFunction.of(
                                "flatten",
                                types,
                                inner,
                                (arguments, rows, context) -> flat(list(arguments), rows)))
                : Optional.empty();
    }

    private static Vector flat(ListVector lists, Rows rows) {
        ListVector inner = (ListVector) lists.elements().flatten();
        ListPicks picks = new ListPicks(rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            for (int at = lists.offsets()[row]; at < lists.offsets()[row + 1]; at++) {
                if (!inner.isNull(at)) {
                    picks.addAll(0, inner.offsets()[at], inner.offsets()[at + 1]);
                }
            }
            picks.end(row);
        }
        return picks.finish((ListOf) inner.type(), List.of(inner.elements()));
    }
}
