package dev.tarn.server.job;

import dev.tarn.catalog.store.StoreUnavailableException;
import dev.tarn.catalog.task.TaskLostException;
import dev.tarn.catalog.task.TaskRun;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Keeps a task's lease while something long is done in its name, in one step, by another thread.
final class Beat {
    private static final Logger LOG = LoggerFactory.getLogger(Beat.class);
    private static final long EVERY_MILLIS = 100;

    private final TaskRun run;
    private final Runnable cancel;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable TaskLostException lost;

    private Beat(TaskRun run, Runnable cancel) {
        this.run = run;
        this.cancel = cancel;
    }

    /// Does `work` in the calling thread. Nobody else uses `run` until then.
    ///
    /// @param cancel called by another thread when the task is lost; has `work` end soon
    /// @throws TaskLostException when the task was lost meanwhile, whatever came of the work
    static <T> T during(TaskRun run, Runnable cancel, Supplier<T> work) {
        Beat beat = new Beat(run, cancel);
        Thread thread = Thread.ofVirtual().name("beat-" + run.row().id()).start(beat::untilOver);
        try {
            return work.get();
        } finally {
            beat.over.countDown();
            join(thread);
            TaskLostException lost = beat.lost;
            if (lost != null) {
                LOG.debug("task={} lost while it ran", run.row().id(), lost);
            }
            beat.throwIfLost();
        }
    }

    private void throwIfLost() {
        TaskLostException known = lost;
        if (known != null) {
            throw known;
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void untilOver() {
        try {
            while (!over.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                beat();
            }
        } catch (TaskLostException e) {
            lost = e;
            cancel.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A database that does not answer may do so before the lease ends.
    private void beat() {
        try {
            run.heartbeat();
        } catch (StoreUnavailableException e) {
            LOG.warn("task={} its lease could not be extended", run.row().id(), e);
        }
    }
}
