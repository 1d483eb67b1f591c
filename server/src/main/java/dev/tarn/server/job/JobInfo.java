package dev.tarn.server.job;

import dev.tarn.catalog.service.Pipes;
import dev.tarn.catalog.store.TaskRow;
import dev.tarn.catalog.store.TaskState;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A durable job as people see it.
///
/// @param name what it is about
/// @param nextRun null where none is to come, or one is going on
/// @param files how many it took in or took away since it was made
/// @param rows null where it has nothing to do with rows
record JobInfo(
        String id,
        String kind,
        String name,
        String owner,
        State state,
        String reason,
        @Nullable Instant nextRun,
        @Nullable Instant lastRun,
        long files,
        @Nullable Long rows) {
    /// Whose jobs are those that nobody asked for.
    static final String SYSTEM = "system";

    /// Where a job is.
    enum State {
        WAITING,
        RUNNING,
        PAUSED,
        /// It failed and is tried again.
        FAILING,
        /// It failed and is not tried again.
        FAILED,
        DONE
    }

    static JobInfo of(TaskRow task, String owner, Instant now) {
        boolean isLate =
                task.state() == TaskState.RUNNING && task.dueMillis() <= now.toEpochMilli();
        State state = isLate ? State.WAITING : state(task);
        boolean isDue = state == State.WAITING || state == State.FAILING;
        String reason =
                isLate ? "the server that ran it is gone; another takes it" : task.message();
        boolean isPipe = task.kind().equals(Pipes.KIND);
        PipeProgress progress = isPipe ? PipeProgress.of(task.progress()) : null;
        return new JobInfo(
                task.id(),
                task.kind(),
                task.subject(),
                owner,
                state,
                reason,
                isDue ? Instant.ofEpochMilli(task.dueMillis()) : null,
                lastRun(task, progress),
                progress == null ? task.progress().deletedCount() : progress.files(),
                progress == null ? null : progress.rows());
    }

    private static State state(TaskRow task) {
        return switch (task.state()) {
            case WAITING -> task.attempts() > 0 ? State.FAILING : State.WAITING;
            case RUNNING -> State.RUNNING;
            case PAUSED -> State.PAUSED;
            case DONE -> State.DONE;
            case FAILED -> State.FAILED;
        };
    }

    private static @Nullable Instant lastRun(TaskRow task, @Nullable PipeProgress progress) {
        long millis = progress == null ? task.updatedMillis() : progress.lastRunMillis();
        boolean isNever = progress == null ? task.fence() == 0 : millis == 0;
        return isNever ? null : Instant.ofEpochMilli(millis);
    }
}
