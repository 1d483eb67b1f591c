package dev.tarn.bench.duel;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// DuckDB in this process, with tables that are views of Parquet files.
///
/// Keeps footers between queries, as Tarn does; everything else is as it comes.
public final class DuckSide implements Side {
    private final Connection connection;

    private DuckSide(Connection connection) {
        this.connection = connection;
    }

    /// A database in memory, of as many threads as Tarn has workers.
    public static DuckSide open(int threadCount) {
        try {
            DuckSide duck = new DuckSide(DriverManager.getConnection("jdbc:duckdb:"));
            duck.execute("set threads=" + threadCount);
            duck.execute("set TimeZone='UTC'");
            duck.execute("set parquet_metadata_cache=true");
            return duck;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Makes `files` known as the table `name`.
    public void view(String name, List<Path> files) {
        execute("create or replace view %s as select * from %s".formatted(name, parquet(files)));
    }

    /// Bytes that columns of `files` take in them, compressed; of all columns when none is named.
    public long columnBytes(List<Path> files, List<String> columns) {
        String names =
                columns.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        String only = columns.isEmpty() ? "" : " where path_in_schema in (" + names + ")";
        Object sum =
                ask("select sum(total_compressed_size)::bigint from parquet_metadata(%s)%s"
                                .formatted(list(files), only))
                        .rows()
                        .getFirst()
                        .getFirst();
        return sum instanceof Number number ? number.longValue() : 0;
    }

    private static String parquet(List<Path> files) {
        return "read_parquet(" + list(files) + ")";
    }

    private static String list(List<Path> files) {
        return files.stream()
                .map(file -> "'" + file + "'")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB: %s, of %s".formatted(e.getMessage(), sql), e);
        }
    }

    @Override
    public Answer ask(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int width = result.getMetaData().getColumnCount();
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    row.add(result.getObject(i));
                }
                rows.add(row);
            }
            return new Answer(rows, -1);
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB: %s, of %s".formatted(e.getMessage(), sql), e);
        }
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
