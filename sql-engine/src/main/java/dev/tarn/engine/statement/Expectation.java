package dev.tarn.engine.statement;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a table's rows are to meet, and what becomes of one that does not: the property
/// `tarn.expect.NAME` of the table, whose value is the policy, a blank and the condition. As CHECK,
/// a row meets a condition that is NULL for it.
public record Expectation(String name, String condition, Policy policy) {
    private static final String PREFIX = "tarn.expect.";

    /// What becomes of a row that does not meet the condition.
    public enum Policy {
        /// It is counted, and written.
        WARN,
        /// It is counted, and left out.
        DROP,
        /// The statement fails.
        FAIL,
        /// It is left out, and can be read in `t.rejected_rows`.
        QUARANTINE
    }

    /// @throws SqlException INVALID_ARGUMENTS for another policy
    public static Expectation of(String name, String condition, String policy) {
        for (Policy one : Policy.values()) {
            if (one.name().equals(policy.toUpperCase(Locale.ROOT))) {
                return new Expectation(name, condition, one);
            }
        }
        throw new SqlException(
                ErrorCode.INVALID_ARGUMENTS,
                "EXPECT %s must be ON VIOLATION WARN, DROP, FAIL or QUARANTINE, not %s"
                        .formatted(name, policy));
    }

    /// Those of a table with these properties, by name.
    ///
    /// @throws SqlException INVALID_ARGUMENTS if one is something else
    public static List<Expectation> in(Map<String, String> properties) {
        List<Expectation> all = new ArrayList<>();
        for (Map.Entry<String, String> one : new TreeMap<>(properties).entrySet()) {
            if (isProperty(one.getKey())) {
                String[] parts = one.getValue().split(" ", 2);
                String condition = parts.length == 1 ? "" : parts[1];
                all.add(of(one.getKey().substring(PREFIX.length()), condition, parts[0]));
            }
        }
        return all;
    }

    /// Whether a table property is one.
    public static boolean isProperty(String key) {
        return key.startsWith(PREFIX);
    }

    /// The property of the expectation called `name`.
    public static String property(String name) {
        return PREFIX + name;
    }

    /// The table property that it is.
    public String property() {
        return property(name);
    }

    /// The value of its property.
    public String text() {
        return policy + " " + condition;
    }
}
