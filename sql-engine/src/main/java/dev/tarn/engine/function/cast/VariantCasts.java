package dev.tarn.engine.function.cast;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.cast.Casts.Cast;
import dev.tarn.storage.variant.VariantBytes;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Conversions to variants and out of them.
///
/// A variant becomes what the value in it becomes by the conversion of its own type; a variant's
/// null becomes NULL. As in Trino, a value that does not fit is an error for CAST and NULL for
/// TRY_CAST; as in Spark, objects and arrays become text as JSON.
final class VariantCasts {
    private VariantCasts() {}

    static @Nullable Cast toVariant(DataType from) {
        return !VariantEncoding.isEncoded(from)
                ? null
                : Cast.always((values, rows, failures, context) -> {
                    BytesOut out = new BytesOut(rows.rowCount(), 32 * rows.selectedCount());
                    for (int i = 0; i < rows.selectedCount(); i++) {
                        int row = rows.row(i);
                        out.start(row);
                        Object value = JavaValues.value(values, row);
                        if (value != null) {
                            out.append(VariantEncoding.bytes(from, value));
                        }
                    }
                    return out.finish(DataType.VARIANT, null);
                });
    }

    /// Values of one type among the variants of a vector, and the rows that they are at.
    private static final class Group {
        final List<Object> values = new ArrayList<>();
        final List<Integer> rows = new ArrayList<>();
    }

    /// What variants hold is known when they are looked at, so `to` is asked of each type met.
    static Cast fromVariant(DataType to) {
        return Cast.failing((values, rows, failures, context) -> {
            Map<DataType, Group> groups = groups(values, rows, to);
            List<Vector> converted = new ArrayList<>();
            int[] from = new int[rows.rowCount()];
            int[] at = new int[rows.rowCount()];
            Arrays.fill(from, -1);
            groups.forEach((type, group) -> {
                for (int i = 0; i < group.rows.size(); i++) {
                    from[group.rows.get(i)] = converted.size();
                    at[group.rows.get(i)] = i;
                }
                converted.add(convert(type, group, to, failures, context));
            });
            return converted.isEmpty()
                    ? Vectors.nulls(to, rows.rowCount())
                    : Interleave.of(to, converted, from, at, rows.rowCount());
        });
    }

    private static Map<DataType, Group> groups(Vector variants, Rows rows, DataType to) {
        Map<DataType, Group> groups = new LinkedHashMap<>();
        Bytes bytes = Args.bytes(variants);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (variants.isNull(row)) {
                continue;
            }
            VariantDecoding.Typed value =
                    VariantBytes.read(
                            bytes.data(),
                            bytes.from(row),
                            bytes.to(row),
                            variant -> VariantDecoding.typed(variant, to));
            if (value.value() != null) {
                Group group = groups.computeIfAbsent(value.type(), _ -> new Group());
                group.values.add(value.value());
                group.rows.add(row);
            }
        }
        return groups;
    }

    private static Vector convert(
            DataType type, Group group, DataType to, Failures outer, FunctionContext context) {
        Vector values = VectorBuilder.of(type, group.values);
        if (type.equals(to)) {
            return values;
        }
        Cast cast = Casts.cast(type, to);
        if (cast == null) {
            group.rows.forEach(row -> outer.invalid(row, "that holds " + type));
            return Vectors.nulls(to, values.length());
        }
        Failures failures = outer.inside(type, to, values.length());
        return failures.applyTo(
                cast.converter().convert(values, Rows.all(values.length()), failures, context));
    }
}
