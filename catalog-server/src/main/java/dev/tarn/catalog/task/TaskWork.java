package dev.tarn.catalog.task;

import java.time.Duration;

/// What tasks of one kind do.
public interface TaskWork {

    /// What [dev.tarn.catalog.store.TaskRow#kind] says.
    String kind();

    /// Does the task, from where its progress says it is. To return is to be done, unless it was
    /// given back by [TaskRun#again]; an exception is another try later. May be called again after
    /// it did everything but before that was known.
    void run(TaskRun run);

    /// How often it is claimed without coming further before it has failed for good.
    default long mostAttempts() {
        return 12;
    }

    /// When it is tried again after it failed, at the latest.
    default Duration longestDelay() {
        return Duration.ofHours(1);
    }
}
