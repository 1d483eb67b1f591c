package dev.tarn.server;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.server.job.PipeJobs;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.function.Supplier;

/// The catalog of a lake, opened by the first that asks for it, and owned from then on.
/// Thread-safe: others wait while one opens it.
final class Lake implements AutoCloseable {
    private final Supplier<TarnCatalog> opening;
    private @Nullable Open open;
    private boolean closed;

    private record Open(TarnCatalog catalog, PipeJobs jobs, LakeCatalogs connections) {}

    Lake(Supplier<TarnCatalog> opening) {
        this.opening = opening;
    }

    /// @throws CommandException if it cannot be opened, which the next to ask tries again
    TarnCatalog catalog() {
        return open().catalog();
    }

    /// The lake as a session sees it.
    ///
    /// @throws SqlException STORAGE_ERROR if it cannot be opened
    Collection<CatalogConnection> connections(Session session) {
        Open lake;
        try {
            lake = open();
        } catch (CommandException e) {
            throw new SqlException(
                    ErrorCode.STORAGE_ERROR, String.valueOf(e.getMessage()), null, e);
        }
        return lake.connections().of(session);
    }

    private synchronized Open open() {
        if (closed) {
            throw new IllegalStateException("The lake is closed");
        }
        if (open == null) {
            TarnCatalog catalog = opening.get();
            PipeJobs jobs = new PipeJobs(catalog);
            open = new Open(catalog, jobs, new LakeCatalogs(catalog, jobs));
        }
        return open;
    }

    /// What runs the lake's pipes.
    PipeJobs jobs() {
        return open().jobs();
    }

    /// Has pipes stop, before what they run on is closed.
    void stopJobs() {
        Open known;
        synchronized (this) {
            known = open;
        }
        if (known != null) {
            known.jobs().close();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (open != null) {
            open.catalog().close();
            open = null;
        }
    }
}
