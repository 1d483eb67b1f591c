package dev.tarn.engine.function.nested;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.LambdaKernel;
import dev.tarn.engine.function.LambdaKernel.Lambda;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// reduce: the first elements of all arrays of a batch are added to their states together, then the
/// second ones, and so on.
final class Reduction {
    private Reduction() {}

    static LambdaFunctions.Family family() {
        return new LambdaFunctions.Family(
                "reduce",
                4,
                "reduce(array, state, (state, x) -> state, state -> y) → y of the state after all"
                        + " elements",
                Reduction::parameters,
                Reduction::bind);
    }

    private static @Nullable List<DataType> parameters(
            List<DataType> before, @Nullable DataType result) {
        if (before.size() < 2 || !(before.getFirst() instanceof ListOf(DataType element))) {
            return null;
        }
        if (before.size() == 3) {
            return Coercions.common(before.get(1), before.get(2)).map(List::of).orElse(null);
        }
        DataType state = before.get(1);
        DataType wide = result == null ? state : Coercions.common(state, result).orElse(state);
        return before.size() == 2 ? List.of(wide, element) : null;
    }

    private static Optional<ScalarFunction> bind(List<DataType> types) {
        if (!(types.getFirst() instanceof ListOf)) {
            return Optional.empty();
        }
        LambdaKernel kernel = Reduction::apply;
        return Coercions.common(types.get(1), types.get(2))
                .map(state ->
                        ScalarFunction.of(
                                        "reduce",
                                        List.of(types.getFirst(), state, state, types.get(3)),
                                        types.get(3),
                                        kernel)
                                .failing()
                                .seeingNulls());
    }

    private static Vector apply(List<Vector> arguments, List<Lambda> lambdas, Rows rows) {
        ListVector lists = (ListVector) arguments.getFirst().flatten();
        Lambda step = lambdas.getFirst();
        Vector states = arguments.get(1);
        int[] open = new int[rows.selectedCount()];
        int present = 0;
        for (int i = 0; i < open.length; i++) {
            open[present] = rows.row(i);
            present += lists.isNull(rows.row(i)) ? 0 : 1;
        }
        int[] all = Arrays.copyOf(open, present);
        int left = longer(lists, open, present, 0);
        for (int at = 0; left > 0; at++) {
            Vector stepped =
                    step.apply(
                            List.of(states.take(open, left), elements(lists, open, left, at)),
                            open,
                            left);
            states = replaced(states, stepped, open, left);
            left = longer(lists, open, left, at + 1);
        }
        Vector results = lambdas.get(1).apply(List.of(states.take(all, present)), all, present);
        return spread(results, all, present, rows.rowCount());
    }

    /// Keeps those of `rows[0..count)` whose arrays have more than `size` elements; how many.
    private static int longer(ListVector lists, int[] rows, int count, int size) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            rows[kept] = row;
            kept += lists.offsets()[row + 1] - lists.offsets()[row] > size ? 1 : 0;
        }
        return kept;
    }

    private static Vector elements(ListVector lists, int[] rows, int count, int at) {
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            places[i] = lists.offsets()[rows[i]] + at;
        }
        return lists.elements().take(places, count);
    }

    /// `states`, of which those at `rows[0..count)` are the ones of `stepped`.
    private static Vector replaced(Vector states, Vector stepped, int[] rows, int count) {
        int length = states.length();
        if (count == length) {
            return stepped;
        }
        int[] from = new int[length];
        int[] places = new int[length];
        Arrays.setAll(places, row -> row);
        for (int i = 0; i < count; i++) {
            from[rows[i]] = 1;
            places[rows[i]] = i;
        }
        return Interleave.of(states.type(), List.of(states, stepped), from, places, length);
    }

    /// Value `i` at `rows[i]`, and nulls elsewhere.
    private static Vector spread(Vector values, int[] rows, int count, int length) {
        if (count == length) {
            return values;
        }
        if (count == 0) {
            return Vectors.nulls(values.type(), length);
        }
        int[] from = new int[length];
        int[] places = new int[length];
        Arrays.fill(from, -1);
        for (int i = 0; i < count; i++) {
            from[rows[i]] = 0;
            places[rows[i]] = i;
        }
        return Interleave.of(values.type(), List.of(values), from, places, length);
    }
}
