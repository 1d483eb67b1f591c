package dev.tarn.catalog.task;

import java.time.Duration;

/// How those who make tasks tell those who do them. Thread-safe.
public interface TaskBell {

    /// Says that there may be a new task.
    void ring();

    /// Waits a little for a task to end in this process; returns at once where nobody works.
    void await(String taskId, Duration patience);
}
