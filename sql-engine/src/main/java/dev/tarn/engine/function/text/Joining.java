package dev.tarn.engine.function.text;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.Coercions;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.text.TextLoops.Row;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Concatenation of strings, binaries and arrays.
final class Joining {
    private Joining() {}

    static void all(Row r, BytesOut out) {
        for (int text = 0; text < r.textCount(); text++) {
            out.append(r.data(text), r.from(text), r.to(text));
        }
    }

    /// Null only where the separator is.
    static Vector withSeparator(List<Vector> arguments, Rows rows, FunctionContext context) {
        List<long[]> validities = new ArrayList<>();
        for (Vector argument : arguments) {
            long[] validity = Args.validity(argument);
            validities.add(validity == null ? Bitmaps.allSet(rows.rowCount()) : validity);
        }
        Row r = new Row(arguments);
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 16);
        for (int i = 0; i < rows.selectedCount(); i++) {
            r.row = rows.row(i);
            out.start(r.row);
            boolean first = true;
            for (int text = 1; text < arguments.size(); text++) {
                if (!Bitmaps.isSet(validities.get(text), r.row)) {
                    continue;
                }
                if (!first) {
                    out.append(r.data(0), r.from(0), r.to(0));
                }
                out.append(r.data(text), r.from(text), r.to(text));
                first = false;
            }
        }
        return out.finish(DataType.STRING, Args.validity(arguments.getFirst()));
    }

    static Optional<ScalarFunction> arrays(List<DataType> types) {
        return Coercions.common(types)
                .filter(type -> type instanceof DataType.ListOf)
                .map(type ->
                        ScalarFunction.of(
                                "concat",
                                Collections.nCopies(types.size(), type),
                                type,
                                (arguments, rows, context) ->
                                        arrays((DataType.ListOf) type, arguments, rows)));
    }

    private static Vector arrays(DataType.ListOf type, List<Vector> arguments, Rows rows) {
        List<ListVector> lists = new ArrayList<>();
        List<Vector> elements = new ArrayList<>();
        for (Vector argument : arguments) {
            ListVector list = (ListVector) argument.flatten();
            lists.add(list);
            elements.add(list.elements());
        }
        int[] offsets = new int[rows.rowCount() + 1];
        for (int row = 0; row < rows.rowCount(); row++) {
            int count = 0;
            for (ListVector list : lists) {
                count += list.isNull(row) ? 0 : list.offsets()[row + 1] - list.offsets()[row];
            }
            offsets[row + 1] = Math.addExact(offsets[row], count);
        }
        int total = offsets[rows.rowCount()];
        int[] from = new int[total];
        int[] at = new int[total];
        int next = 0;
        for (int row = 0; row < rows.rowCount(); row++) {
            for (int source = 0; source < lists.size(); source++) {
                ListVector list = lists.get(source);
                int end = list.isNull(row) ? list.offsets()[row] : list.offsets()[row + 1];
                for (int element = list.offsets()[row]; element < end; element++) {
                    from[next] = source;
                    at[next++] = element;
                }
            }
        }
        return new ListVector(
                type,
                offsets,
                Interleave.of(type.element(), elements, from, at, total),
                null,
                rows.rowCount());
    }
}
