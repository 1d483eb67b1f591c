package dev.tarn.engine.function.nested;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.BOOLEAN;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.OverloadedFamily.Builder;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.ValueOrder;
import dev.tarn.engine.function.cast.Casts;
import dev.tarn.engine.kernel.Utf8;

import java.util.ArrayList;
import java.util.Arrays;
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
        families.addAll(
                List.of(
                        cardinality(),
                        at("element_at", false),
                        at("subscript", true),
                        contains(),
                        joined(),
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

    /// The element at an index, counted from the end if negative, or the value of a key. What is
    /// not there is null for element_at and an error for a subscript.
    private static ScalarFamily at(String name, boolean strict) {
        return family(name, "(array, bigint) or (map, key) → element or value")
                .binder(
                        2,
                        2,
                        types ->
                                switch (types.getFirst()) {
                                    case ListOf list ->
                                            Optional.of(
                                                    ScalarFunction.of(
                                                                    name,
                                                                    List.of(list, BIGINT),
                                                                    list.element(),
                                                                    (arguments, rows, context) ->
                                                                            element(
                                                                                    strict,
                                                                                    arguments,
                                                                                    rows))
                                                            .failing());
                                    case MapOf map ->
                                            Optional.of(
                                                    ScalarFunction.of(
                                                                    name,
                                                                    List.of(map, map.key()),
                                                                    map.value(),
                                                                    (arguments, rows, context) ->
                                                                            value(
                                                                                    strict,
                                                                                    arguments,
                                                                                    rows))
                                                            .failing());
                                    default -> Optional.empty();
                                })
                .build();
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

    private static ScalarFamily contains() {
        return family("contains", "(array, element) or (varchar, varchar part) → boolean")
                .pure(
                        List.of(STRING, STRING),
                        BOOLEAN,
                        (arguments, rows, context) -> containsText(arguments, rows))
                .binder(
                        2,
                        2,
                        types ->
                                types.getFirst() instanceof ListOf(DataType element)
                                        ? Coercions.common(element, types.get(1))
                                                .map(type ->
                                                        ScalarFunction.of(
                                                                "contains",
                                                                List.of(new ListOf(type), type),
                                                                BOOLEAN,
                                                                (arguments, rows, context) ->
                                                                        containsElement(
                                                                                arguments, rows)))
                                        : Optional.empty())
                .build();
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

    private static ScalarFamily joined() {
        return family("array_join", "(array, varchar delimiter[, varchar for null]) → varchar")
                .binder(
                        2,
                        3,
                        types -> {
                            if (!(types.getFirst() instanceof ListOf list)
                                    || list.element() != STRING
                                            && !Casts.isSupported(list.element(), STRING)) {
                                return Optional.empty();
                            }
                            List<DataType> parameters = new ArrayList<>(List.of(list));
                            parameters.addAll(Collections.nCopies(types.size() - 1, STRING));
                            ScalarFunction toText =
                                    Casts.isSupported(list.element(), STRING)
                                                    && list.element() != STRING
                                            ? Casts.function(list.element(), STRING, false)
                                            : null;
                            return Optional.of(
                                    ScalarFunction.of(
                                            "array_join",
                                            parameters,
                                            STRING,
                                            (arguments, rows, context) -> {
                                                ListVector lists =
                                                        (ListVector) arguments.getFirst().flatten();
                                                FlatVector elements = lists.elements().flatten();
                                                FlatVector texts =
                                                        toText == null
                                                                ? elements
                                                                : toText.kernel()
                                                                        .apply(
                                                                                List.of(elements),
                                                                                Rows.all(
                                                                                        elements
                                                                                                .length()),
                                                                                context)
                                                                        .flatten()
                                                                        .withValidity(
                                                                                elements
                                                                                        .validity());
                                                return join(
                                                        lists,
                                                        (BytesVector) texts,
                                                        arguments,
                                                        rows);
                                            }));
                        })
                .build();
    }

    private static Vector join(
            ListVector lists, BytesVector elements, List<Vector> arguments, Rows rows) {
        Bytes delimiters = Args.bytes(arguments.get(1));
        Bytes forNull = arguments.size() > 2 ? Args.bytes(arguments.get(2)) : null;
        BytesOut out = new BytesOut(rows.rowCount(), elements.data().length);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            boolean first = true;
            for (int at = lists.offsets()[row]; at < lists.offsets()[row + 1]; at++) {
                boolean isNull = elements.isNull(at);
                if (isNull && forNull == null) {
                    continue;
                }
                if (!first) {
                    out.append(delimiters.data(), delimiters.from(row), delimiters.to(row));
                }
                first = false;
                if (isNull && forNull != null) {
                    out.append(forNull.data(), forNull.from(row), forNull.to(row));
                } else {
                    out.append(elements.data(), elements.offsets()[at], elements.offsets()[at + 1]);
                }
            }
        }
        return out.finish(STRING, null);
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
