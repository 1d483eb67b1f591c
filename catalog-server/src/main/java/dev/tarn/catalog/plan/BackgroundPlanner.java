package dev.tarn.catalog.plan;

import dev.tarn.catalog.store.PlanPage;
import dev.tarn.catalog.store.PlanRow;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Makes plans on a few threads, while a heartbeat holds their leases and forgets expired plans.
///
/// A plan that loses its lease, or is cancelled anywhere, stops at its next task. Closing gives all
/// leases back, so that the next process to be asked goes on at once; after a crash it does when
/// the lease has run out.
final class BackgroundPlanner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundPlanner.class);
    private static final int BUFFERED_BYTES = 1 << 20;
    private static final int SWEPT_PLANS = 100;
    private static final long CLOSE_SECONDS = 5;

    private final PlanWork work;
    private final PlanRecords records;
    private final Semaphore room;
    private final ConcurrentHashMap<String, Running> running = new ConcurrentHashMap<>();
    private final ExecutorService threads;
    private final ScheduledExecutorService heartbeat;

    private static final class Running {
        private final PlanRow row;
        private volatile boolean isStopped;

        Running(PlanRow row) {
            this.row = row;
        }
    }

    BackgroundPlanner(PlanWork work, PlanRecords records) {
        PlanLimits limits = work.limits();
        this.work = work;
        this.records = records;
        this.room = new Semaphore(limits.backgroundThreads() + limits.queuedCount());
        this.threads =
                Executors.newFixedThreadPool(
                        limits.backgroundThreads(),
                        Thread.ofPlatform().daemon().name("scan-plan-", 0).factory());
        this.heartbeat =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("scan-plan-heartbeat").factory());
        long beatMillis = Math.max(1, limits.lease().toMillis() / 3);
        heartbeat.scheduleWithFixedDelay(this::beat, beatMillis, beatMillis, TimeUnit.MILLISECONDS);
    }

    /// Takes a place in the queue, to be used by [#start] or given back by [#release].
    ///
    /// @return false when there is none
    boolean reserve() {
        return room.tryAcquire();
    }

    void release() {
        room.release();
    }

    /// Plans in the background what the row asks for. The caller holds a place, which goes with it.
    void start(PlanRow row) {
        Running plan = new Running(row);
        running.put(row.planId(), plan);
        threads.execute(() -> {
            try {
                run(plan);
            } finally {
                running.remove(row.planId(), plan);
                room.release();
            }
        });
    }

    /// Stops a plan if it runs here.
    void stop(String planId) {
        Running plan = running.get(planId);
        if (plan != null) {
            plan.isStopped = true;
        }
    }

    private void run(Running plan) {
        try {
            if (plan.isStopped) {
                return;
            }
            PageBuffer buffer = new PageBuffer(plan.row);
            PreparedScan scan = work.prepare(plan.row);
            long pageCount = work.run(scan, () -> plan.isStopped, buffer::add);
            buffer.flush();
            records.finish(records.completed(plan.row, pageCount));
        } catch (PlanStoppedException e) {
            LOG.debug("plan={} attempt={} stopped", plan.row.planId(), plan.row.attempt());
        } catch (RuntimeException e) {
            fail(plan, e);
        }
    }

    private void fail(Running plan, RuntimeException error) {
        if (plan.isStopped) {
            return;
        }
        LOG.warn("Planning a scan failed: plan={}", plan.row.planId(), error);
        try {
            records.finish(records.failed(plan.row, error));
        } catch (RuntimeException e) {
            // the lease runs out, and whoever asks next tries again
            LOG.warn("A failed plan could not be marked: plan={}", plan.row.planId(), e);
        }
    }

    /// Pages on their way to the store, a megabyte at a time.
    private final class PageBuffer {
        private final PlanRow row;
        private final List<PlanPage> pages = new ArrayList<>();
        private long nextOrdinal;
        private long bytes;

        PageBuffer(PlanRow row) {
            this.row = row;
        }

        void add(TaskPage page) {
            PlanPage stored =
                    new PlanPage(row.planId(), row.attempt(), nextOrdinal++, page.compressed());
            pages.add(stored);
            bytes += stored.tasks().length;
            if (bytes >= BUFFERED_BYTES) {
                flush();
            }
        }

        void flush() {
            records.addPages(row, pages);
            pages.clear();
            bytes = 0;
        }
    }

    private void beat() {
        try {
            for (Running plan : running.values()) {
                if (!plan.isStopped && !records.renew(plan.row, records.leaseEnd())) {
                    plan.isStopped = true;
                }
            }
            sweep();
        } catch (RuntimeException e) {
            LOG.warn("Leases of scan plans could not be renewed", e);
        }
    }

    /// Deletes expired plans, one transaction each: a plan may have many pages.
    void sweep() {
        long now = records.clock().millis();
        for (String planId : records.store().plans().listExpired(now, SWEPT_PLANS)) {
            records.store()
                    .write(transaction -> {
                        transaction.plans().delete(planId);
                        return planId;
                    });
        }
    }

    @Override
    public void close() {
        heartbeat.shutdownNow();
        List<Running> unfinished = List.copyOf(running.values());
        unfinished.forEach(plan -> plan.isStopped = true);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Planning threads are still busy after {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Running plan : unfinished) {
            try {
                records.renew(plan.row, 0);
            } catch (RuntimeException e) {
                LOG.warn("A lease could not be given back: plan={}", plan.row.planId(), e);
            }
        }
    }
}
