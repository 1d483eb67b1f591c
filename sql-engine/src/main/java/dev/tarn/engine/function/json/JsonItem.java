package dev.tarn.engine.function.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import java.math.BigDecimal;
import java.util.List;

/// A value of JSON. Numbers keep their digits, objects the order of their members and every one of
/// equal name, so that what was read is written as it was, without blanks.
public sealed interface JsonItem {
    /// Characters that one JSON text may have which is made here.
    int MAX_CHARS = 64 << 20;

    /// The values without parts.
    enum Constant implements JsonItem {
        NULL,
        TRUE,
        FALSE;

        static Constant of(boolean value) {
            return value ? TRUE : FALSE;
        }
    }

    record Text(String value) implements JsonItem {}

    /// A number by its digits. As in SQL, one with an exponent is `approximate`, a double; others
    /// are exact.
    record Number(String digits, boolean approximate) implements JsonItem {
        static Number of(String digits) {
            return new Number(digits, digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0);
        }

        static Number of(long value) {
            return new Number(Long.toString(value), false);
        }

        static Number of(BigDecimal value) {
            return new Number(value.toPlainString(), false);
        }

        /// @throws JsonFailure for what JSON cannot write
        static Number of(double value) {
            if (!Double.isFinite(value)) {
                throw new JsonFailure("a number is beyond the range of double");
            }
            return new Number(Double.toString(value), true);
        }

        double real() {
            return Double.parseDouble(digits);
        }

        /// @throws JsonFailure for an approximate number beyond the range of double
        BigDecimal decimal() {
            return approximate ? BigDecimal.valueOf(of(real()).real()) : new BigDecimal(digits);
        }
    }

    record Elements(List<JsonItem> items) implements JsonItem {}

    record Members(List<Member> members) implements JsonItem {}

    record Member(String name, JsonItem value) {}

    /// The item as JSON without blanks.
    default String json() {
        StringBuilder out = new StringBuilder();
        append(out);
        return out.toString();
    }

    /// Appends the item as JSON without blanks.
    default void append(StringBuilder out) {
        switch (this) {
            case Constant.NULL -> out.append("null");
            case Constant.TRUE -> out.append("true");
            case Constant.FALSE -> out.append("false");
            case Text(String value) -> quote(value, out);
            case Number number -> out.append(number.digits());
            case Elements(List<JsonItem> items) -> {
                String separator = "[";
                for (JsonItem item : items) {
                    item.append(out.append(separator));
                    checkLength(out);
                    separator = ",";
                }
                out.append(items.isEmpty() ? "[]" : "]");
            }
            case Members(List<Member> members) -> {
                String separator = "{";
                for (Member member : members) {
                    quote(member.name(), out.append(separator));
                    member.value().append(out.append(':'));
                    checkLength(out);
                    separator = ",";
                }
                out.append(members.isEmpty() ? "{}" : "}");
            }
        }
    }

    /// @throws SqlException EXCEEDED_MEMORY_LIMIT where a text is too long
    static void checkLength(StringBuilder text) {
        if (text.length() > MAX_CHARS) {
            throw new SqlException(
                    ErrorCode.EXCEEDED_MEMORY_LIMIT,
                    "One JSON text that a function makes has more than %,d characters"
                            .formatted(MAX_CHARS));
        }
    }

    /// Appends `text` as a JSON string.
    static void quote(String text, StringBuilder out) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }

    /// The name that the path method `type()` gives.
    default String typeName() {
        return switch (this) {
            case Constant.NULL -> "null";
            case Constant.TRUE, Constant.FALSE -> "boolean";
            case Text ignored -> "string";
            case Number ignored -> "number";
            case Elements ignored -> "array";
            case Members ignored -> "object";
        };
    }
}
