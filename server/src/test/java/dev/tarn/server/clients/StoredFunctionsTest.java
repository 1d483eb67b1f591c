package dev.tarn.server.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Functions over the wire, where nobody is asked who they are.
class StoredFunctionsTest {
    @Test
    void whoever_may_make_tables_makes_calls_lists_and_drops_functions(@TempDir Path folder)
            throws SQLException {
        try (LakeServer server = LakeServer.start(folder);
                Connection connection =
                        DriverManager.getConnection(
                                server.url().replace("http:", "jdbc:trino:") + "/lake?user=ann");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA tools");
            statement.execute("CREATE TABLE tools.t AS SELECT 41 AS a");
            statement.execute("CREATE FUNCTION tools.plus(x INT) RETURNS INT RETURN x + 1");
            statement.execute("CREATE OR REPLACE FUNCTION tools.plus(x INT) RETURNS INT RETURN x");
            assertThat(first(statement, "SELECT tools.plus(a) FROM tools.t")).containsExactly("41");
            assertThat(first(statement, "SHOW FUNCTIONS FROM tools")).containsExactly("plus");
            statement.execute("DROP FUNCTION tools.plus");
            assertThat(first(statement, "SHOW FUNCTIONS FROM tools")).isEmpty();
        }
    }

    /// The first column of the rows.
    private static List<String> first(Statement statement, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
