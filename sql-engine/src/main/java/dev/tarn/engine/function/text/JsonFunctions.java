package dev.tarn.engine.function.text;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.BOOLEAN;
import static dev.tarn.columnar.DataType.STRING;
import static dev.tarn.columnar.DataType.VARIANT;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.text.TextLoops.Row;
import dev.tarn.storage.variant.VariantJson;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Values of JSON texts by paths. JSON is no type of its own here: it is varchar, and what is made
/// of it is JSON without blanks. Texts that are not JSON give null, but for those that parse whole
/// texts, which fail.
final class JsonFunctions {
    private JsonFunctions() {}

    static List<ScalarFamily> families() {
        OverloadedFamily extract =
                byPath(
                        "json_extract",
                        "varchar as JSON",
                        (parser, out) -> JsonTexts.copy(parser, out));
        OverloadedFamily scalar =
                byPath(
                        "json_extract_scalar",
                        "varchar; null of objects and arrays",
                        JsonTexts::scalar);
        return List.of(
                whole("json_parse"),
                format(),
                extract,
                scalar,
                TextFunctions.family(
                                "json_size",
                                "(varchar JSON, varchar path) → bigint elements or fields")
                        .failing(List.of(STRING, STRING), BIGINT, JsonFunctions::sizes)
                        .build(),
                TextFunctions.family("is_json_scalar", "(varchar JSON) → boolean")
                        .failing(
                                List.of(STRING),
                                BOOLEAN,
                                TextLoops.booleans(JsonFunctions::isScalar))
                        .build());
    }

    private static ScalarFamily whole(String name) {
        return TextFunctions.family(name, "(varchar JSON) → varchar as JSON without blanks")
                .failing(
                        List.of(STRING),
                        STRING,
                        TextLoops.bytes(STRING, (r, out) -> JsonTexts.copy(r, out, name)))
                .build();
    }

    private static ScalarFamily format() {
        return TextFunctions.family(
                        "json_format", "(varchar JSON or variant) → varchar as JSON without blanks")
                .failing(
                        List.of(STRING),
                        STRING,
                        TextLoops.bytes(STRING, (r, out) -> JsonTexts.copy(r, out, "json_format")))
                .failing(
                        List.of(VARIANT),
                        STRING,
                        TextLoops.bytes(
                                STRING,
                                (r, out) ->
                                        out.append(
                                                VariantJson.text(r.data(0), r.from(0), r.to(0))
                                                        .getBytes(StandardCharsets.UTF_8))))
                .build();
    }

    /// What is made of the value that a path leads to; false for null.
    @FunctionalInterface
    private interface Use {
        boolean apply(JsonParser parser, BytesOut out) throws IOException;
    }

    private static OverloadedFamily byPath(String name, String result, Use use) {
        return TextFunctions.family(name, "(varchar JSON, varchar path) → " + result)
                .failing(
                        List.of(STRING, STRING),
                        STRING,
                        (arguments, rows, context) -> {
                            Paths paths = new Paths();
                            return TextLoops.bytesOrNull(
                                            STRING, (r, out) -> extract(r, out, paths.of(r), use))
                                    .apply(arguments, rows, context);
                        })
                .build();
    }

    private static boolean extract(Row r, BytesOut out, JsonPath path, Use use) {
        return JsonTexts.ask(r, parser -> path.find(parser) && use.apply(parser, out));
    }

    /// The path of one batch, parsed when it differs from the one of the row before.
    private static final class Paths {
        private @Nullable String text;
        private @Nullable JsonPath path;

        JsonPath of(Row r) {
            String wanted = r.string(1);
            JsonPath current = path;
            if (current == null || !wanted.equals(text)) {
                current = JsonPath.of(wanted);
                path = current;
                text = wanted;
            }
            return current;
        }
    }

    private static Vector sizes(List<Vector> arguments, Rows rows, FunctionContext context) {
        Paths paths = new Paths();
        return TextLoops.longsOrNull((r, out) -> size(r, out, paths.of(r)))
                .apply(arguments, rows, context);
    }

    private static boolean size(Row r, long[] out, JsonPath path) {
        return JsonTexts.ask(
                r,
                parser -> {
                    boolean found = path.find(parser);
                    out[r.row] = found ? JsonTexts.size(parser) : 0;
                    return found;
                });
    }

    private static boolean isScalar(Row r) {
        JsonTexts.copy(r, new BytesOut(1, 16), "is_json_scalar");
        return JsonTexts.ask(
                r,
                parser -> {
                    JsonToken token = parser.currentToken();
                    return token != null && token.isScalarValue();
                });
    }
}
