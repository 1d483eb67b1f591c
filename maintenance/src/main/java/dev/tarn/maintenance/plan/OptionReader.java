package dev.tarn.maintenance.plan;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeSet;

/// Reads the options that an action was given as text, each once; what nobody reads is refused.
///
/// Errors are [SqlException]s INVALID_ARGUMENTS.
final class OptionReader {
    private final Map<String, String> given;
    private final TreeSet<String> known = new TreeSet<>();

    OptionReader(Map<String, String> given) {
        this.given = given;
    }

    private @Nullable String text(String name) {
        known.add(name);
        return given.get(name);
    }

    boolean isTrue(String name, boolean fallback) {
        String text = text(name);
        if (text == null) {
            return fallback;
        }
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return text.equalsIgnoreCase("true");
        }
        throw wrong(name, text, "true or false");
    }

    /// A whole number of `least` at least.
    long number(String name, long fallback, long least) {
        String text = text(name);
        if (text == null) {
            return fallback;
        }
        try {
            long value = Long.parseLong(text.strip());
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, text, "a whole number");
        }
        throw wrong(name, text, "%d or more".formatted(least));
    }

    /// A number above 0.
    double fraction(String name, double fallback) {
        String text = text(name);
        if (text == null) {
            return fallback;
        }
        try {
            double value = Double.parseDouble(text.strip());
            if (value > 0 && value < Double.POSITIVE_INFINITY) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, text, "a number");
        }
        throw wrong(name, text, "above 0");
    }

    JobOrder order(String name) {
        String text = text(name);
        if (text == null) {
            return JobOrder.NONE;
        }
        for (JobOrder order : JobOrder.values()) {
            if (order.spelling().equalsIgnoreCase(text)) {
                return order;
            }
        }
        throw wrong(name, text, "none, bytes-asc, bytes-desc, files-asc or files-desc");
    }

    /// @throws SqlException if an option was given that was not asked for
    void refuseOthers() {
        for (String name : given.keySet()) {
            if (!known.contains(name)) {
                throw new SqlException(
                        ErrorCode.INVALID_ARGUMENTS,
                        "Option '%s' does not exist; there are %s"
                                .formatted(name, String.join(", ", known)));
            }
        }
    }

    static SqlException wrong(String name, Object value, String accepted) {
        return new SqlException(
                ErrorCode.INVALID_ARGUMENTS,
                "Option %s is '%s'; it must be %s".formatted(name, value, accepted));
    }
}
