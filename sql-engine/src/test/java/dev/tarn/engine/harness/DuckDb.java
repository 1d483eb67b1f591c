package dev.tarn.engine.harness;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/// DuckDB in this process: the oracle. Used by one thread.
public final class DuckDb implements AutoCloseable {
    private final Connection connection;

    private DuckDb(Connection connection) {
        this.connection = connection;
    }

    public static DuckDb open() {
        try {
            DuckDb duck = new DuckDb(DriverManager.getConnection("jdbc:duckdb:"));
            duck.execute("set TimeZone = 'UTC'");
            return duck;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The rows of `sql`, each value as text, NULL as null.
    public List<List<@Nullable String>> rows(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int width = result.getMetaData().getColumnCount();
            List<List<@Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + ", of " + sql, e);
        }
    }

    /// The rows of `sql` as Java values, NULL as null, timestamps without zone as local times.
    public List<List<@Nullable Object>> values(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData columns = result.getMetaData();
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.add(
                            columns.getColumnType(i) == Types.TIMESTAMP
                                    ? result.getObject(i, LocalDateTime.class)
                                    : result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + ", of " + sql, e);
        }
    }

    public void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + ", of " + sql, e);
        }
    }

    /// The columns of `source`, as they stand between the parentheses of CREATE TABLE.
    public String columns(String source) {
        StringJoiner columns = new StringJoiner(", ", "(", ")");
        for (List<@Nullable String> column : rows("describe select * from " + source)) {
            String type = String.valueOf(column.get(1));
            columns.add('"' + column.getFirst() + "\" " + ours(type));
        }
        return columns.toString();
    }

    private static String ours(String type) {
        return switch (type) {
            case "HUGEINT" -> "DECIMAL(38,0)";
            case "TIMESTAMP WITH TIME ZONE" -> "TIMESTAMP(6) WITH TIME ZONE";
            case "TIMESTAMP" -> "TIMESTAMP(6)";
            case "FLOAT" -> "REAL";
            default -> type;
        };
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
