package dev.tarn.engine.function.nested;

import static dev.tarn.columnar.DataType.BOOLEAN;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;

import java.util.List;
import java.util.Optional;

/// Arrays as sets: what results holds each element once, in the order in which it came first. Nulls
/// equal each other, as in Trino.
final class ArraySets {
    private ArraySets() {}

    static List<ScalarFamily> families() {
        return List.of(
                OverloadedFamily.family("array_distinct", "array_distinct(array) → array")
                        .binder(1, 1, ArraySets::bindDistinct)
                        .build(),
                ofTwo("array_union", ArraySets::union),
                ofTwo("array_intersect", (lists, rows) -> filtered(lists, rows, true)),
                ofTwo("array_except", (lists, rows) -> filtered(lists, rows, false)),
                OverloadedFamily.family(
                                "arrays_overlap",
                                "arrays_overlap(array, array) → boolean; null if only a null may be"
                                        + " common")
                        .binder(2, 2, ArraySets::bindOverlap)
                        .build());
    }

    /// The arrays of a batch, of one type, out of which a function makes others.
    private interface Combination {
        Vector of(List<ListVector> lists, Rows rows);
    }

    private static ScalarFamily ofTwo(String name, Combination combination) {
        return OverloadedFamily.family(name, name + "(array, array) → array")
                .binder(
                        2,
                        2,
                        types ->
                                common(types)
                                        .map(list ->
                                                ScalarFunction.of(
                                                        name,
                                                        List.of(list, list),
                                                        list,
                                                        (arguments, rows, context) ->
                                                                combination.of(
                                                                        lists(arguments), rows))))
                .build();
    }

    private static Optional<DataType> common(List<DataType> types) {
        return types.stream().allMatch(ListOf.class::isInstance)
                ? Coercions.common(types)
                : Optional.empty();
    }

    private static List<ListVector> lists(List<Vector> arguments) {
        return arguments.stream().map(argument -> (ListVector) argument.flatten()).toList();
    }

    private static List<Vector> elements(List<ListVector> lists) {
        return lists.stream().map(ListVector::elements).toList();
    }

    private static Optional<ScalarFunction> bindDistinct(List<DataType> types) {
        return common(types)
                .map(list ->
                        ScalarFunction.of(
                                "array_distinct",
                                types,
                                list,
                                (arguments, rows, context) -> union(lists(arguments), rows)));
    }

    private static Vector union(List<ListVector> lists, Rows rows) {
        ElementSet seen = new ElementSet(elements(lists));
        ListPicks picks = new ListPicks(rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            seen.clear(lists.stream().mapToInt(list -> count(list, row)).sum());
            for (int source = 0; source < lists.size(); source++) {
                int[] offsets = lists.get(source).offsets();
                for (int at = offsets[row]; at < offsets[row + 1]; at++) {
                    if (seen.add(source, at)) {
                        picks.add(source, at);
                    }
                }
            }
            picks.end(row);
        }
        return picks.finish((ListOf) lists.getFirst().type(), elements(lists));
    }

    private static int count(ListVector list, int row) {
        return list.offsets()[row + 1] - list.offsets()[row];
    }

    /// The elements of the first array that are in the second, or that are not.
    private static Vector filtered(List<ListVector> lists, Rows rows, boolean wanted) {
        ElementSet other = new ElementSet(elements(lists));
        ElementSet given = new ElementSet(elements(lists));
        ListPicks picks = new ListPicks(rows);
        int[] left = lists.get(0).offsets();
        int[] right = lists.get(1).offsets();
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            other.clear(right[row + 1] - right[row]);
            given.clear(left[row + 1] - left[row]);
            for (int at = right[row]; at < right[row + 1]; at++) {
                other.add(1, at);
            }
            for (int at = left[row]; at < left[row + 1]; at++) {
                if (other.contains(0, at) == wanted && given.add(0, at)) {
                    picks.add(0, at);
                }
            }
            picks.end(row);
        }
        return picks.finish((ListOf) lists.getFirst().type(), elements(lists));
    }

    private static Optional<ScalarFunction> bindOverlap(List<DataType> types) {
        return common(types)
                .map(list ->
                        ScalarFunction.of(
                                "arrays_overlap",
                                List.of(list, list),
                                BOOLEAN,
                                (arguments, rows, context) -> overlap(lists(arguments), rows)));
    }

    private static Vector overlap(List<ListVector> lists, Rows rows) {
        ElementSet left = new ElementSet(elements(lists));
        boolean[] out = new boolean[rows.rowCount()];
        long[] validity = Bitmaps.allSet(rows.rowCount());
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            left.clear(count(lists.get(0), row));
            boolean nulls = addValues(left, lists.get(0), row);
            ListVector right = lists.get(1);
            FlatVector values = right.elements().flatten();
            for (int at = right.offsets()[row]; at < right.offsets()[row + 1]; at++) {
                nulls |= values.isNull(at);
                out[row] |= !values.isNull(at) && left.contains(1, at);
            }
            boolean other = count(lists.get(0), row) > 0 && count(right, row) > 0;
            if (!out[row] && nulls && other) {
                Bitmaps.clear(validity, row);
            }
        }
        return new BooleanVector(BOOLEAN, out, validity, out.length);
    }

    /// Adds what is not null of an array; gives whether something is.
    private static boolean addValues(ElementSet set, ListVector list, int row) {
        FlatVector values = list.elements().flatten();
        boolean nulls = false;
        for (int at = list.offsets()[row]; at < list.offsets()[row + 1]; at++) {
            nulls |= values.isNull(at);
            if (!values.isNull(at)) {
                set.add(0, at);
            }
        }
        return nulls;
    }
}
