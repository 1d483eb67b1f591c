package dev.tarn.testkit.slt;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A result as sqllogictest compares it: values as text in `rows`, formatted and sorted.
///
/// I is written as a whole number (text as 0, as SQLite takes it), R with three decimals, T as it
/// is, an empty text as `(empty)` and anything unprintable in it as `@`.
record SltAnswer(List<List<String>> rows) {
    private static final String IGNORE = "<slt:ignore>";
    private static final Pattern HASHED = Pattern.compile("\\d+ values hashing to [0-9a-f]{32}");

    /// The answer `rows` formatted by `types` and brought into the order of `sort`.
    static SltAnswer of(List<List<@Nullable String>> rows, String types, SltRecord.Sort sort) {
        List<List<String>> formatted = new ArrayList<>();
        for (List<@Nullable String> row : rows) {
            if (row.size() != types.length()) {
                throw new IllegalArgumentException(
                        "Answer has %d columns, the script expects %d (%s)"
                                .formatted(row.size(), types.length(), types));
            }
            List<String> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                values.add(format(row.get(i), types.charAt(i)));
            }
            formatted.add(values);
        }
        return new SltAnswer(sorted(formatted, sort));
    }

    private static List<List<String>> sorted(List<List<String>> rows, SltRecord.Sort sort) {
        return switch (sort) {
            case NOSORT -> rows;
            case ROWSORT -> {
                List<List<String>> sorted = new ArrayList<>(rows);
                sorted.sort(SltAnswer::compareRows);
                yield sorted;
            }
            case VALUESORT ->
                    rows.stream()
                            .flatMap(List::stream)
                            .sorted(Comparator.naturalOrder())
                            .map(List::of)
                            .toList();
        };
    }

    private static int compareRows(List<String> left, List<String> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = left.get(i).compareTo(right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static String format(@Nullable String value, char type) {
        if (value == null) {
            return "NULL";
        }
        return switch (type) {
            case 'I' -> integer(value);
            case 'R' -> real(value);
            default -> value.isEmpty() ? "(empty)" : value.replaceAll("[^\\P{Cntrl}]", "@");
        };
    }

    private static String integer(String value) {
        if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
            return value.equalsIgnoreCase("true") ? "1" : "0";
        }
        try {
            return new BigDecimal(value).setScale(0, RoundingMode.DOWN).toPlainString();
        } catch (NumberFormatException notANumber) {
            return "0";
        }
    }

    private static String real(String value) {
        try {
            return String.format(Locale.ROOT, "%.3f", Double.parseDouble(value));
        } catch (NumberFormatException notANumber) {
            return value;
        }
    }

    int valueCount() {
        return rows.stream().mapToInt(List::size).sum();
    }

    /// One value a line, as SQLite's scripts have it.
    List<String> byValue() {
        return rows.stream().flatMap(List::stream).toList();
    }

    /// One row a line, values apart by a blank.
    List<String> byRow() {
        return rows.stream().map(row -> String.join(" ", row)).toList();
    }

    /// `N values hashing to MD5`, over each value and a line feed.
    String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            for (List<String> row : rows) {
                for (String value : row) {
                    digest.update(value.getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) '\n');
                }
            }
            return valueCount() + " values hashing to " + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The lines an update writes: a hash above `hashThreshold` values (0 for never), else rows.
    List<String> lines(int hashThreshold) {
        return hashThreshold > 0 && valueCount() > hashThreshold ? List.of(hash()) : byRow();
    }

    /// Whether the lines of a script say the same, by value, by row or by hash.
    boolean matches(List<String> expected) {
        if (expected.size() == 1 && HASHED.matcher(expected.getFirst()).matches()) {
            return hash().equals(expected.getFirst());
        }
        return matches(expected, byValue()) || matches(expected, byRow());
    }

    private static boolean matches(List<String> expected, List<String> actual) {
        if (expected.size() != actual.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!matches(expected.get(i), actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(String expected, String actual) {
        if (!expected.contains(IGNORE)) {
            return squeeze(expected).equals(squeeze(actual));
        }
        StringBuilder pattern = new StringBuilder();
        for (String part : squeeze(expected).split(Pattern.quote(IGNORE), -1)) {
            pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return squeeze(actual).matches(pattern.toString());
    }

    private static String squeeze(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
