package dev.tarn.server.job;

import dev.tarn.catalog.service.Jobs;
import dev.tarn.catalog.service.Pipes;
import dev.tarn.catalog.store.JobRunRow;
import dev.tarn.catalog.store.TaskRow;
import dev.tarn.catalog.task.TaskLostException;
import dev.tarn.catalog.task.TaskRun;
import dev.tarn.catalog.task.TaskWork;
import dev.tarn.engine.spi.LoadCounts;
import dev.tarn.engine.spi.PipeDefinition;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The task of a pipe, which is never done: each claim loads some of the files that came, and says
/// when to look again. A run that is done twice loads nothing the second time, as COPY INTO knows
/// each file.
final class PipeTask implements TaskWork {
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
    private static final int MAX_MESSAGE_CHARS = 2_000;

    /// A pause is longer or shorter by up to a tenth, so that pipes do not all look at once.
    private static final double JITTER = 0.1;

    private final Source source;
    private final Supplier<Loading> loadings;
    private final boolean untilNoneIsLeft;

    /// What all pipes of a catalog have in common.
    ///
    /// @param definitions the definition of a pipe as it holds now, by the id of its task; empty
    ///   once it is dropped
    record Source(
            Jobs jobs,
            Function<TaskRow, Optional<PipeDefinition>> definitions,
            RandomGenerator random) {}

    /// @param loadings makes what does one run
    PipeTask(Source source, Supplier<Loading> loadings, boolean untilNoneIsLeft) {
        this.source = source;
        this.loadings = loadings;
        this.untilNoneIsLeft = untilNoneIsLeft;
    }

    @Override
    public String kind() {
        return Pipes.KIND;
    }

    @Override
    public long mostAttempts() {
        return Long.MAX_VALUE;
    }

    @Override
    public Duration longestDelay() {
        return LONGEST_DELAY;
    }

    @Override
    public void run(TaskRun run) {
        Optional<PipeDefinition> found = source.definitions().apply(run.row());
        if (found.isEmpty()) {
            return;
        }
        PipeDefinition definition = found.get();
        PipeProgress progress = PipeProgress.of(run.progress());
        LoadCounts counts;
        do {
            counts = loaded(run, definition);
            progress = progress.and(counts, source.jobs().clock().millis());
            run.checkpoint(progress.kept());
        } while (untilNoneIsLeft && counts.filesLoaded() > 0);
        boolean mayHaveMore = counts.filesLoaded() > 0;
        run.again(
                progress.kept(),
                message(counts),
                mayHaveMore ? Duration.ZERO : pause(definition.settings().interval()));
    }

    private Duration pause(Duration interval) {
        double factor = 1 + JITTER * (2 * source.random().nextDouble() - 1);
        return Duration.ofMillis(Math.round(interval.toMillis() * factor));
    }

    /// What of the files could not be read.
    private static String message(LoadCounts counts) {
        if (counts.filesSkipped() > 0) {
            return cut(
                    "%d files are skipped: %s"
                            .formatted(counts.filesSkipped(), counts.firstError()));
        }
        return counts.rowsRejected() > 0
                ? cut(
                        "%d rows were left out: %s"
                                .formatted(counts.rowsRejected(), counts.firstError()))
                : "";
    }

    private static String cut(String message) {
        return message.substring(0, Math.min(message.length(), MAX_MESSAGE_CHARS));
    }

    private LoadCounts loaded(TaskRun run, PipeDefinition definition) {
        long start = source.jobs().clock().millis();
        Loading loading = loadings.get();
        try {
            LoadCounts counts = Beat.during(run, loading::cancel, () -> loading.load(definition));
            if (counts.filesLoaded() > 0) {
                remember(run.row(), definition, counts, message(counts), start, false);
            }
            return counts;
        } catch (TaskLostException e) {
            throw e;
        } catch (RuntimeException e) {
            String message = cut(String.valueOf(e.getMessage()));
            remember(run.row(), definition, LoadCounts.NONE, message, start, true);
            throw e;
        }
    }

    private void remember(
            TaskRow task,
            PipeDefinition definition,
            LoadCounts counts,
            String message,
            long startMillis,
            boolean isFailed) {
        source.jobs()
                .add(
                        new JobRunRow(
                                UUID.randomUUID().toString(),
                                task.warehouseId(),
                                task.id(),
                                task.kind(),
                                task.subject(),
                                definition.owner(),
                                isFailed,
                                message,
                                counts.filesLoaded(),
                                counts.rowsLoaded(),
                                startMillis,
                                source.jobs().clock().millis()));
    }
}
