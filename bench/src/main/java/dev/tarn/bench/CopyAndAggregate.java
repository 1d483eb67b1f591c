package dev.tarn.bench;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.server.Tarn;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How fast COPY INTO loads a Parquet and a CSV file of taxi trips, and a group-by over the table
/// beside DuckDB's over the same Parquet file, turn by turn in one process.
///
/// Arguments: a Parquet file with the columns `pu_location_id` and `fare_amount`, and a CSV file.
/// The answers of both engines are compared before anything is timed.
public final class CopyAndAggregate {
    private static final int WARM_UPS = 15;
    private static final int RUNS = 21;
    private static final String QUERY =
            "select pu_location_id, count(*), sum(fare_amount) from %s group by 1 order by 1";

    private CopyAndAggregate() {}

    public static void main(String[] arguments) throws Exception {
        String parquet = arguments[0];
        String csv = arguments[1];
        Path data = Files.createTempDirectory("tarn-bench");
        TarnConfig config =
                TarnConfig.from(Settings.defaults().set(Key.DATA_DIR, data.toString(), "bench"));
        try (Tarn tarn = Tarn.open(config);
                Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
            Session session = Session.of("bench", "lake", tarn.defaultNamespace());
            duck.createStatement()
                    .execute("set threads=" + Runtime.getRuntime().availableProcessors());
            load(tarn, session, "trips", parquet);
            load(tarn, session, "records", csv);
            compare(tarn, session, duck, parquet);
        }
    }

    /// Loads `file` three times and tells the last, when loops are compiled.
    private static void load(Tarn tarn, Session session, String table, String file) {
        run(tarn, session, "create table %s from '%s'".formatted(table, file));
        for (int i = 0; i < 3; i++) {
            long begin = System.nanoTime();
            long rows =
                    run(
                            tarn,
                            session,
                            "copy into %s from '%s' force = true".formatted(table, file));
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    "COPY INTO %-8s %,10d rows %6.2f s %,12.0f rows/s%n",
                    table, rows, seconds, rows / seconds);
        }
        run(tarn, session, "drop table " + table);
        run(tarn, session, "create table %s from '%s'".formatted(table, file));
    }

    private static void compare(Tarn tarn, Session session, Connection duck, String parquet)
            throws SQLException {
        String ours = QUERY.formatted("trips");
        String theirs = QUERY.formatted("'" + parquet + "'");
        if (!rows(tarn, session, ours).equals(rows(duck, theirs))) {
            throw new IllegalStateException("The engines do not agree");
        }
        double[] tarnMillis = new double[RUNS];
        double[] duckMillis = new double[RUNS];
        for (int i = -WARM_UPS; i < RUNS; i++) {
            long begin = System.nanoTime();
            rows(tarn, session, ours);
            long between = System.nanoTime();
            rows(duck, theirs);
            long end = System.nanoTime();
            if (i >= 0) {
                tarnMillis[i] = (between - begin) / 1e6;
                duckMillis[i] = (end - between) / 1e6;
            }
        }
        double tarnMedian = median(tarnMillis);
        double duckMedian = median(duckMillis);
        System.out.printf(
                "count, sum … group by: Tarn %.1f ms, DuckDB %.1f ms, ratio %.2f%n",
                tarnMedian, duckMedian, tarnMedian / duckMedian);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static long run(Tarn tarn, Session session, String sql) {
        try (Query query = tarn.runner("bench").start(session, sql)) {
            while (query.next() != null) {
                // The end is awaited; commands give no rows.
            }
            return query.updateCount().orElse(0);
        }
    }

    private static List<String> rows(Tarn tarn, Session session, String sql) {
        List<String> rows = new ArrayList<>();
        try (Query query = tarn.runner("bench").start(session, sql)) {
            Batch batch = query.next();
            while (batch != null) {
                for (int row = 0; row < batch.rowCount(); row++) {
                    rows.add(
                            JavaValues.value(batch.column(0), row)
                                    + " "
                                    + JavaValues.value(batch.column(1), row)
                                    + " "
                                    + JavaValues.value(batch.column(2), row));
                }
                batch = query.next();
            }
        }
        return rows;
    }

    private static List<String> rows(Connection duck, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = duck.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(
                        result.getString(1)
                                + " "
                                + result.getString(2)
                                + " "
                                + result.getString(3));
            }
        }
        return rows;
    }
}
