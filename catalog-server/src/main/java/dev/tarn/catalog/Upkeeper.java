package dev.tarn.catalog;

import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.service.CatalogServices;
import dev.tarn.catalog.service.DroppedEntry;
import dev.tarn.catalog.service.Locations;
import dev.tarn.catalog.service.MetadataFiles;
import dev.tarn.catalog.service.Mutation;
import dev.tarn.catalog.service.PageRequest;
import dev.tarn.catalog.service.PurgeWork;
import dev.tarn.catalog.service.ReconcileWork;
import dev.tarn.catalog.service.TaskReport;
import dev.tarn.catalog.service.UndropRequest;
import dev.tarn.catalog.service.Upkeep;
import dev.tarn.catalog.store.CatalogStore;
import dev.tarn.catalog.store.Database;
import dev.tarn.catalog.store.JdbcTaskStore;
import dev.tarn.catalog.store.TaskStore;
import dev.tarn.catalog.store.UpkeepStore;
import dev.tarn.catalog.task.TaskRunner;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// What a catalog does by itself: ends retentions, purges, tidies up. Thread-safe.
public final class Upkeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeeper.class);
    private static final Duration CHORES_EVERY = Duration.ofMinutes(1);
    private static final Duration TASKS_KEPT = Duration.ofDays(30);
    private static final int FORGOTTEN_AT_ONCE = 1_000;
    private static final long AWAIT_MILLIS = 20;

    /// One warehouse as tasks see it.
    private record Place(
            CatalogStore store,
            MetadataFiles files,
            Locations locations,
            CatalogServices services) {}

    private final Clock clock;
    private final UpkeepConfig config;
    private final UpkeepStore store;
    private final TaskStore tasks;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final TaskRunner runner;
    private final AtomicLong choresDueMillis = new AtomicLong();

    Upkeeper(Database database, UpkeepConfig config, Clock clock, CatalogSeams seams) {
        this.clock = clock;
        this.config = config;
        this.store = new UpkeepStore(database);
        this.tasks = seams.tasks().apply(new JdbcTaskStore(database));
        this.runner =
                new TaskRunner(
                        tasks,
                        List.of(
                                new PurgeWork(
                                        store,
                                        id -> place(id).files,
                                        id -> place(id).locations,
                                        id -> place(id).store,
                                        Upkeeper::sleep),
                                new ReconcileWork(
                                        store,
                                        id -> place(id).files,
                                        id -> place(id).locations,
                                        clock,
                                        Upkeeper::sleep)),
                        clock,
                        config.tasks(),
                        this::chores);
    }

    /// Keeps the throttle's promise; an interrupted sleep is a short one.
    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Place place(String warehouseId) {
        Place place = places.get(warehouseId);
        if (place == null) {
            throw new IllegalStateException(
                    "This server has no warehouse %s, so it cannot know which files are in use there"
                            .formatted(warehouseId));
        }
        return place;
    }

    Upkeep forServices() {
        return new Upkeep(store, tasks, config.drops(), runner, id -> place(id).files);
    }

    TaskStore tasksInStore() {
        return tasks;
    }

    String databaseId() {
        return store.databaseId();
    }

    /// All warehouses are added before [#start].
    void add(
            CatalogStore warehouse,
            MetadataFiles files,
            Locations locations,
            CatalogServices services) {
        places.put(warehouse.warehouseId(), new Place(warehouse, files, locations, services));
    }

    void start() {
        runner.start();
    }

    private void chores() {
        long now = clock.millis();
        long due = choresDueMillis.get();
        if (now < due || !choresDueMillis.compareAndSet(due, now + CHORES_EVERY.toMillis())) {
            return;
        }
        endRetentions();
        int forgotten = tasks.deleteEnded(now - TASKS_KEPT.toMillis(), FORGOTTEN_AT_ONCE);
        LOG.debug("forgotten_tasks={}", forgotten);
    }

    private void endRetentions() {
        for (Place place : places.values()) {
            bySystem(() -> {
                place.services().dropped().endRetention(clock.millis());
                return place;
            });
        }
    }

    /// Ends retentions and does all tasks that are due, in the calling thread; returns how many
    /// tasks it took.
    public int runDue() {
        endRetentions();
        return runner.runDue();
    }

    /// Deletes the metadata files of commits that never came to be, in all warehouses, and waits
    /// for it; returns how many were deleted.
    ///
    /// @param age how old they must be. Shorter than the longest commit, it is safe only while
    ///   nobody commits.
    /// @throws IllegalStateException when a warehouse could not be tidied up
    public long reconcile(Duration age) {
        List<TaskReport> asked = new ArrayList<>();
        for (Place place : places.values()) {
            asked.add(bySystem(() -> place.services().tasks().reconcile(age)));
        }
        long deleted = 0;
        List<Place> order = List.copyOf(places.values());
        for (int i = 0; i < asked.size(); i++) {
            deleted += await(order.get(i), asked.get(i).id()).deletedFiles();
        }
        return deleted;
    }

    /// The last tasks of the main warehouse, the newest first.
    public List<TaskReport> tasks() {
        return bySystem(() -> main().tasks().list());
    }

    /// What was dropped from the main warehouse and may come back or is being purged, the last
    /// dropped first.
    public List<DroppedEntry> dropped() {
        return bySystem(() -> main().dropped().list(PageRequest.ALL).items());
    }

    /// Brings something dropped back to the main warehouse.
    public DroppedEntry undrop(UndropRequest request) {
        return bySystem(() -> main().dropped().undrop(request, Mutation.PLAIN));
    }

    /// Makes a failed task of the main warehouse due again.
    public TaskReport tryAgain(String taskId) {
        return bySystem(() -> main().tasks().tryAgain(taskId));
    }

    /// Has the files of a dropped table of the main warehouse deleted.
    public void purgeDropped(String id) {
        bySystem(() -> {
            main().dropped().purge(id, Mutation.PLAIN);
            return id;
        });
    }

    /// Forgets what was dropped from the main warehouse; its files stay.
    public void forgetDropped(String id) {
        bySystem(() -> {
            main().dropped().forget(id, Mutation.PLAIN);
            return id;
        });
    }

    /// Who may call these methods may do everything anyway.
    private static <T> T bySystem(Supplier<T> work) {
        return Caller.system().during(work);
    }

    private CatalogServices main() {
        return place(TarnCatalog.MAIN_ID).services();
    }

    private TaskReport await(Place place, String id) {
        while (true) {
            runner.runDue();
            TaskReport now = bySystem(() -> place.services().tasks().find(id));
            switch (now.state()) {
                case "done" -> {
                    return now;
                }
                case "running" -> sleep(AWAIT_MILLIS);
                default ->
                        throw new IllegalStateException(
                                "Task %s is %s: %s".formatted(id, now.state(), now.message()));
            }
        }
    }

    @Override
    public void close() {
        runner.close();
    }
}
