package dev.tarn.engine.function.cast;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.DataType.StructOf;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.cast.Casts.Cast;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Conversions of lists, maps and structs, element by element. What cannot be converted inside is
/// an error for CAST; for TRY_CAST it makes the element null, not the whole.
final class NestedCasts {
    private NestedCasts() {}

    static @Nullable Cast cast(DataType from, DataType to) {
        return switch (from) {
            case ListOf(DataType element) when to instanceof ListOf target -> list(element, target);
            case MapOf map when to instanceof MapOf target -> map(map, target);
            case StructOf struct when to instanceof StructOf target -> struct(struct, target);
            default -> null;
        };
    }

    /// The conversion of an element; one that changes nothing for equal types.
    private static @Nullable Cast inner(DataType from, DataType to) {
        return from.equals(to)
                ? Cast.always((values, rows, failures, context) -> values)
                : Casts.cast(from, to);
    }

    private static Vector convert(
            Cast cast, Vector values, DataType to, Failures outer, FunctionContext context) {
        FlatVector flat = values.flatten();
        Failures failures = outer.inside(values.type(), to, flat.length());
        Rows rows = Rows.all(flat.length()).where(flat.validity());
        FlatVector converted = cast.converter().convert(flat, rows, failures, context).flatten();
        return failures.applyTo(
                converted.withValidity(
                        dev.tarn.columnar.Bitmaps.and(
                                flat.validity(), converted.validity(), flat.length())));
    }

    private static @Nullable Cast list(DataType element, ListOf to) {
        Cast inner = inner(element, to.element());
        if (inner == null) {
            return null;
        }
        return new Cast(
                (values, rows, failures, context) -> {
                    ListVector in = (ListVector) compacted(values, rows);
                    return new ListVector(
                            to,
                            in.offsets(),
                            convert(inner, in.elements(), to.element(), failures, context),
                            in.validity(),
                            in.length());
                },
                inner.fallible());
    }

    private static @Nullable Cast map(MapOf from, MapOf to) {
        Cast key = inner(from.key(), to.key());
        Cast value = inner(from.value(), to.value());
        if (key == null || value == null) {
            return null;
        }
        return new Cast(
                (values, rows, failures, context) -> {
                    MapVector in = (MapVector) compacted(values, rows);
                    return new MapVector(
                            to,
                            in.offsets(),
                            convert(key, in.keys(), to.key(), failures, context),
                            convert(value, in.values(), to.value(), failures, context),
                            in.validity(),
                            in.length());
                },
                key.fallible() || value.fallible());
    }

    private static @Nullable Cast struct(StructOf from, StructOf to) {
        if (from.fields().size() != to.fields().size()) {
            return null;
        }
        List<Cast> casts = new ArrayList<>();
        boolean fallible = false;
        for (int i = 0; i < to.fields().size(); i++) {
            Cast cast = inner(from.fields().get(i).type(), to.fields().get(i).type());
            if (cast == null) {
                return null;
            }
            casts.add(cast);
            fallible |= cast.fallible();
        }
        return new Cast(
                (values, rows, failures, context) -> {
                    StructVector in = (StructVector) compacted(values, rows);
                    List<Vector> fields = new ArrayList<>();
                    for (int i = 0; i < casts.size(); i++) {
                        fields.add(
                                convert(
                                        casts.get(i),
                                        in.fields().get(i),
                                        to.fields().get(i).type(),
                                        failures,
                                        context));
                    }
                    return new StructVector(to, fields, in.validity(), in.length());
                },
                fallible);
    }

    /// The values with those that were not asked for, and nulls, made null and empty, so that
    /// nothing of them is converted.
    private static FlatVector compacted(Vector values, Rows rows) {
        FlatVector flat = values.flatten();
        long[] validity = Args.validity(flat);
        int[] from = new int[rows.rowCount()];
        int[] at = new int[rows.rowCount()];
        java.util.Arrays.fill(from, -1);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            from[row] = dev.tarn.columnar.Bitmaps.isSet(validity, row) ? 0 : -1;
            at[row] = row;
        }
        return dev.tarn.columnar.Interleave.of(
                flat.type(), List.of(flat), from, at, rows.rowCount());
    }
}
