package dev.tarn.catalog.task;

import dev.tarn.catalog.store.StoreTransaction;
import dev.tarn.catalog.store.TaskProgress;
import dev.tarn.catalog.store.TaskRow;
import dev.tarn.catalog.store.TaskState;
import dev.tarn.catalog.store.TaskStore;

import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// One claim of one task, in the hands of the worker that has it. For one thread.
public final class TaskRun {
    private final TaskStore store;
    private final Clock clock;
    private final Duration lease;
    private final BooleanSupplier isStopping;
    private TaskRow row;
    private boolean isGivenBack;

    TaskRun(
            TaskStore store,
            Clock clock,
            Duration lease,
            BooleanSupplier isStopping,
            TaskRow claimed) {
        this.store = store;
        this.clock = clock;
        this.lease = lease;
        this.isStopping = isStopping;
        this.row = claimed;
    }

    public TaskRow row() {
        return row;
    }

    public TaskProgress progress() {
        return row.progress();
    }

    /// Keeps how far the work came and extends the lease. Progress forgives earlier failures.
    ///
    /// @throws TaskLostException when the task belongs to another worker now, or this one stops
    public void checkpoint(TaskProgress progress) {
        long attempts = progress.equals(row.progress()) ? row.attempts() : 1;
        save(copy(TaskState.RUNNING, attempts, progress, row.message(), leaseEnd()));
        if (isStopping.getAsBoolean()) {
            throw new TaskLostException("The process stops; task " + row.id() + " goes on later");
        }
    }

    /// Extends the lease when a third of it has passed; for the steps of something long.
    ///
    /// @throws TaskLostException as [#checkpoint]
    public void heartbeat() {
        if (row.dueMillis() - clock.millis() < lease.toMillis() * 2 / 3) {
            checkpoint(row.progress());
        } else if (isStopping.getAsBoolean()) {
            throw new TaskLostException("The process stops; task " + row.id() + " goes on later");
        }
    }

    /// Ends this claim of a task that is never done: it is due again after `delay`.
    ///
    /// @param message what there is to say until then
    /// @throws TaskLostException when the task belongs to another worker now
    public void again(TaskProgress progress, String message, Duration delay) {
        save(copy(TaskState.WAITING, 0, progress, message, clock.millis() + delay.toMillis()));
        isGivenBack = true;
    }

    boolean isGivenBack() {
        return isGivenBack;
    }

    /// Ends the task in a transaction that does more.
    ///
    /// @param message what there is to say about the outcome
    /// @throws TaskLostException when the task belongs to another worker now
    public void finishIn(StoreTransaction transaction, String message) {
        TaskRow done =
                copy(TaskState.DONE, row.attempts(), row.progress(), message, clock.millis());
        if (!transaction.updateTask(done)) {
            throw lost();
        }
    }

    /// The task was ended by [#finishIn], in a transaction that is committed.
    boolean isFinishedInStore() {
        return store.find(row.id()).map(now -> now.state() == TaskState.DONE).orElse(true);
    }

    void finish() {
        save(copy(TaskState.DONE, row.attempts(), row.progress(), row.message(), clock.millis()));
    }

    /// Gives the task back, to be tried again after `delay`, or never.
    void giveBack(TaskState state, String message, Duration delay) {
        save(
                copy(
                        state,
                        row.attempts(),
                        row.progress(),
                        message,
                        clock.millis() + delay.toMillis()));
    }

    /// Gives the task back as if it had not been claimed.
    void release() {
        save(
                copy(
                        TaskState.WAITING,
                        Math.max(0, row.attempts() - 1),
                        row.progress(),
                        row.message(),
                        clock.millis()));
    }

    private long leaseEnd() {
        return clock.millis() + lease.toMillis();
    }

    private void save(TaskRow next) {
        if (!store.update(next)) {
            throw lost();
        }
        row = next;
    }

    private TaskLostException lost() {
        return new TaskLostException("Task " + row.id() + " belongs to another worker now");
    }

    private TaskRow copy(
            TaskState state, long attempts, TaskProgress progress, String message, long due) {
        return new TaskRow(
                row.id(),
                row.warehouseId(),
                row.kind(),
                row.subjectId(),
                row.subject(),
                row.parameters(),
                state,
                row.fence(),
                attempts,
                progress,
                message,
                state == TaskState.RUNNING ? row.owner() : "",
                due,
                row.createdMillis(),
                clock.millis());
    }
}
