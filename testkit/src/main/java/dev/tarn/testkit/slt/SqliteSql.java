package dev.tarn.testkit.slt;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/// What of SQLite's own scripts an engine without keys, indexes and triggers can run.
final class SqliteSql {
    private static final Pattern IGNORED =
            Pattern.compile(
                    "^\\s*(CREATE\\s+(UNIQUE\\s+)?INDEX|DROP\\s+INDEX|REINDEX|CREATE\\s+(TEMP\\s+|TEMPORARY\\s+)?TRIGGER"
                        + "|DROP\\s+TRIGGER|REPLACE|INSERT\\s+OR\\s+REPLACE)\\b.*",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern KEYS =
            Pattern.compile("\\b(PRIMARY\\s+KEY|UNIQUE)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern CREATE_TABLE =
            Pattern.compile("^\\s*CREATE\\s+TABLE\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private SqliteSql() {}

    /// `sql` without PRIMARY KEY and UNIQUE; null for statements about indexes, triggers and
    /// REPLACE.
    static @Nullable String withoutKeysAndIndexes(String sql) {
        if (IGNORED.matcher(sql).matches()) {
            return null;
        }
        return CREATE_TABLE.matcher(sql).matches() ? KEYS.matcher(sql).replaceAll("") : sql;
    }
}
