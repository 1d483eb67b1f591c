package dev.tarn.bench.engines;

import dev.tarn.testkit.engines.EngineProcess;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Tarn or Trino, both by Trino's JDBC driver.
final class JdbcEngine implements AskedEngine {
    private final Connection connection;
    private final boolean analyzes;
    private final AutoCloseable server;

    private JdbcEngine(Connection connection, boolean analyzes, AutoCloseable server) {
        this.connection = connection;
        this.analyzes = analyzes;
        this.server = server;
    }

    /// The server of this process.
    static JdbcEngine tarn(EnginesBench.Place place) throws SQLException {
        return new JdbcEngine(connect(place.host(), place), false, () -> {});
    }

    /// A Trino server of its own, with its defaults but for the memory.
    static JdbcEngine trino(EnginesBench.Place place, Path jdk) throws Exception {
        EngineProcess server =
                EngineProcess.start(
                        place.checkout(),
                        new EngineProcess.Start(
                                "trino",
                                jdk,
                                List.of("-Xmx8g"),
                                "log4j-slf4j-impl|slf4j-reload4j|logback",
                                List.of(
                                        "connector.name=iceberg",
                                        "iceberg.catalog.type=rest",
                                        "iceberg.rest-catalog.uri=" + place.catalog(),
                                        "fs.hadoop.enabled=true")));
        String host = server.line().replace("http://", "");
        return new JdbcEngine(connect(host, place), true, server);
    }

    private static Connection connect(String host, EnginesBench.Place place) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:trino://%s/lake/%s".formatted(host, place.namespace()), "bench", null);
    }

    @Override
    public void analyze(String table) throws SQLException {
        if (analyzes) {
            ask("ANALYZE " + table);
        }
    }

    @Override
    public List<List<String>> ask(String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            try (ResultSet answer = statement.getResultSet()) {
                while (answer != null && answer.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= answer.getMetaData().getColumnCount(); i++) {
                        String value = answer.getString(i);
                        row.add(value == null ? "NULL" : value);
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    @Override
    public void close() throws Exception {
        try (server;
                connection) {
            // Both are closed, the connection first.
        }
    }
}
