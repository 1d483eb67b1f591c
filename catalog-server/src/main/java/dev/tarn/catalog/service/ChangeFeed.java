package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EventRow;
import dev.tarn.catalog.store.EventStore;
import dev.tarn.catalog.store.StoreUnavailableException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// All changes of all warehouses in their order, for as long as they are kept. Thread-safe.
///
/// Sequence numbers have no gaps, and whoever has seen a number never meets a lower one later.
/// Checks nobody: that is for the door to do.
public final class ChangeFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final long FIRST_SWEEP_SECONDS = 60;
    private static final long SWEEP_SECONDS = 600;
    private static final int SWEEP_ROWS = 1_000;

    private final EventStore store;
    private final Map<String, String> warehouseNames;
    private final Duration retention;
    private final Clock clock;
    private final ScheduledExecutorService sweeper;

    /// @param warehouseNames name by id of the warehouses that are configured
    public ChangeFeed(
            EventStore store, Map<String, String> warehouseNames, Duration retention, Clock clock) {
        this.store = store;
        this.warehouseNames = Map.copyOf(warehouseNames);
        this.retention = retention;
        this.clock = clock;
        this.sweeper =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("catalog-events").factory());
        sweeper.scheduleWithFixedDelay(
                this::sweepQuietly, FIRST_SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    /// The sequence number of the last event; 0 when there is none.
    public long last() {
        return store.last();
    }

    /// At most `limit` events after `sequence`, oldest first.
    public List<ChangeEvent> list(long sequence, int limit) {
        return store.list(sequence, limit).stream().map(this::event).toList();
    }

    /// The same; when there is none, waits for one at most that long.
    public List<ChangeEvent> await(long sequence, int limit, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            List<ChangeEvent> events = list(sequence, limit);
            long left = deadline - System.nanoTime();
            if (!events.isEmpty() || left <= 0) {
                return events;
            }
            Thread.sleep(Duration.ofNanos(Math.min(left, LOOK_AGAIN.toNanos())));
        }
    }

    private ChangeEvent event(EventRow row) {
        String newName = row.newName();
        String newPath = row.newNamespacePath();
        return new ChangeEvent(
                row.sequence(),
                row.commitId(),
                row.kind(),
                warehouseNames.getOrDefault(row.warehouseId(), row.warehouseId()),
                row.subjectId(),
                levels(row.namespacePath()),
                row.name(),
                newName == null || newPath == null
                        ? null
                        : new ChangeEvent.Moved(levels(newPath), newName),
                new ChangeEvent.State(row.oldMetadataLocation(), row.oldSnapshotId()),
                new ChangeEvent.State(row.newMetadataLocation(), row.newSnapshotId()),
                new Origin(row.principal(), row.clientAddress(), row.userAgent()),
                row.atMillis());
    }

    private static List<String> levels(String path) {
        return List.of(NamespacePaths.namespace(path).levels());
    }

    private void sweepQuietly() {
        try {
            int deleted = sweep();
            if (deleted > 0) {
                LOG.info("events_forgotten={}", deleted);
            }
        } catch (StoreUnavailableException e) {
            LOG.warn("Old change events could not be deleted", e);
        } catch (RuntimeException e) {
            LOG.error("Old change events could not be deleted", e);
        }
    }

    /// Forgets events that are older than the retention, and returns how many.
    public int sweep() {
        long before = clock.millis() - retention.toMillis();
        int deleted = 0;
        int last;
        do {
            last = store.deleteBefore(before, SWEEP_ROWS);
            deleted += last;
        } while (last == SWEEP_ROWS);
        return deleted;
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
    }
}
