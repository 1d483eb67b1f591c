package dev.tarn.engine.function.nested;

import static dev.tarn.columnar.DataType.BIGINT;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.OverloadedFamily.Builder;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The families of functions over arrays, maps and rows.
public final class NestedFunctions {
    private NestedFunctions() {}

    public static List<ScalarFamily> families() {
        List<ScalarFamily> families = new ArrayList<>(MapFunctions.families());
        families.addAll(ArrayFunctions.families());
        families.addAll(ArraySets.families());
        families.addAll(LambdaFunctions.families());
        families.addAll(ArrayPieces.families());
        families.addAll(MapEntries.families());
        families.addAll(
                List.of(
                        cardinality(),
                        ElementFunctions.at("element_at", false),
                        ElementFunctions.at("subscript", true),
                        ElementFunctions.contains(),
                        ArrayJoin.family(),
                        entries("map_keys", true),
                        entries("map_values", false),
                        array(),
                        Sequences.family(),
                        row()));
        return families;
    }

    private static Builder family(String name, String signature) {
        return OverloadedFamily.family(name, name + signature);
    }

    private static ScalarFamily cardinality() {
        return family("cardinality", "(array or map) → bigint")
                .binder(
                        1,
                        1,
                        types ->
                                types.getFirst() instanceof ListOf
                                                || types.getFirst() instanceof MapOf
                                        ? Optional.of(
                                                ScalarFunction.of(
                                                        "cardinality",
                                                        types,
                                                        BIGINT,
                                                        (arguments, rows, context) ->
                                                                counts(arguments.getFirst(), rows)))
                                        : Optional.empty())
                .build();
    }

    private static Vector counts(Vector vector, Rows rows) {
        int[] offsets =
                vector.flatten() instanceof ListVector list
                        ? list.offsets()
                        : ((MapVector) vector.flatten()).offsets();
        long[] out = new long[rows.rowCount()];
        for (int row = 0; row < out.length; row++) {
            out[row] = (long) offsets[row + 1] - offsets[row];
        }
        return new LongVector(BIGINT, out);
    }

    private static ScalarFamily entries(String name, boolean keys) {
        return family(name, "(map) → array")
                .binder(
                        1,
                        1,
                        types ->
                                types.getFirst() instanceof MapOf(DataType key, DataType value)
                                        ? Optional.of(
                                                ScalarFunction.of(
                                                        name,
                                                        types,
                                                        new ListOf(keys ? key : value),
                                                        (arguments, rows, context) -> {
                                                            MapVector maps =
                                                                    (MapVector)
                                                                            arguments
                                                                                    .getFirst()
                                                                                    .flatten();
                                                            return new ListVector(
                                                                    new ListOf(keys ? key : value),
                                                                    maps.offsets(),
                                                                    keys
                                                                            ? maps.keys()
                                                                            : maps.values(),
                                                                    maps.validity(),
                                                                    maps.length());
                                                        }))
                                        : Optional.empty())
                .build();
    }

    private static ScalarFamily array() {
        return family("array_constructor", "(x, x, …) → array(x); also written ARRAY[x, …]")
                .binder(
                        0,
                        Integer.MAX_VALUE,
                        types -> {
                            Optional<DataType> element =
                                    types.isEmpty()
                                            ? Optional.of(DataType.UNKNOWN)
                                            : Coercions.common(types);
                            return element.map(type ->
                                    ScalarFunction.of(
                                                    "array",
                                                    Collections.nCopies(types.size(), type),
                                                    new ListOf(type),
                                                    (arguments, rows, context) ->
                                                            lists(type, arguments, rows))
                                            .seeingNulls());
                        })
                .build();
    }

    private static Vector lists(DataType element, List<Vector> arguments, Rows rows) {
        int width = arguments.size();
        int total = Math.multiplyExact(rows.rowCount(), width);
        int[] offsets = new int[rows.rowCount() + 1];
        int[] from = new int[total];
        int[] at = new int[total];
        for (int row = 0; row < rows.rowCount(); row++) {
            offsets[row + 1] = (row + 1) * width;
            for (int argument = 0; argument < width; argument++) {
                from[row * width + argument] = argument;
                at[row * width + argument] = row;
            }
        }
        return new ListVector(
                new ListOf(element),
                offsets,
                Interleave.of(element, arguments, from, at, total),
                null,
                rows.rowCount());
    }

    private static ScalarFamily row() {
        return family("row", "(x, y, …) → row of fields without names")
                .binder(
                        1,
                        Integer.MAX_VALUE,
                        types -> {
                            List<DataType.Field> fields = new ArrayList<>();
                            for (DataType type : types) {
                                fields.add(new DataType.Field("", type));
                            }
                            DataType.StructOf result = new DataType.StructOf(fields);
                            return Optional.of(
                                    ScalarFunction.of(
                                                    "row",
                                                    types,
                                                    result,
                                                    (arguments, rows, context) ->
                                                            new StructVector(
                                                                    result,
                                                                    arguments,
                                                                    null,
                                                                    rows.rowCount()))
                                            .seeingNulls());
                        })
                .build();
    }
}
