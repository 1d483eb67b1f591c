package dev.tarn.server.job;

import static java.util.Objects.requireNonNull;

import dev.tarn.catalog.CatalogConfig;
import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.local.LocalCatalog;
import dev.tarn.columnar.Batch;
import dev.tarn.engine.Engine;
import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.Extensions;
import dev.tarn.testkit.Batches;

import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// A lake in a folder with what runs its pipes, as a server has them, but for the doors.
final class PipeServer implements AutoCloseable {
    private static final Namespace MAIN = Namespace.of("main");
    private static final long MEMORY_BYTES = 256L << 20;

    private final TarnCatalog catalog;
    private final PipeJobs jobs;
    private final Engine engine;

    PipeServer(Path folder, Clock clock) {
        this(TarnCatalog.open(CatalogConfig.inDirectory(folder).withClock(clock)));
    }

    private PipeServer(TarnCatalog catalog) {
        this.catalog = catalog;
        LocalCatalog local = catalog.catalog();
        if (!local.namespaceExists(MAIN)) {
            local.createNamespace(MAIN);
        }
        this.jobs = new PipeJobs(catalog);
        this.engine =
                Engine.create(
                        new EngineConfig(2, MEMORY_BYTES, MEMORY_BYTES, 8, 8, 1024),
                        this::connections,
                        new Extensions(
                                List.of(), List.of(), JobTables.of(() -> catalog, (_, _) -> true)),
                        Map.of());
    }

    private Collection<CatalogConnection> connections(Session session) {
        LocalCatalog local = catalog.catalog();
        SqlPipes pipes = new SqlPipes(catalog, local.name(), Caller::system, jobs);
        return List.of(
                new CatalogConnection(
                        "lake", local, local, local, null, null, null, null, pipes, null, null,
                        null));
    }

    /// Begins to run pipes when they are due.
    void start() {
        jobs.start(engine::submit);
    }

    /// Runs the pipes that are due; how many runs that were.
    int runDue() {
        return jobs.runDue(engine::submit);
    }

    /// Runs `sql` to its end in the name of Ann; its rows.
    List<List<@Nullable Object>> execute(String sql) {
        try (Query query = engine.submit(Session.of("ann", "lake", MAIN), sql)) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (Batch batch = query.next(); batch != null; batch = query.next()) {
                rows.addAll(Batches.rows(batch));
            }
            return rows;
        }
    }

    /// What the only row of a query is.
    List<@Nullable Object> row(String sql) {
        return execute(sql).getFirst();
    }

    long count(String table) {
        return ((Number) requireNonNull(row("select count(*) from " + table).getFirst()))
                .longValue();
    }

    @Override
    public void close() {
        jobs.close();
        engine.close();
        catalog.close();
    }
}
