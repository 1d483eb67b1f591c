package dev.tarn.engine.harness;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Answers of two engines in one form: numbers with ten significant digits, booleans as 1 and 0,
/// timestamps with a zone as instants, fractions of seconds without trailing zeros.
public final class Answers {
    private static final Pattern ZONED =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[ T][\\d:.]+[+-]\\d\\d(:\\d\\d)?");
    private static final DateTimeFormatter OFFSET =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                    .appendOffset("+HH:mm", "+00")
                    .toFormatter(Locale.ROOT);

    private Answers() {}

    /// Each row as one text, sorted.
    public static List<String> sorted(List<List<@Nullable String>> rows) {
        return ordered(rows).stream().sorted().toList();
    }

    /// Each row as one text, in the order they came.
    public static List<String> ordered(List<List<@Nullable String>> rows) {
        return rows.stream()
                .map(row -> String.join(" | ", row.stream().map(Answers::value).toList()))
                .toList();
    }

    private static String value(@Nullable String text) {
        if (text == null) {
            return "NULL";
        }
        try {
            BigDecimal number =
                    new BigDecimal(text).round(new MathContext(10)).stripTrailingZeros();
            return number.signum() == 0 ? "0" : number.toPlainString();
        } catch (NumberFormatException notANumber) {
            return other(text);
        }
    }

    private static String other(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true") ? "1" : "0";
        }
        if (ZONED.matcher(text).matches()) {
            OffsetDateTime time = OffsetDateTime.parse(text.replace(' ', 'T'), OFFSET);
            return time.toInstant().toString();
        }
        return text.replaceFirst("^(\\d{4}-\\d\\d-\\d\\d)T", "$1 ")
                .replaceFirst("(:\\d\\d)\\.0+$", "$1")
                .replaceFirst("(:\\d\\d\\.\\d*[1-9])0+$", "$1");
    }
}
