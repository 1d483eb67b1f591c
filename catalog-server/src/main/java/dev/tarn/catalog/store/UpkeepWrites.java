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
}
