package dev.tarn.catalog.task;

/// What tasks of one kind do.
public interface TaskWork {

    /// What [dev.tarn.catalog.store.TaskRow#kind] says.
    String kind();

    /// Does the task, from where its progress says it is. To return is to be done; an exception is
    /// another try later. May be called again after it did everything but before that was known.
    void run(TaskRun run);
}
