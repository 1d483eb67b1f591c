package dev.tarn.server.demo;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.server.output.Amounts;
import dev.tarn.server.output.Format;
import dev.tarn.server.output.ResultWriter;
import dev.tarn.server.query.StatementRunner;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/// Tells what Tarn does by doing it: files into tables, questions, a schema that changes, and a
/// look back in time. Can be run again on the same folder.
public final class Demo {
    public static final int TRIP_COUNT = 3_000_000;
    public static final double SCALE_FACTOR = 0.1;

    private final StatementRunner runner;
    private final Session session;
    private final DemoFiles files;
    private final Narrator narrator;

    /// `terminal` says whether `out` is one, and may be written over.
    public Demo(
            StatementRunner runner, Session session, Size size, PrintStream out, boolean terminal) {
        this.runner = runner;
        this.session = session;
        this.files = new DemoFiles(size.folder(), size.tripCount(), size.scaleFactor());
        this.narrator = new Narrator(out, terminal);
    }

    /// Where the files go, and how much is in them.
    public record Size(Path folder, int tripCount, double scaleFactor) {}

    /// Runs the whole demo; `dataFolder` is named in the commands to go on with.
    ///
    /// @throws dev.tarn.engine.SqlException if a statement fails
    public void run(Path dataFolder) throws IOException, InterruptedException {
        narrator.say("Tarn shows itself: data is made here, nothing is fetched.");
        makeFiles();
        loadTrips();
        loadTpch();
        narrator.heading("Questions");
        for (Step step : DemoStatements.QUERIES) {
            show(step);
        }
        evolve();
        narrator.heading("Go on");
        narrator.say("That took " + Amounts.duration(narrator.elapsed()) + " in all.");
        narrator.say("  ./tarn sql --data " + dataFolder + " --namespace city");
        narrator.say("  ./tarn serve --data " + dataFolder);
        narrator.say(
                "  ./tarn sql --data "
                        + dataFolder
                        + " -e \"EXPLAIN SELECT count(*) FROM city.trips\"");
    }

    private void makeFiles() throws IOException, InterruptedException {
        narrator.heading("Making data");
        long started = System.nanoTime();
        long bytes =
                files.make(
                        (done, all) -> narrator.progress("file " + done + " of " + all + " made"));
        narrator.done(
                "Six months of taxi trips and TPC-H: " + Amounts.bytes(bytes) + " of CSV",
                since(started));
    }

    private void loadTrips() throws IOException {
        narrator.heading("Loading them into partitioned Iceberg tables with COPY INTO");
        for (String sql : DemoStatements.TABLES) {
            execute(sql);
        }
        copy("city.zones", files.zones());
        for (int month = 0; month < DemoFiles.MONTH_COUNT - 1; month++) {
            copy("city.trips", files.trips(month));
        }
    }

    private void loadTpch() {
        for (DemoStatements.TpchTable table : DemoStatements.TPCH) {
            execute(table.drop());
            execute(table.create());
            copy("tpch." + table.name(), files.tpch(table.name()));
        }
    }

    private void copy(String table, Path file) {
        narrator.progress(table + " from " + file.getFileName());
        long started = System.nanoTime();
        long rows = execute("COPY INTO " + table + " FROM '" + path(file) + "'");
        Duration took = since(started);
        long perSecond = rows * 1000 / Math.max(1, took.toMillis());
        narrator.done(
                "%-14s %9s rows from %-20s (%s rows/s)"
                        .formatted(
                                table,
                                Amounts.count(rows),
                                file.getFileName(),
                                Amounts.count(perSecond)),
                took);
    }

    private void evolve() throws IOException {
        narrator.heading("The table changes");
        String before = firstValue("SELECT max(snapshot_id) FROM city.\"trips$refs\"");
        execute("DROP TABLE IF EXISTS city.june");
        execute("CREATE TABLE city.june AS SELECT * FROM city.trips WHERE 1 = 0");
        for (Step step : DemoStatements.EVOLUTION) {
            narrator.statement(step);
            execute(step.sql());
        }
        narrator.say("");
        copy("city.june", files.trips(DemoFiles.MONTH_COUNT - 1));
        Step append =
                new Step(
                        "June arrives late, with its surcharge",
                        """
                        INSERT INTO city.trips
                        SELECT trip_id, cab_company, pickup_at, dropoff_at, pickup_zone, dropoff_zone, passengers,
                          distance_km, payment, fare, tip, tolls, total, CAST(fare * 0.05 AS DECIMAL(10,2)) FROM city.june\
                        """);
        narrator.statement(append);
        execute(append.sql());
        for (Step step : DemoStatements.AFTER_EVOLUTION) {
            show(step);
        }
        show(
                new Step(
                        "The same table as it was before June",
                        "SELECT count(*) AS trips FROM city.trips FOR VERSION AS OF " + before));
        show(DemoStatements.FILES);
    }

    private void show(Step step) throws IOException {
        narrator.statement(step);
        long started = System.nanoTime();
        try (Query query = runner.start(session, step.sql())) {
            ResultWriter writer = Format.TABLE.writer(narrator.out());
            writer.begin(query.columns());
            for (Batch batch = query.next(); batch != null; batch = query.next()) {
                writer.batch(batch.compact());
            }
            writer.end();
            narrator.say(
                    "%s, %s rows read"
                            .formatted(
                                    Amounts.duration(since(started)),
                                    Amounts.count(query.stats().processedRows())));
        }
    }

    /// Runs a statement; returns the rows that it changed.
    private long execute(String sql) {
        try (Query query = runner.start(session, sql)) {
            Batch batch = query.next();
            while (batch != null) {
                batch = query.next();
            }
            return query.updateCount().orElse(0);
        }
    }

    private String firstValue(String sql) {
        try (Query query = runner.start(session, sql)) {
            @Nullable Batch batch = query.next();
            if (batch == null || batch.rowCount() == 0) {
                throw new IllegalStateException("No rows from " + sql);
            }
            String value = String.valueOf(JavaValues.value(batch.compact().column(0), 0));
            while (query.next() != null) {
                // One row was asked for; the rest lets the query end.
            }
            return value;
        }
    }

    private static String path(Path file) {
        return file.toAbsolutePath().toString().replace("'", "''");
    }

    private static Duration since(long startedNanos) {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }
}
