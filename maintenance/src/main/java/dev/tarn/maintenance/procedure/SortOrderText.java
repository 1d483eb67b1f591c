package dev.tarn.maintenance.procedure;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.iceberg.NullOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Term;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A sort order as Spark's procedures take it: `a, b DESC NULLS LAST, bucket(8, c)`. Ascending
/// where nothing is said, with nulls first; descending with nulls last.
final class SortOrderText {
    private static final Pattern FIELD =
            Pattern.compile(
                    "(.+?)(?:\\s+(ASC|DESC))?(?:\\s+NULLS\\s+(FIRST|LAST))?",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern CALL =
            Pattern.compile("([a-zA-Z]+)\\s*\\((.*)\\)", Pattern.DOTALL);

    private final String text;
    private final Schema schema;

    private SortOrderText(String text, Schema schema) {
        this.text = text;
        this.schema = schema;
    }

    /// @throws SqlException INVALID_ARGUMENTS if it is none of the columns of `schema`
    static SortOrder parse(String text, Schema schema) {
        return new SortOrderText(text, schema).order();
    }

    private SortOrder order() {
        SortOrder.Builder builder = SortOrder.builderFor(schema);
        for (String field : split(text)) {
            Matcher matcher = FIELD.matcher(field);
            if (!matcher.matches()) {
                throw wrong("'%s' is no column".formatted(field));
            }
            boolean descending = "DESC".equalsIgnoreCase(matcher.group(2));
            boolean nullsFirst =
                    matcher.group(3) == null
                            ? !descending
                            : matcher.group(3).equalsIgnoreCase("FIRST");
            try {
                builder.sortBy(
                        term(matcher.group(1)),
                        descending ? SortDirection.DESC : SortDirection.ASC,
                        nullsFirst ? NullOrder.NULLS_FIRST : NullOrder.NULLS_LAST);
            } catch (RuntimeException e) {
                throw e instanceof SqlException ? e : wrong(String.valueOf(e.getMessage()));
            }
        }
        return builder.build();
    }

    private Term term(String term) {
        Matcher call = CALL.matcher(term.strip());
        if (!call.matches()) {
            return Expressions.ref(column(term));
        }
        String name = call.group(1).toLowerCase(Locale.ROOT);
        List<String> arguments = split(call.group(2));
        String last = column(arguments.getLast());
        return switch (name) {
            case "year", "years" -> Expressions.year(last);
            case "month", "months" -> Expressions.month(last);
            case "day", "days", "date" -> Expressions.day(last);
            case "hour", "hours", "date_hour" -> Expressions.hour(last);
            case "bucket" -> Expressions.bucket(last, number(arguments, term));
            case "truncate" -> Expressions.truncate(last, number(arguments, term));
            default -> throw wrong("there is no transform '%s'".formatted(name));
        };
    }

    private int number(List<String> arguments, String term) {
        try {
            if (arguments.size() == 2) {
                return Integer.parseInt(arguments.getFirst());
            }
        } catch (NumberFormatException e) {
            throw wrong("'%s' takes a number and a column".formatted(term));
        }
        throw wrong("'%s' takes a number and a column".formatted(term));
    }

    private String column(String name) {
        String plain = unquoted(name);
        Types.NestedField field = schema.findField(plain);
        if (field == null) {
            field = schema.caseInsensitiveFindField(plain);
        }
        if (field == null) {
            throw wrong("the table has no column '%s'".formatted(plain));
        }
        return schema.findColumnName(field.fieldId());
    }

    /// A name without quotes around it.
    static String unquoted(String name) {
        return name.strip().replaceAll("^[\"`](.*)[\"`]$", "$1");
    }

    /// The parts between commas that are in no parentheses.
    private static List<String> split(String list) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(list.substring(from, i).strip());
                from = i + 1;
            }
        }
        parts.add(list.substring(from).strip());
        return parts;
    }

    private SqlException wrong(String reason) {
        return new SqlException(
                ErrorCode.INVALID_ARGUMENTS, "sort_order '%s': %s".formatted(text, reason));
    }
}
