package dev.tarn.server.shell;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.server.query.StatementRunner;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;

/// What can be completed: keywords, and the namespaces, tables and columns of the session's
/// catalog, looked up when asked for and kept for a moment. One thread.
final class Names {
    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final int LIMIT = 5000;
    private static final Set<String> KEYWORDS =
            Set.of(
                    "SELECT",
                    "FROM",
                    "WHERE",
                    "GROUP BY",
                    "ORDER BY",
                    "HAVING",
                    "LIMIT",
                    "OFFSET",
                    "JOIN",
                    "LEFT JOIN",
                    "RIGHT JOIN",
                    "FULL JOIN",
                    "CROSS JOIN",
                    "ON",
                    "USING",
                    "AS",
                    "AND",
                    "OR",
                    "NOT",
                    "IN",
                    "EXISTS",
                    "BETWEEN",
                    "LIKE",
                    "IS NULL",
                    "IS NOT NULL",
                    "CASE",
                    "WHEN",
                    "THEN",
                    "ELSE",
                    "END",
                    "CAST",
                    "DISTINCT",
                    "UNION ALL",
                    "UNION",
                    "INTERSECT",
                    "EXCEPT",
                    "WITH",
                    "VALUES",
                    "INSERT INTO",
                    "CREATE TABLE",
                    "CREATE SCHEMA",
                    "CREATE VIEW",
                    "DROP TABLE",
                    "DROP SCHEMA",
                    "DROP VIEW",
                    "ALTER TABLE",
                    "ADD COLUMN",
                    "RENAME TO",
                    "PARTITIONED BY",
                    "COPY INTO",
                    "FILE_FORMAT",
                    "SHOW TABLES",
                    "SHOW SCHEMAS",
                    "SHOW CATALOGS",
                    "SHOW COLUMNS FROM",
                    "SHOW CREATE TABLE",
                    "DESCRIBE",
                    "EXPLAIN",
                    "USE",
                    "CALL",
                    "FOR VERSION AS OF",
                    "FOR TIMESTAMP AS OF",
                    "COUNT",
                    "SUM",
                    "AVG",
                    "MIN",
                    "MAX",
                    "DATE",
                    "TIMESTAMP",
                    "INTERVAL",
                    "NULLS LAST",
                    "NULLS FIRST",
                    "DESC");

    private final StatementRunner runner;
    private final InstantSource clock;
    private Set<String> names = Set.of();
    private Instant staleAt = Instant.MIN;

    Names(StatementRunner runner, InstantSource clock) {
        this.runner = runner;
        this.clock = clock;
    }

    static Set<String> keywords() {
        return KEYWORDS;
    }

    /// Names that exist for `session`; those known before, if they cannot be looked up now.
    Set<String> of(Session session) {
        if (clock.instant().isBefore(staleAt)) {
            return names;
        }
        staleAt = clock.instant().plus(KEPT);
        Set<String> found = new TreeSet<>();
        String catalog = session.catalog() == null ? "%" : session.catalog();
        try {
            collect(
                    session,
                    "SELECT table_schem, table_name FROM system.jdbc.tables WHERE table_cat LIKE"
                            + " '%s' LIMIT %d",
                    catalog,
                    found);
            if (session.namespace() != null) {
                collect(
                        session,
                        "SELECT DISTINCT column_name, table_name FROM system.jdbc.columns WHERE"
                                + " table_cat LIKE '%s' AND table_schem = '"
                                + session.namespace().toString().replace("'", "''")
                                + "' LIMIT %d",
                        catalog,
                        found);
            }
            names = found;
        } catch (SqlException e) {
            // Completion is a convenience: without an answer there is nothing to complete.
            return names;
        }
        return names;
    }

    /// After a statement that may have made or dropped something.
    void forget() {
        staleAt = Instant.MIN;
    }

    private void collect(Session session, String sql, String catalog, Set<String> found) {
        try (Query query =
                runner.start(session, sql.formatted(catalog.replace("'", "''"), LIMIT))) {
            for (Batch batch = query.next(); batch != null; batch = query.next()) {
                Batch rows = batch.compact();
                for (int row = 0; row < rows.rowCount(); row++) {
                    String first = String.valueOf(JavaValues.value(rows.column(0), row));
                    String second = String.valueOf(JavaValues.value(rows.column(1), row));
                    found.add(first);
                    found.add(second);
                    found.add(first + "." + second);
                }
            }
        }
    }
}
