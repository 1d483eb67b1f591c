package dev.tarn.engine.function.nested;

import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.ValueOrder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Maps out of entries: `MAP[k, v, …]` and `map(keys, values)`. Keys must not be null, nor occur
/// twice.
final class MapFunctions {
    private MapFunctions() {}

    static List<ScalarFamily> families() {
        return List.of(
                OverloadedFamily.family(
                                "map_constructor",
                                "map_constructor(key, value, …) → map; also written MAP[key, value,"
                                        + " …]")
                        .binder(2, Integer.MAX_VALUE, MapFunctions::bindEntries)
                        .build(),
                OverloadedFamily.family(
                                "map", "map(array of keys, array of values) → map; map() is empty")
                        .pure(
                                List.of(),
                                new MapOf(DataType.UNKNOWN, DataType.UNKNOWN),
                                (arguments, rows, context) -> none(rows))
                        .binder(2, 2, MapFunctions::bindArrays)
                        .build());
    }

    private static Optional<ScalarFunction> bindEntries(List<DataType> types) {
        if (types.size() % 2 != 0) {
            return Optional.empty();
        }
        List<DataType> keys = new ArrayList<>();
        List<DataType> values = new ArrayList<>();
        for (int i = 0; i < types.size(); i += 2) {
            keys.add(types.get(i));
            values.add(types.get(i + 1));
        }
        Optional<DataType> key = Coercions.common(keys);
        Optional<DataType> value = Coercions.common(values);
        if (key.isEmpty() || value.isEmpty()) {
            return Optional.empty();
        }
        MapOf result = new MapOf(key.get(), value.get());
        List<DataType> parameters = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            parameters.add(i % 2 == 0 ? result.key() : result.value());
        }
        return Optional.of(
                ScalarFunction.of(
                                "map_constructor",
                                parameters,
                                result,
                                (arguments, rows, context) -> entries(result, arguments, rows))
                        .seeingNulls()
                        .failing());
    }

    private static Vector entries(MapOf type, List<Vector> arguments, Rows rows) {
        int width = arguments.size() / 2;
        int total = Math.multiplyExact(rows.selectedCount(), width);
        int[] offsets = new int[rows.rowCount() + 1];
        int[] keyFrom = new int[total];
        int[] valueFrom = new int[total];
        int[] at = new int[total];
        int next = 0;
        int selected = 0;
        for (int row = 0; row < rows.rowCount(); row++) {
            if (selected < rows.selectedCount() && rows.row(selected) == row) {
                selected++;
                for (int entry = 0; entry < width; entry++) {
                    keyFrom[next] = 2 * entry;
                    valueFrom[next] = 2 * entry + 1;
                    at[next++] = row;
                }
            }
            offsets[row + 1] = next;
        }
        // Sources are picked by argument; those of the other kind are never asked.
        List<Vector> keys = new ArrayList<>();
        List<Vector> values = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            keys.add(arguments.get(i % 2 == 0 ? i : 0));
            values.add(arguments.get(i % 2 == 0 ? 1 : i));
        }
        MapVector maps =
                new MapVector(
                        type,
                        offsets,
                        Interleave.of(type.key(), keys, keyFrom, at, total),
                        Interleave.of(type.value(), values, valueFrom, at, total),
                        null,
                        rows.rowCount());
        check(maps, rows);
        return maps;
    }

    private static Vector none(Rows rows) {
        MapVector empty =
                new MapVector(
                        new MapOf(DataType.UNKNOWN, DataType.UNKNOWN),
                        new int[2],
                        Vectors.nulls(DataType.UNKNOWN, 0),
                        Vectors.nulls(DataType.UNKNOWN, 0),
                        null,
                        1);
        return new ConstantVector(empty, rows.rowCount());
    }

    private static Optional<ScalarFunction> bindArrays(List<DataType> types) {
        if (!(types.get(0) instanceof ListOf(DataType key))
                || !(types.get(1) instanceof ListOf(DataType value))) {
            return Optional.empty();
        }
        MapOf result = new MapOf(key, value);
        return Optional.of(
                ScalarFunction.of(
                                "map",
                                types,
                                result,
                                (arguments, rows, context) -> arrays(result, arguments, rows))
                        .failing());
    }

    private static Vector arrays(MapOf type, List<Vector> arguments, Rows rows) {
        ListVector keys = (ListVector) arguments.get(0).flatten();
        ListVector values = (ListVector) arguments.get(1).flatten();
        int[] offsets = new int[rows.rowCount() + 1];
        int selected = 0;
        int total = 0;
        for (int row = 0; row < rows.rowCount(); row++) {
            if (selected < rows.selectedCount() && rows.row(selected) == row) {
                selected++;
                int count = keys.offsets()[row + 1] - keys.offsets()[row];
                int valueCount = values.offsets()[row + 1] - values.offsets()[row];
                if (count != valueCount) {
                    throw invalid(
                            "map: there are %d keys and %d values".formatted(count, valueCount));
                }
                total = Math.addExact(total, count);
            }
            offsets[row + 1] = total;
        }
        int[] from = new int[total];
        int[] keyRows = new int[total];
        int[] valueRows = new int[total];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            for (int at = offsets[row]; at < offsets[row + 1]; at++) {
                keyRows[at] = keys.offsets()[row] + at - offsets[row];
                valueRows[at] = values.offsets()[row] + at - offsets[row];
            }
        }
        MapVector maps =
                new MapVector(
                        type,
                        offsets,
                        Interleave.of(type.key(), List.of(keys.elements()), from, keyRows, total),
                        Interleave.of(
                                type.value(), List.of(values.elements()), from, valueRows, total),
                        null,
                        rows.rowCount());
        check(maps, rows);
        return maps;
    }

    /// Refuses keys that are null or stand twice in one map.
    static void check(MapVector maps, Rows rows) {
        FlatVector keys = maps.keys().flatten();
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            for (int at = maps.offsets()[row]; at < maps.offsets()[row + 1]; at++) {
                if (keys.isNull(at)) {
                    throw invalid("A map's key must not be null");
                }
                if (ValueOrder.find(maps, row, keys, at) != at) {
                    throw invalid(
                            "A map's keys must differ; %s is there twice"
                                    .formatted(JavaValues.value(keys, at)));
                }
            }
        }
    }

    private static SqlException invalid(String message) {
        return new SqlException(ErrorCode.INVALID_FUNCTION_ARGUMENT, message);
    }
}
