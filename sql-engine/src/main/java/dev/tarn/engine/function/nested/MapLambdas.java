package dev.tarn.engine.function.nested;

import static dev.tarn.columnar.DataType.BOOLEAN;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.LambdaKernel;
import dev.tarn.engine.function.LambdaKernel.Lambda;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.ValueOrder;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Lambdas over the entries of maps, computed for all entries of a batch together.
final class MapLambdas {
    private MapLambdas() {}

    static List<ScalarFamily> families() {
        return List.of(
                new LambdaFunctions.Family(
                        "transform_keys",
                        2,
                        "transform_keys(map, (key, value) -> key) → map",
                        MapLambdas::entry,
                        types -> bindTransform("transform_keys", types, true)),
                new LambdaFunctions.Family(
                        "transform_values",
                        2,
                        "transform_values(map, (key, value) -> value) → map",
                        MapLambdas::entry,
                        types -> bindTransform("transform_values", types, false)),
                new LambdaFunctions.Family(
                        "map_filter",
                        2,
                        "map_filter(map, (key, value) -> boolean) → map of those for which it is"
                                + " true",
                        MapLambdas::entry,
                        MapLambdas::bindFilter),
                new LambdaFunctions.Family(
                        "map_zip_with",
                        3,
                        "map_zip_with(map, map, (key, value, value) -> value) → map of all keys,"
                                + " nulls where one has no such key",
                        MapLambdas::pair,
                        MapLambdas::bindZip));
    }

    private static @Nullable List<DataType> entry(
            List<DataType> before, @Nullable DataType result) {
        return before.size() == 1
                        && before.getFirst() instanceof MapOf(DataType key, DataType value)
                ? List.of(key, value)
                : null;
    }

    private static @Nullable List<DataType> pair(List<DataType> before, @Nullable DataType result) {
        return before.size() == 2
                        && before.get(0) instanceof MapOf(DataType key, DataType left)
                        && before.get(1) instanceof MapOf(DataType other, DataType right)
                        && key.equals(other)
                ? List.of(key, left, right)
                : null;
    }

    private static ScalarFunction function(
            String name, List<DataType> parameters, DataType result, LambdaKernel kernel) {
        return ScalarFunction.of(name, parameters, result, kernel).failing();
    }

    private static Optional<ScalarFunction> bindTransform(
            String name, List<DataType> types, boolean keys) {
        if (!(types.getFirst() instanceof MapOf(DataType key, DataType value))) {
            return Optional.empty();
        }
        MapOf result = keys ? new MapOf(types.get(1), value) : new MapOf(key, types.get(1));
        return Optional.of(
                function(
                        name,
                        types,
                        result,
                        (arguments, lambdas, rows) ->
                                transformed(
                                        (MapVector) arguments.getFirst().flatten(),
                                        lambdas.getFirst(),
                                        rows,
                                        result,
                                        keys)));
    }

    private static Vector transformed(
            MapVector maps, Lambda lambda, Rows rows, MapOf result, boolean changesKeys) {
        Elements entries = Elements.of(maps, maps.offsets(), rows);
        Vector keys = entries.of(maps.keys());
        Vector values = entries.of(maps.values());
        Vector changed = lambda.apply(List.of(keys, values), entries.rows(), entries.count());
        MapVector made =
                new MapVector(
                        result,
                        entries.offsets(),
                        changesKeys ? changed.flatten() : keys,
                        changesKeys ? values : changed,
                        null,
                        rows.rowCount());
        if (changesKeys) {
            MapFunctions.check(made, rows);
        }
        return made;
    }

    private static Optional<ScalarFunction> bindFilter(List<DataType> types) {
        if (!(types.getFirst() instanceof MapOf result) || !ArrayLambdas.isBoolean(types.get(1))) {
            return Optional.empty();
        }
        return Optional.of(
                function(
                        "map_filter",
                        List.of(result, BOOLEAN),
                        result,
                        (arguments, lambdas, rows) ->
                                filtered(
                                        (MapVector) arguments.getFirst().flatten(),
                                        lambdas.getFirst(),
                                        rows)));
    }

    private static Vector filtered(MapVector maps, Lambda lambda, Rows rows) {
        Elements entries = Elements.of(maps, maps.offsets(), rows);
        FlatVector said =
                lambda.apply(
                                List.of(entries.of(maps.keys()), entries.of(maps.values())),
                                entries.rows(),
                                entries.count())
                        .flatten();
        boolean[] kept = ((BooleanVector) said).values();
        int[] offsets = new int[rows.rowCount() + 1];
        int[] places = new int[entries.count()];
        int count = 0;
        for (int row = 0; row < rows.rowCount(); row++) {
            for (int at = entries.offsets()[row]; at < entries.offsets()[row + 1]; at++) {
                places[count] = entries.places()[at];
                count += kept[at] && !said.isNull(at) ? 1 : 0;
            }
            offsets[row + 1] = count;
        }
        return new MapVector(
                maps.type(),
                offsets,
                maps.keys().take(places, count),
                maps.values().take(places, count),
                null,
                rows.rowCount());
    }

    private static Optional<ScalarFunction> bindZip(List<DataType> types) {
        if (pair(types.subList(0, 2), null) == null) {
            return Optional.empty();
        }
        MapOf result = new MapOf(((MapOf) types.getFirst()).key(), types.get(2));
        return Optional.of(
                function(
                        "map_zip_with",
                        types,
                        result,
                        (arguments, lambdas, rows) ->
                                new Zip(
                                                (MapVector) arguments.get(0).flatten(),
                                                (MapVector) arguments.get(1).flatten(),
                                                rows)
                                        .with(lambdas.getFirst(), result)));
    }

    /// The entries of two maps by their keys: those of the left one, then what only the right one
    /// has.
    private static final class Zip {
        private final MapVector left;
        private final MapVector right;
        private final Rows rows;
        private final int[] offsets;
        private int[] origins = new int[64];
        private int[] lefts = new int[64];
        private int[] rights = new int[64];
        private int count;

        Zip(MapVector left, MapVector right, Rows rows) {
            this.left = left;
            this.right = right;
            this.rows = rows;
            this.offsets = new int[rows.rowCount() + 1];
        }

        Vector with(Lambda lambda, MapOf type) {
            FlatVector leftKeys = left.keys().flatten();
            FlatVector rightKeys = right.keys().flatten();
            int ended = 0;
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                Arrays.fill(offsets, ended + 1, row + 1, count);
                for (int at = left.offsets()[row]; at < left.offsets()[row + 1]; at++) {
                    add(row, at, ValueOrder.find(right, row, leftKeys, at));
                }
                for (int at = right.offsets()[row]; at < right.offsets()[row + 1]; at++) {
                    if (ValueOrder.find(left, row, rightKeys, at) < 0) {
                        add(row, -1, at);
                    }
                }
                ended = row + 1;
                offsets[ended] = count;
            }
            Arrays.fill(offsets, ended + 1, offsets.length, count);
            FlatVector keys = keys(type.key(), leftKeys, rightKeys);
            List<FlatVector> parameters = List.of(keys, values(left, lefts), values(right, rights));
            Vector values = lambda.apply(parameters, origins, count);
            return new MapVector(type, offsets, keys, values, null, rows.rowCount());
        }

        private void add(int row, int leftEntry, int rightEntry) {
            if (count == origins.length) {
                origins = Arrays.copyOf(origins, 2 * count);
                lefts = Arrays.copyOf(lefts, 2 * count);
                rights = Arrays.copyOf(rights, 2 * count);
            }
            origins[count] = row;
            lefts[count] = leftEntry;
            rights[count++] = rightEntry;
        }

        private FlatVector keys(DataType type, FlatVector leftKeys, FlatVector rightKeys) {
            int[] from = new int[count];
            int[] places = new int[count];
            for (int at = 0; at < count; at++) {
                from[at] = lefts[at] < 0 ? 1 : 0;
                places[at] = lefts[at] < 0 ? rights[at] : lefts[at];
            }
            return Interleave.of(type, List.of(leftKeys, rightKeys), from, places, count);
        }

        /// The values of one map, nulls where it has no entry.
        private FlatVector values(MapVector map, int[] entries) {
            int[] from = new int[count];
            int[] places = new int[count];
            for (int at = 0; at < count; at++) {
                from[at] = entries[at] < 0 ? -1 : 0;
                places[at] = Math.max(0, entries[at]);
            }
            DataType type = ((MapOf) map.type()).value();
            return Interleave.of(type, List.of(map.values()), from, places, count);
        }
    }
}
