package dev.tarn.engine.function.nested;

import static dev.tarn.columnar.DataType.BIGINT;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.DataType.StructOf;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.OverloadedFamily.Overload;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.ScalarFunction.Kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Maps as arrays of their entries and back, and arrays side by side.
final class MapEntries {
    private static final int MAX_ZIPPED = 8;

    private MapEntries() {}

    static List<ScalarFamily> families() {
        return List.of(
                family("map_entries", "(map) → array(row(key, value))", 1, MapEntries::bindEntries),
                family(
                        "map_from_entries",
                        "(array(row(key, value))) → map",
                        1,
                        types -> bindMap("map_from_entries", types, false)),
                family(
                        "multimap_from_entries",
                        "(array(row(key, value))) → map of each key to its values",
                        1,
                        types -> bindMap("multimap_from_entries", types, true)),
                family(
                        "map_concat",
                        "(map, map, …) → map; of a key the value of the last that has it",
                        Integer.MAX_VALUE,
                        MapEntries::bindConcat),
                family(
                        "array_histogram",
                        "(array) → map of each element to how often it is there",
                        1,
                        MapEntries::bindHistogram),
                family(
                        "zip",
                        "(array, array, …) → array of rows, nulls where one is shorter",
                        MAX_ZIPPED,
                        MapEntries::bindZip));
    }

    private static ScalarFamily family(String name, String signature, int most, Overload overload) {
        int least = most == 1 ? 1 : 2;
        return OverloadedFamily.family(name, name + signature)
                .binder(least, most, overload)
                .build();
    }

    private static SqlException invalid(String message) {
        return new SqlException(ErrorCode.INVALID_FUNCTION_ARGUMENT, message);
    }

    private static StructOf row(List<DataType> types) {
        return new StructOf(types.stream().map(type -> new Field("", type)).toList());
    }

    private static Optional<ScalarFunction> bindEntries(List<DataType> types) {
        if (!(types.getFirst() instanceof MapOf(DataType key, DataType value))) {
            return Optional.empty();
        }
        StructOf row = row(List.of(key, value));
        ListOf result = new ListOf(row);
        return Optional.of(
                ScalarFunction.of(
                        "map_entries",
                        types,
                        result,
                        (arguments, rows, context) -> {
                            MapVector maps = (MapVector) arguments.getFirst().flatten();
                            Elements entries = Elements.of(maps, maps.offsets(), rows);
                            List<Vector> fields =
                                    List.of(entries.of(maps.keys()), entries.of(maps.values()));
                            return new ListVector(
                                    result,
                                    entries.offsets(),
                                    new StructVector(row, fields, null, entries.count()),
                                    null,
                                    rows.rowCount());
                        }));
    }

    private static Optional<ScalarFunction> bindMap(
            String name, List<DataType> types, boolean several) {
        if (!(types.getFirst() instanceof ListOf(StructOf row)) || row.fields().size() != 2) {
            return Optional.empty();
        }
        DataType key = row.fields().get(0).type();
        DataType value = row.fields().get(1).type();
        MapOf result = new MapOf(key, several ? new ListOf(value) : value);
        Kernel kernel =
                (arguments, rows, context) ->
                        maps(
                                name,
                                (ListVector) arguments.getFirst().flatten(),
                                rows,
                                result,
                                several);
        return Optional.of(ScalarFunction.of(name, types, result, kernel).failing());
    }

    private static Vector maps(
            String name, ListVector lists, Rows rows, MapOf type, boolean several) {
        StructVector entries = (StructVector) lists.elements().flatten();
        Vector keys = entries.fields().get(0);
        Grouping groups = new Grouping(keys, rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            groups.start(lists.offsets()[row + 1] - lists.offsets()[row]);
            for (int at = lists.offsets()[row]; at < lists.offsets()[row + 1]; at++) {
                if (entries.isNull(at) || keys.isNull(at)) {
                    throw invalid(name + ": an entry and its key must not be null");
                }
                if (!groups.add(at) && !several) {
                    throw invalid(name + ": a key is there twice");
                }
            }
            groups.end(row);
        }
        Vector values = entries.fields().get(1);
        return groups.finish(
                type,
                several ? groups.lists((ListOf) type.value(), values) : groups.firsts(values));
    }

    private static Optional<ScalarFunction> bindHistogram(List<DataType> types) {
        if (!(types.getFirst() instanceof ListOf(DataType element))) {
            return Optional.empty();
        }
        MapOf result = new MapOf(element, BIGINT);
        return Optional.of(
                ScalarFunction.of(
                        "array_histogram",
                        types,
                        result,
                        (arguments, rows, context) ->
                                histograms(
                                        (ListVector) arguments.getFirst().flatten(),
                                        rows,
                                        result)));
    }

    private static Vector histograms(ListVector lists, Rows rows, MapOf type) {
        Vector elements = lists.elements();
        Grouping groups = new Grouping(elements, rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            groups.start(lists.offsets()[row + 1] - lists.offsets()[row]);
            for (int at = lists.offsets()[row]; at < lists.offsets()[row + 1]; at++) {
                if (!elements.isNull(at)) {
                    groups.add(at);
                }
            }
            groups.end(row);
        }
        return groups.finish(type, groups.counts());
    }

    private static Optional<ScalarFunction> bindConcat(List<DataType> types) {
        if (!types.stream().allMatch(MapOf.class::isInstance)) {
            return Optional.empty();
        }
        return Coercions.common(types)
                .map(map ->
                        ScalarFunction.of(
                                "map_concat",
                                Collections.nCopies(types.size(), map),
                                map,
                                (arguments, rows, context) ->
                                        joined(arguments, rows, (MapOf) map)));
    }

    private static Vector joined(List<Vector> arguments, Rows rows, MapOf type) {
        List<MapVector> maps = arguments.stream().map(one -> (MapVector) one.flatten()).toList();
        ElementSet seen = new ElementSet(maps.stream().map(MapVector::keys).toList());
        ListPicks picks = new ListPicks(rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            seen.clear(maps.stream().mapToInt(map -> size(map, row)).sum());
            for (int source = maps.size() - 1; source >= 0; source--) {
                int[] offsets = maps.get(source).offsets();
                for (int at = offsets[row]; at < offsets[row + 1]; at++) {
                    if (seen.add(source, at)) {
                        picks.add(source, at);
                    }
                }
            }
            picks.end(row);
        }
        ListVector keys =
                picks.finish(new ListOf(type.key()), maps.stream().map(MapVector::keys).toList());
        ListVector values =
                picks.finish(
                        new ListOf(type.value()), maps.stream().map(MapVector::values).toList());
        return new MapVector(
                type, keys.offsets(), keys.elements(), values.elements(), null, rows.rowCount());
    }

    private static int size(MapVector map, int row) {
        return map.offsets()[row + 1] - map.offsets()[row];
    }

    private static Optional<ScalarFunction> bindZip(List<DataType> types) {
        List<DataType> fields = new ArrayList<>();
        for (DataType type : types) {
            if (!(type instanceof ListOf(DataType element))) {
                return Optional.empty();
            }
            fields.add(element);
        }
        StructOf row = row(fields);
        return Optional.of(
                ScalarFunction.of(
                        "zip",
                        types,
                        new ListOf(row),
                        (arguments, rows, context) -> zipped(arguments, rows, row)));
    }

    private static Vector zipped(List<Vector> arguments, Rows rows, StructOf type) {
        Padded padded = Padded.of(arguments, rows);
        return new ListVector(
                new ListOf(type),
                padded.offsets(),
                new StructVector(type, List.copyOf(padded.elements()), null, padded.count()),
                null,
                rows.rowCount());
    }
}
