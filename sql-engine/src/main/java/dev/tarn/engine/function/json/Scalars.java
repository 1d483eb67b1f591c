package dev.tarn.engine.function.json;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.cast.Casts;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Items as values of SQL's types: what JSON_VALUE and the columns of JSON_TABLE give. A text is
/// cast as any text is; a number is rounded to whole numbers and decimals as a cast rounds, and is
/// true unless zero; true and false are 1 and 0. Whatever else the type cannot hold is a failure.
final class Scalars {
    private Scalars() {}

    static boolean isSupported(DataType type) {
        return switch (type) {
            case DataType.Simple simple ->
                    switch (simple) {
                        case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT -> true;
                        case REAL, DOUBLE, DATE, STRING, UUID -> true;
                        case BINARY, VARIANT, UNKNOWN -> false;
                        case INTERVAL_YEAR_MONTH, INTERVAL_DAY_SECOND -> false;
                    };
            case DataType.Decimal ignored -> true;
            case DataType.Time ignored -> true;
            case DataType.Timestamp ignored -> true;
            default -> false;
        };
    }

    /// The one item that `items` must be, as a text that casts to `type`.
    static Cell cell(List<JsonItem> items, DataType type) {
        if (items.size() > 1) {
            throw new JsonFailure("the path finds %d items, not one", items.size());
        }
        return switch (items.getFirst()) {
            case JsonItem.Constant.NULL -> Cell.NULL;
            case JsonItem.Text(String text) -> Cell.value(text);
            case JsonItem.Number number -> Cell.value(number(number, type));
            case JsonItem.Constant truth -> Cell.value(truth(truth, type));
            case JsonItem.Elements ignored -> throw new JsonFailure("the path finds an array");
            case JsonItem.Members ignored -> throw new JsonFailure("the path finds an object");
        };
    }

    private static String number(JsonItem.Number number, DataType type) {
        return switch (type) {
            case DataType.Simple simple ->
                    switch (simple) {
                        case BOOLEAN -> Boolean.toString(number.decimal().signum() != 0);
                        case TINYINT, SMALLINT, INTEGER, BIGINT -> rounded(number, 0);
                        case REAL -> finite((float) number.real(), number);
                        case DOUBLE -> finite(number.real(), number);
                        case STRING -> number.digits();
                        default -> throw new JsonFailure("a number is no %s", type);
                    };
            case DataType.Decimal decimal -> rounded(number, decimal.scale());
            default -> throw new JsonFailure("a number is no %s", type);
        };
    }

    /// The digits of a number that is `value` as floating-point.
    private static String finite(double value, JsonItem.Number number) {
        if (!Double.isFinite(value)) {
            throw new JsonFailure("%s is beyond the range of its type", number.digits());
        }
        return number.digits();
    }

    private static String rounded(JsonItem.Number number, int scale) {
        BigDecimal value = number.decimal();
        return value.setScale(scale, RoundingMode.HALF_UP).toPlainString();
    }

    private static String truth(JsonItem truth, DataType type) {
        boolean isTrue = truth == JsonItem.Constant.TRUE;
        if (type == DataType.BOOLEAN || type == DataType.STRING) {
            return Boolean.toString(isTrue);
        }
        return number(JsonItem.Number.of(isTrue ? 1 : 0), type);
    }

    /// The defaults of a column: a row for each row of the call's arguments.
    record Defaults(Vector onEmpty, Vector onError) {}

    /// The cells as values of `type`. Cell `i` takes its defaults from row `rows[i]`.
    ///
    /// @throws dev.tarn.engine.SqlException where a value does not cast, under ERROR ON ERROR
    static Vector vector(
            List<Cell> cells,
            DataType type,
            Cell.Clauses clauses,
            Defaults defaults,
            int[] rows,
            FunctionContext context) {
        int count = cells.size();
        Vector values = converted(cells, type, context);
        int[] from = new int[count];
        int[] at = new int[count];
        for (int i = 0; i < count; i++) {
            Cell cell = cells.get(i);
            if (cell.state() == Cell.State.VALUE && values.isNull(i)) {
                cell = clauses.failed("'%s' is no %s".formatted(cell.text(), type));
            }
            from[i] =
                    switch (cell.state()) {
                        case NULL -> -1;
                        case VALUE -> 0;
                        case EMPTY_DEFAULT -> 1;
                        case ERROR_DEFAULT -> 2;
                    };
            at[i] = from[i] == 0 ? i : rows[i];
        }
        List<Vector> sources = List.of(values, defaults.onEmpty(), defaults.onError());
        return Interleave.of(type, sources, from, at, count);
    }

    /// The cells' texts, null where there is none.
    static Vector texts(List<Cell> cells) {
        int count = cells.size();
        BytesOut out = new BytesOut(count, 16 * count);
        long[] validity = Bitmaps.allSet(count);
        for (int i = 0; i < count; i++) {
            out.start(i);
            String text = cells.get(i).text();
            if (text == null) {
                Bitmaps.clear(validity, i);
            } else {
                out.append(text.getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.finish(DataType.STRING, validity);
    }

    private static Vector converted(List<Cell> cells, DataType type, FunctionContext context) {
        Vector texts = texts(cells);
        if (type == DataType.STRING) {
            return texts;
        }
        int count = cells.size();
        ScalarFunction cast = Casts.function(DataType.STRING, type, true);
        FlatVector values = cast.kernel().apply(List.of(texts), Rows.all(count), context).flatten();
        long[] both = Bitmaps.and(texts.flatten().validity(), values.validity(), count);
        return values.withValidity(both);
    }
}
