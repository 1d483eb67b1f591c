package dev.tarn.engine.function.text;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.BOOLEAN;
import static dev.tarn.columnar.DataType.DOUBLE;
import static dev.tarn.columnar.DataType.STRING;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction.Kernel;
import dev.tarn.engine.function.text.TextLoops.Row;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Elements of JSON arrays in texts; null of what is no JSON array.
final class JsonArrays {
    private JsonArrays() {}

    static List<ScalarFamily> families() {
        return List.of(
                TextFunctions.family("json_array_length", "(varchar JSON) → bigint")
                        .pure(List.of(STRING), BIGINT, TextLoops.longsOrNull(JsonArrays::length))
                        .build(),
                TextFunctions.family(
                                "json_array_get",
                                "(varchar JSON, bigint index from 0, or from the end if negative) →"
                                        + " varchar as JSON")
                        .pure(
                                List.of(STRING, BIGINT),
                                STRING,
                                TextLoops.bytesOrNull(STRING, JsonArrays::element))
                        .build(),
                TextFunctions.family(
                                "json_array_contains",
                                "(varchar JSON, boolean, bigint, double or varchar) → boolean")
                        .pure(List.of(STRING, BOOLEAN), BOOLEAN, kernel(BOOLEAN))
                        .pure(List.of(STRING, BIGINT), BOOLEAN, kernel(BIGINT))
                        .pure(List.of(STRING, DOUBLE), BOOLEAN, kernel(DOUBLE))
                        .pure(List.of(STRING, STRING), BOOLEAN, kernel(STRING))
                        .build());
    }

    private static boolean length(Row r, long[] out) {
        return JsonTexts.ask(
                r,
                parser -> {
                    boolean isArray = parser.currentToken() == JsonToken.START_ARRAY;
                    out[r.row] = isArray ? JsonTexts.size(parser) : 0;
                    return isArray;
                });
    }

    private static boolean element(Row r, BytesOut out) {
        long index = r.number(0);
        long[] count = new long[r.row + 1];
        if (index < 0 && !length(r, count)) {
            return false;
        }
        long at = index < 0 ? count[r.row] + index : index;
        return at >= 0
                && at <= Integer.MAX_VALUE
                && JsonTexts.ask(
                        r,
                        parser ->
                                JsonPath.toElement(parser, (int) at)
                                        && parser.currentToken() != JsonToken.VALUE_NULL
                                        && JsonTexts.copy(parser, out));
    }

    /// Whether the element that a parser stands at is the value wanted in a row.
    @FunctionalInterface
    private interface Match {
        boolean test(JsonParser parser, int row) throws IOException;
    }

    private static Kernel kernel(DataType type) {
        return (arguments, rows, context) -> {
            Row texts = new Row(arguments.subList(0, 1));
            return contains(texts, match(type, arguments.get(1)), rows);
        };
    }

    private static Match match(DataType type, Vector wanted) {
        return switch (type.physical()) {
            case BOOLEAN -> {
                boolean[] values = Args.booleans(wanted);
                yield (parser, row) ->
                        parser.currentToken().isBoolean()
                                && parser.getBooleanValue() == values[row];
            }
            case LONG -> {
                long[] values = Args.longs(wanted);
                yield (parser, row) ->
                        parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                                && parser.getLongValue() == values[row];
            }
            case DOUBLE -> {
                double[] values = Args.doubles(wanted);
                yield (parser, row) ->
                        parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT
                                && parser.getDoubleValue() == values[row];
            }
            default -> {
                Args.Bytes values = Args.bytes(wanted);
                yield (parser, row) ->
                        parser.currentToken() == JsonToken.VALUE_STRING
                                && isText(parser.getText(), values, row);
            }
        };
    }

    private static boolean isText(String text, Args.Bytes values, int row) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(
                bytes, 0, bytes.length, values.data(), values.from(row), values.to(row));
    }

    private static Vector contains(Row texts, Match match, Rows rows) {
        boolean[] out = new boolean[rows.rowCount()];
        long[] validity = Bitmaps.allSet(rows.rowCount());
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            texts.row = row;
            boolean isArray =
                    JsonTexts.ask(
                            texts,
                            parser -> {
                                if (parser.currentToken() != JsonToken.START_ARRAY) {
                                    return false;
                                }
                                while (parser.nextToken() != JsonToken.END_ARRAY) {
                                    out[row] |= match.test(parser, row);
                                    parser.skipChildren();
                                }
                                return true;
                            });
            if (!isArray) {
                Bitmaps.clear(validity, row);
            }
        }
        return new BooleanVector(BOOLEAN, out, validity, out.length);
    }
}
