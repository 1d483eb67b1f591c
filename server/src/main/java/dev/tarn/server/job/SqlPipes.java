package dev.tarn.server.job;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.service.Mutation;
import dev.tarn.catalog.service.Origin;
import dev.tarn.catalog.service.Pipes;
import dev.tarn.engine.spi.LoadCounts;
import dev.tarn.engine.spi.PipeCatalog;
import dev.tarn.engine.spi.PipeDefinition;
import dev.tarn.engine.spi.PipeSettings;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// The catalog's pipes for SQL, in the name of whoever asks. Thread-safe.
public final class SqlPipes implements PipeCatalog {
    private final TarnCatalog catalog;
    private final String warehouse;
    private final Supplier<Caller> callers;
    private final PipeJobs jobs;

    /// @param callers in whose name the catalog is asked, one for each call
    public SqlPipes(
            TarnCatalog catalog, String warehouse, Supplier<Caller> callers, PipeJobs jobs) {
        this.catalog = catalog;
        this.warehouse = warehouse;
        this.callers = callers;
        this.jobs = jobs;
    }

    private Pipes pipes() {
        return catalog.pipes(warehouse);
    }

    private <T> T asked(Supplier<T> work) {
        return callers.get().during(work);
    }

    private void run(Runnable work) {
        callers.get().run(work);
    }

    private static Mutation mutation() {
        return Mutation.plain(Origin.LOCAL.withPrincipal(Caller.currentName()));
    }

    private Pipe told(dev.tarn.catalog.service.Pipe pipe) {
        PipeDefinition definition = PipeJson.read(pipe.row().definition());
        JobInfo job = JobInfo.of(pipe.task(), definition.owner(), catalog.jobs().clock().instant());
        Long rows = job.rows();
        return new Pipe(
                job.id(),
                pipe.name(),
                pipe.row().version(),
                definition,
                state(job.state()),
                job.reason(),
                job.nextRun(),
                job.lastRun(),
                job.files(),
                rows == null ? 0 : rows);
    }

    /// A pipe is never done, and never given up.
    private static State state(JobInfo.State state) {
        return switch (state) {
            case WAITING, DONE -> State.WAITING;
            case RUNNING -> State.RUNNING;
            case PAUSED -> State.PAUSED;
            case FAILING, FAILED -> State.FAILING;
        };
    }

    /// The pipe as it is kept, if it is still the one that was told.
    private dev.tarn.catalog.service.Pipe kept(Pipe told) {
        return pipes().find(told.name())
                .filter(now ->
                        now.row().id().equals(told.id()) && now.row().version() == told.version())
                .orElseThrow(() ->
                        new CommitFailedException("Pipe %s was changed meanwhile", told.name()));
    }

    @Override
    public List<Pipe> list(Namespace namespace) {
        try {
            return asked(() -> pipes().list(namespace).stream().map(this::told).toList());
        } catch (NoSuchNamespaceException e) {
            return List.of();
        }
    }

    @Override
    public @Nullable Pipe find(TableIdentifier name) {
        try {
            return asked(() -> pipes().find(name).map(this::told).orElse(null));
        } catch (NoSuchNamespaceException e) {
            return null;
        }
    }

    /// The roles of who has a token of ours are looked up anew for each run.
    private String owned(PipeDefinition definition) {
        return PipeJson.write(
                catalog.access().isLocal(definition.owner())
                        ? definition.withRoles(Set.of())
                        : definition);
    }

    @Override
    public void create(TableIdentifier name, PipeDefinition definition) {
        run(() -> pipes().create(name, owned(definition), mutation()));
    }

    @Override
    public void replace(Pipe base, PipeDefinition definition) {
        run(() -> pipes().replace(kept(base), owned(definition), mutation()));
    }

    @Override
    public void alter(Pipe base, PipeSettings settings) {
        String definition = PipeJson.write(base.definition().withSettings(settings));
        run(() -> pipes().alter(kept(base), definition, mutation()));
    }

    @Override
    public void drop(Pipe base) {
        run(() -> pipes().drop(kept(base), mutation()));
    }

    @Override
    public void pause(Pipe pipe) {
        run(() -> {
            String reason = "paused by " + Caller.current().principal().name();
            pipes().pause(kept(pipe), reason, mutation());
        });
    }

    @Override
    public void resume(Pipe pipe) {
        run(() -> pipes().resume(kept(pipe), mutation()));
    }

    @Override
    public LoadCounts refresh(Pipe pipe, Function<PipeDefinition, LoadCounts> loading) {
        run(() -> pipes().checkMayRun(kept(pipe)));
        return jobs.refresh(pipe.id(), pipe.name().toString(), loading);
    }
}
