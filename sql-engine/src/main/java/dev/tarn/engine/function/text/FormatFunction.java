package dev.tarn.engine.function.text;

import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// format: values put into a pattern of java.util.Formatter, as in Trino.
final class FormatFunction {
    /// A width or precision of five digits, which would make much of nothing.
    private static final Pattern WIDE = Pattern.compile("%[^%a-zA-Z]*\\d{5}");

    private FormatFunction() {}

    static ScalarFamily family() {
        return TextFunctions.family("format", "(varchar pattern, x, …) → varchar")
                .binder(2, Integer.MAX_VALUE, FormatFunction::bind)
                .build();
    }

    private static Optional<ScalarFunction> bind(List<DataType> types) {
        if (types.getFirst() != STRING) {
            return Optional.empty();
        }
        return Optional.of(
                ScalarFunction.of(
                                "format",
                                types,
                                STRING,
                                (arguments, rows, context) -> format(arguments, rows))
                        .failing()
                        .seeingNulls());
    }

    /// Null where the pattern is; values that are null are written so.
    private static Vector format(List<Vector> arguments, Rows rows) {
        Args.Bytes patterns = Args.bytes(arguments.getFirst());
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 16);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (arguments.getFirst().isNull(row)) {
                continue;
            }
            out.start(row);
            String pattern =
                    new String(
                            patterns.data(),
                            patterns.from(row),
                            patterns.to(row) - patterns.from(row),
                            StandardCharsets.UTF_8);
            if (WIDE.matcher(pattern).find()) {
                throw TextEdits.invalid(
                        "format: widths may have four digits at most, not as in '%s'", pattern);
            }
            List<Object> values = new ArrayList<>();
            for (Vector argument : arguments.subList(1, arguments.size())) {
                values.add(JavaValues.value(argument, row));
            }
            try {
                String text = String.format(Locale.ENGLISH, pattern, values.toArray());
                out.append(text.getBytes(StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw TextEdits.invalid(
                        "format: '%s' does not fit its values: %s",
                        pattern, String.valueOf(e.getMessage()));
            }
        }
        return out.finish(STRING, Args.validity(arguments.getFirst()));
    }
}
