package dev.tarn.server.job;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.auth.AccessControl;
import dev.tarn.catalog.service.Jobs;
import dev.tarn.catalog.store.TaskRow;
import dev.tarn.catalog.task.TaskRunner;
import dev.tarn.catalog.task.TaskSettings;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.LoadCounts;
import dev.tarn.engine.spi.PipeDefinition;
import dev.tarn.server.query.StatementRunner;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Runs the pipes of a catalog: when they are due, once it is started, and when somebody asks.
/// Servers that share a database share its pipes, too. Thread-safe. Closed before the engine and
/// the catalog; what runs then is cancelled and given back.
public final class PipeJobs implements AutoCloseable {
    /// A server that is gone is noticed after the lease.
    private static final TaskSettings SETTINGS =
            new TaskSettings(
                    4, Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(3));

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TarnCatalog catalog;
    private final PipeTask.Source source;
    private final TaskRunner byHand;
    private @Nullable TaskRunner background;
    private boolean isClosed;

    public PipeJobs(TarnCatalog catalog) {
        this.catalog = catalog;
        Jobs jobs = catalog.jobs();
        this.source = new PipeTask.Source(jobs, this::definition, RandomGenerator.getDefault());
        this.byHand = jobs.runner(List.of(), TaskSettings.BY_HAND.withLease(SETTINGS.lease()));
    }

    /// Begins to run pipes when they are due, each run as a query that `runner` starts.
    public synchronized void start(StatementRunner runner) {
        if (background == null && !isClosed) {
            background = runner(runner, SETTINGS);
            background.start();
        }
    }

    private TaskRunner runner(StatementRunner runner, TaskSettings settings) {
        PipeTask task = new PipeTask(source, () -> new QueryLoading(runner), false);
        return source.jobs().runner(List.of(task), settings);
    }

    /// Runs what is due in the calling thread, until nothing is; how many runs that were.
    int runDue(StatementRunner runner) {
        return runner(runner, TaskSettings.BY_HAND).runDue();
    }

    /// Runs a pipe in the calling thread until nothing is left to load.
    ///
    /// @throws SqlException if it fails, is paused, or runs elsewhere for long
    LoadCounts refresh(String id, String name, Function<PipeDefinition, LoadCounts> loading) {
        AtomicReference<LoadCounts> total = new AtomicReference<>(LoadCounts.NONE);
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        Loading noted =
                definition -> {
                    try {
                        LoadCounts counts = loading.apply(definition);
                        total.set(total.get().and(counts));
                        return counts;
                    } catch (RuntimeException e) {
                        failure.set(e);
                        throw e;
                    }
                };
        PipeTask task = new PipeTask(source, () -> noted, true);
        if (!byHand.runNow(id, task, PATIENCE)) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Pipe %s is paused, was dropped, or runs elsewhere for longer than %d s"
                            .formatted(name, PATIENCE.toSeconds()));
        }
        RuntimeException known = failure.get();
        if (known != null) {
            throw known;
        }
        return total.get();
    }

    /// The pipe of a task with the roles that its owner has now.
    private Optional<PipeDefinition> definition(TaskRow task) {
        AccessControl access = catalog.access();
        return catalog.pipes(source.jobs().warehouseName(task.warehouseId()))
                .findById(task.subjectId())
                .map(pipe -> {
                    PipeDefinition kept = PipeJson.read(pipe.row().definition());
                    Set<String> roles = new HashSet<>(kept.roles());
                    roles.addAll(access.rolesOf(kept.owner()));
                    return kept.withRoles(roles);
                });
    }

    @Override
    public void close() {
        TaskRunner running;
        synchronized (this) {
            isClosed = true;
            running = background;
        }
        if (running != null) {
            running.close();
        }
        byHand.close();
    }
}
