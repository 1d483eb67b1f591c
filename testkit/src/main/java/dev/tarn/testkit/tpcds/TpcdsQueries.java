package dev.tarn.testkit.tpcds;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The texts of TPC-DS's queries as Trino's project asks them, out of
/// `io.trino:trino-benchto-benchmarks` (Apache License 2.0). Of those that TPC has two of, it has
/// the first.
public final class TpcdsQueries {
    /// How many there are; the first is 1.
    public static final int COUNT = 99;

    /// Queries whose rows depend on the digits that a quotient of decimals has, or that divide by
    /// zero at small scales.
    private static final Set<Integer> ROUNDED_QUOTIENTS = Set.of(4, 11, 12, 36, 61, 66, 74, 75);

    /// Queries whose rows depend on the digits that an average of decimals has.
    private static final Set<Integer> ROUNDED_AVERAGES = Set.of(47, 53, 57, 63, 89);

    private static final Pattern LAST_ORDER_BY = Pattern.compile("(?s).*\n(ORDER BY )");
    private static final Pattern LIMIT = Pattern.compile("\nLIMIT \\d+\\s*$");

    private TpcdsQueries() {}

    /// The query by its number, its tables without namespace.
    public static String text(int number) {
        String file = "/sql/presto/tpcds/q%02d.sql".formatted(number);
        try (InputStream in = TpcdsQueries.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("No query %d of TPC-DS".formatted(number));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${database}.${schema}.", "")
                    .replaceAll("--[^\n]*", "")
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The query by its number, in words by which Tarn and DuckDB have the same rows.
    public static String comparable(int number) {
        String text = text(number);
        if (number == 90) {
            // At small scales it divides by zero, which is an error for Tarn and NULL for DuckDB.
            String divisor = "CAST(\"pmc\" AS DECIMAL(15,4))";
            return text.replace(divisor, "NULLIF(" + divisor + ", 0)");
        }
        if (ROUNDED_AVERAGES.contains(number)) {
            return text.replace("\"avg\"(", "\"avg\"(1E0 * ");
        }
        return ROUNDED_QUOTIENTS.contains(number) ? withQuotientsOfDoubles(text) : text;
    }

    /// Whether the query says in which order its rows come.
    public static boolean isOrdered(String query) {
        return LAST_ORDER_BY.matcher(query).lookingAt();
    }

    /// The query with all of its columns behind those it orders by, so that rows which compare as
    /// equal come in one order and LIMIT takes the same ones everywhere.
    public static String totallyOrdered(String query, int columnCount) {
        if (!isOrdered(query)) {
            return query;
        }
        StringBuilder more = new StringBuilder();
        for (int i = 1; i <= columnCount; i++) {
            more.append(", ").append(i);
        }
        Matcher limit = LIMIT.matcher(query);
        int end = limit.find() ? limit.start() : query.length();
        return query.substring(0, end) + more + query.substring(end);
    }

    /// The query with every quotient made of doubles. The type of a quotient of decimals, and with
    /// it what is rounded away, is each engine's own.
    public static String withQuotientsOfDoubles(String query) {
        StringBuilder text = new StringBuilder(query);
        int slash = text.indexOf(" / ");
        while (slash >= 0) {
            text.insert(slash, " AS DOUBLE)").insert(startOfOperand(text, slash), "CAST(");
            slash = text.indexOf(" / ", slash + "CAST( AS DOUBLE) / ".length());
        }
        return text.toString();
    }

    /// Behind the parenthesis that is open at `end`: each operation has parentheses of its own.
    private static int startOfOperand(CharSequence text, int end) {
        int depth = 0;
        for (int i = end - 1; i >= 0; i--) {
            if (text.charAt(i) == ')') {
                depth++;
            } else if (text.charAt(i) == '(' && depth-- == 0) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("No parentheses around the quotient in " + text);
    }
}
