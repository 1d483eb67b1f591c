package dev.tarn.engine.function.nested;

import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.cast.Casts;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The elements of an array as one text. Nulls are left out where nothing is given for them.
final class ArrayJoin {
    private ArrayJoin() {}

    static ScalarFamily family() {
        return OverloadedFamily.family(
                        "array_join",
                        "array_join(array, varchar delimiter[, varchar for null]) → varchar")
                .binder(2, 3, ArrayJoin::bind)
                .build();
    }

    private static Optional<ScalarFunction> bind(List<DataType> types) {
        if (!(types.getFirst() instanceof ListOf list)) {
            return Optional.empty();
        }
        boolean isText = list.element() == STRING;
        if (!isText && !Casts.isSupported(list.element(), STRING)) {
            return Optional.empty();
        }
        ScalarFunction toText = isText ? null : Casts.function(list.element(), STRING, false);
        List<DataType> parameters = new ArrayList<>(List.of(list));
        parameters.addAll(Collections.nCopies(types.size() - 1, STRING));
        return Optional.of(
                ScalarFunction.of(
                        "array_join",
                        parameters,
                        STRING,
                        (arguments, rows, context) -> {
                            ListVector lists = (ListVector) arguments.getFirst().flatten();
                            return join(lists, texts(lists, toText, context), arguments, rows);
                        }));
    }

    private static BytesVector texts(
            ListVector lists, @Nullable ScalarFunction toText, FunctionContext context) {
        FlatVector elements = lists.elements().flatten();
        if (toText == null) {
            return (BytesVector) elements;
        }
        Vector texts =
                toText.kernel().apply(List.of(elements), Rows.all(elements.length()), context);
        return (BytesVector) texts.flatten().withValidity(elements.validity());
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
}
