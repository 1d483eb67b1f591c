package dev.tarn.catalog.service;

import dev.tarn.catalog.store.JobRunRow;
import dev.tarn.catalog.store.JobRunStore;
import dev.tarn.catalog.store.TaskRow;
import dev.tarn.catalog.store.TaskStore;
import dev.tarn.catalog.task.TaskRunner;
import dev.tarn.catalog.task.TaskSettings;
import dev.tarn.catalog.task.TaskWork;

import java.time.Clock;
import java.util.List;
import java.util.Map;

/// The durable jobs of a database, for those outside the catalog who do the work of some kinds, and
/// who tell of all. Thread-safe.
public final class Jobs {
    /// More are not listed.
    public static final int MOST_LISTED = 10_000;

    private final TaskStore tasks;
    private final JobRunStore runs;
    private final Map<String, String> warehouseNames;
    private final Clock clock;

    /// @param warehouseNames what the warehouses are called, by their ids
    public Jobs(
            TaskStore tasks, JobRunStore runs, Map<String, String> warehouseNames, Clock clock) {
        this.tasks = tasks;
        this.runs = runs;
        this.warehouseNames = Map.copyOf(warehouseNames);
        this.clock = clock;
    }

    /// Jobs that are not done, the newest first.
    public List<TaskRow> open() {
        return tasks.open(MOST_LISTED);
    }

    /// Runs that are over, the newest first.
    public List<JobRunRow> runs() {
        return runs.latest(JobRunStore.KEPT);
    }

    /// Remembers a run that is over.
    public void add(JobRunRow run) {
        runs.add(run);
    }

    /// What a warehouse is called; its id where this server does not have it.
    public String warehouseName(String id) {
        return warehouseNames.getOrDefault(id, id);
    }

    /// What works on tasks of these kinds, once it is started. The caller closes it, before the
    /// catalog.
    public TaskRunner runner(List<TaskWork> kinds, TaskSettings settings) {
        return new TaskRunner(tasks, kinds, clock, settings, () -> {});
    }

    public Clock clock() {
        return clock;
    }
}
