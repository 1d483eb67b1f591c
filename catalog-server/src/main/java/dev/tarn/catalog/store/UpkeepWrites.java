package dev.tarn.catalog.store;

import java.util.Optional;

/// What a transaction may do to dropped entries and tasks.
public interface UpkeepWrites {

    void insertDropped(DroppedRow row);

    /// The dropped entry as it is now, which nobody else changes or removes until the end of the
    /// transaction.
    Optional<DroppedRow> lockDropped(String id);

    boolean updateDropped(String id, DroppedState state);

    boolean deleteDropped(String id);

    /// False when there is a task of that id.
    boolean insertTask(TaskRow task);

    /// Writes a task that the caller has claimed; false when it has lost it since.
    boolean updateTask(TaskRow task);

    /// Takes the task from whoever works on it, and keeps it until it is resumed; false when there
    /// is none, or it is paused or over.
    boolean pauseTask(String id, String message, long nowMillis);

    /// Makes a waiting task due; false when it is not waiting.
    boolean wakeTask(String id, long nowMillis);

    /// Makes a paused task due; false when it is not paused.
    boolean resumeTask(String id, long nowMillis);

    /// Forgets a task, whoever works on it.
    boolean deleteTask(String id);
}
