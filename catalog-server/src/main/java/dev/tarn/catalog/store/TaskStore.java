package dev.tarn.catalog.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The tasks of all warehouses of one database. Safe for many threads and many servers: whoever
/// claims a task gets a fence that no other claim has, and whatever it writes afterwards must have
/// the last one.
public interface TaskStore {

    /// False when there is a task of that id.
    boolean insert(TaskRow task);

    Optional<TaskRow> find(String id);

    /// The last `limit` created for a warehouse, the newest first.
    List<TaskRow> latest(String warehouseId, int limit);

    /// Tasks of these kinds that may be claimed: waiting and due, or running with a lease that has
    /// ended.
    List<TaskRow> due(Collection<String> kinds, long nowMillis, int limit);

    /// Makes a waiting task due; false when it is not waiting.
    boolean wake(String id, long nowMillis);

    /// Those of all warehouses that are not done, the newest first, at most `limit`.
    List<TaskRow> open(int limit);

    /// Takes a due task until `leaseEndMillis`; empty when another was faster.
    Optional<TaskRow> claim(TaskRow seen, String owner, long nowMillis, long leaseEndMillis);

    /// Writes a task that the caller has claimed; false when it has lost it since.
    boolean update(TaskRow task);

    /// Makes a failed task due again; false when there is none of that id that failed.
    boolean tryAgain(String id, long nowMillis);

    /// Forgets tasks that were done before, at most `limit`.
    int deleteEnded(long beforeMillis, int limit);
}
