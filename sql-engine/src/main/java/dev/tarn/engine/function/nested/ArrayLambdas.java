package dev.tarn.engine.function.nested;

import static dev.tarn.columnar.DataType.BOOLEAN;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.LambdaKernel;
import dev.tarn.engine.function.LambdaKernel.Lambda;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// Lambdas over the elements of arrays, computed for all elements of a batch together.
final class ArrayLambdas {
    private ArrayLambdas() {}

    static List<ScalarFamily> families() {
        return List.of(
                new LambdaFunctions.Family(
                        "transform",
                        2,
                        "transform(array, x -> y) → array of each y",
                        ArrayLambdas::element,
                        ArrayLambdas::bindTransform),
                new LambdaFunctions.Family(
                        "filter",
                        2,
                        "filter(array, x -> boolean) → array of those for which it is true",
                        ArrayLambdas::element,
                        types ->
                                bindPredicate(
                                        "filter", types, types.getFirst(), ArrayLambdas::kept)),
                match("any_match", "true for one", true, true),
                match("all_match", "true for all", false, false),
                match("none_match", "true for none", true, false),
                new LambdaFunctions.Family(
                        "zip_with",
                        3,
                        "zip_with(array, array, (x, y) -> z) → array of each z, nulls where one is"
                                + " shorter",
                        ArrayLambdas::pair,
                        ArrayLambdas::bindZip));
    }

    /// One parameter, an element of the array before.
    private static @Nullable List<DataType> element(
            List<DataType> before, @Nullable DataType result) {
        return before.size() == 1 && before.getFirst() instanceof ListOf(DataType element)
                ? List.of(element)
                : null;
    }

    private static @Nullable List<DataType> pair(List<DataType> before, @Nullable DataType result) {
        return before.size() == 2
                        && before.get(0) instanceof ListOf(DataType left)
                        && before.get(1) instanceof ListOf(DataType right)
                ? List.of(left, right)
                : null;
    }

    private static ScalarFunction function(
            String name, List<DataType> parameters, DataType result, LambdaKernel kernel) {
        return ScalarFunction.of(name, parameters, result, kernel).failing();
    }

    private static Optional<ScalarFunction> bindTransform(List<DataType> types) {
        if (!(types.getFirst() instanceof ListOf)) {
            return Optional.empty();
        }
        ListOf result = new ListOf(types.get(1));
        return Optional.of(
                function(
                        "transform",
                        types,
                        result,
                        (arguments, lambdas, rows) -> {
                            ListVector lists = (ListVector) arguments.getFirst().flatten();
                            Elements elements = Elements.of(lists, lists.offsets(), rows);
                            Vector values =
                                    lambdas.getFirst()
                                            .apply(
                                                    List.of(elements.of(lists.elements())),
                                                    elements.rows(),
                                                    elements.count());
                            return new ListVector(
                                    result, elements.offsets(), values, null, rows.rowCount());
                        }));
    }

    /// What is made of the elements and, for each, of what a predicate said.
    @FunctionalInterface
    private interface Use {
        Vector of(ListVector lists, Elements elements, Vector said, Rows rows);
    }

    private static Optional<ScalarFunction> bindPredicate(
            String name, List<DataType> types, DataType result, Use use) {
        if (!(types.getFirst() instanceof ListOf) || !isBoolean(types.get(1))) {
            return Optional.empty();
        }
        return Optional.of(
                function(
                        name,
                        List.of(types.getFirst(), BOOLEAN),
                        result,
                        (arguments, lambdas, rows) -> {
                            ListVector lists = (ListVector) arguments.getFirst().flatten();
                            Elements elements = Elements.of(lists, lists.offsets(), rows);
                            Vector said =
                                    lambdas.getFirst()
                                            .apply(
                                                    List.of(elements.of(lists.elements())),
                                                    elements.rows(),
                                                    elements.count());
                            return use.of(lists, elements, said.flatten(), rows);
                        }));
    }

    static boolean isBoolean(DataType type) {
        return type == BOOLEAN || type == DataType.UNKNOWN;
    }

    private static Vector kept(ListVector lists, Elements elements, Vector said, Rows rows) {
        boolean[] kept = ((BooleanVector) said).values();
        ListPicks picks = new ListPicks(rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            for (int at = elements.offsets()[row]; at < elements.offsets()[row + 1]; at++) {
                if (kept[at] && !said.isNull(at)) {
                    picks.add(0, elements.places()[at]);
                }
            }
            picks.end(row);
        }
        return picks.finish((ListOf) lists.type(), List.of(lists.elements()));
    }

    /// A function that is `found` where the predicate says `wanted` of some element, else null
    /// where it says null of one, else the opposite.
    private static ScalarFamily match(String name, String what, boolean wanted, boolean found) {
        return new LambdaFunctions.Family(
                name,
                2,
                name + "(array, x -> boolean) → boolean, whether it is " + what,
                ArrayLambdas::element,
                types ->
                        bindPredicate(
                                name,
                                types,
                                BOOLEAN,
                                (lists, elements, said, rows) ->
                                        matches(elements, said, rows, wanted, found)));
    }

    private static Vector matches(
            Elements elements, Vector said, Rows rows, boolean wanted, boolean found) {
        boolean[] values = ((BooleanVector) said).values();
        boolean[] out = new boolean[rows.rowCount()];
        long[] validity = Bitmaps.allSet(rows.rowCount());
        boolean nulls = false;
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            boolean unknown = false;
            boolean seen = false;
            int end = elements.offsets()[row + 1];
            for (int at = elements.offsets()[row]; at < end && !seen; at++) {
                boolean isNull = said.isNull(at);
                unknown |= isNull;
                seen = !isNull && values[at] == wanted;
            }
            out[row] = seen == found;
            if (!seen && unknown) {
                Bitmaps.clear(validity, row);
                nulls = true;
            }
        }
        return new BooleanVector(BOOLEAN, out, nulls ? validity : null, out.length);
    }

    private static Optional<ScalarFunction> bindZip(List<DataType> types) {
        if (pair(types.subList(0, 2), null) == null) {
            return Optional.empty();
        }
        ListOf result = new ListOf(types.get(2));
        return Optional.of(
                function(
                        "zip_with",
                        types,
                        result,
                        (arguments, lambdas, rows) ->
                                zipped(arguments, lambdas.getFirst(), rows, result)));
    }

    private static Vector zipped(List<Vector> arguments, Lambda lambda, Rows rows, ListOf result) {
        Padded padded = Padded.of(arguments, rows);
        Vector values = lambda.apply(padded.elements(), padded.rows(), padded.count());
        return new ListVector(result, padded.offsets(), values, null, rows.rowCount());
    }
}
