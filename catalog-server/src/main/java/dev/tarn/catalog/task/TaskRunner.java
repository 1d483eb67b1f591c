package dev.tarn.catalog.task;

import dev.tarn.catalog.store.TaskRow;
import dev.tarn.catalog.store.TaskState;
import dev.tarn.catalog.store.TaskStore;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Looks for due tasks and works on a bounded number of them at once, one virtual thread each.
/// Thread-safe. Closing waits a little for running tasks, then has them stop at their next step;
/// whoever comes next goes on with them.
public final class TaskRunner implements TaskBell, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);
    private static final int DUE_AT_ONCE = 64;
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
    private static final int MAX_MESSAGE_CHARS = 2_000;

    private final TaskStore store;
    private final Map<String, TaskWork> works = new HashMap<>();
    private final Clock clock;
    private final TaskSettings settings;
    private final Runnable chores;
    private final String owner = UUID.randomUUID().toString();
    private final Semaphore free;
    private final Semaphore news = new Semaphore(0);
    private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();
    private volatile boolean isClosing;
    private volatile boolean isStopping;
    private @Nullable Thread dispatcher;

    /// @param chores done before each look for tasks, such as making some; may throw
    public TaskRunner(
            TaskStore store,
            List<TaskWork> kinds,
            Clock clock,
            TaskSettings settings,
            Runnable chores) {
        this.store = store;
        this.clock = clock;
        this.settings = settings;
        this.chores = chores;
        this.free = new Semaphore(settings.workers());
        kinds.forEach(work -> works.put(work.kind(), work));
    }

    /// Starts looking; does nothing without workers.
    public void start() {
        if (settings.workers() > 0) {
            dispatcher = Thread.ofVirtual().name("catalog-tasks").start(this::dispatch);
        }
    }

    @Override
    public void ring() {
        news.release();
    }

    @Override
    public void await(String taskId, Duration patience) {
        if (settings.workers() == 0 || isClosing) {
            return;
        }
        CountDownLatch ended = awaited.computeIfAbsent(taskId, _ -> new CountDownLatch(1));
        try {
            if (!isOver(taskId)) {
                ring();
                boolean isEnded = ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
                LOG.debug("task={} ended_in_time={}", taskId, isEnded);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            awaited.remove(taskId);
        }
    }

    private boolean isOver(String taskId) {
        return store.find(taskId)
                .map(task -> task.state() == TaskState.DONE || task.state() == TaskState.FAILED)
                .orElse(true);
    }

    /// Does in the calling thread what is due, until nothing is; returns how many claims there
    /// were.
    public int runDue() {
        int count = 0;
        chores.run();
        while (true) {
            int before = count;
            for (TaskRow due : store.due(works.keySet(), clock.millis(), DUE_AT_ONCE)) {
                Optional<TaskRun> run = claim(due);
                if (run.isPresent()) {
                    work(run.get(), work(due));
                    count++;
                }
            }
            if (count == before) {
                return count;
            }
        }
    }

    private void dispatch() {
        while (!isClosing) {
            try {
                chores.run();
                startDue();
            } catch (RuntimeException e) {
                LOG.warn("Tasks cannot be looked for", e);
            }
            try {
                if (news.tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void startDue() {
        for (TaskRow due : store.due(works.keySet(), clock.millis(), DUE_AT_ONCE)) {
            if (isClosing || !free.tryAcquire()) {
                return;
            }
            Optional<TaskRun> run = Optional.empty();
            try {
                run = claim(due);
            } finally {
                if (run.isEmpty()) {
                    free.release();
                }
            }
            run.ifPresent(this::startWorker);
        }
    }

    private void startWorker(TaskRun run) {
        Thread.ofVirtual()
                .name("catalog-task-" + run.row().id())
                .start(() -> {
                    try {
                        work(run, work(run.row()));
                    } finally {
                        CountDownLatch ended = awaited.get(run.row().id());
                        if (ended != null) {
                            ended.countDown();
                        }
                        free.release();
                        news.release();
                    }
                });
    }

    private Optional<TaskRun> claim(TaskRow due) {
        long now = clock.millis();
        return store.claim(due, owner, now, now + settings.lease().toMillis())
                .map(row -> new TaskRun(store, clock, settings.lease(), () -> isStopping, row));
    }

    /// Does a task now, in the calling thread, as `work` says. Waits where another works on it.
    ///
    /// @return false when it is not to be had: it has gone, is paused or over, or another keeps it
    ///   for longer than `patience`
    public boolean runNow(String taskId, TaskWork work, Duration patience) {
        Instant end = clock.instant().plus(patience);
        while (true) {
            store.wake(taskId, clock.millis());
            Optional<TaskRow> row = store.find(taskId);
            Optional<TaskRun> run = row.flatMap(this::claim);
            if (run.isPresent()) {
                work(run.get(), work);
                return true;
            }
            boolean mayCome =
                    row.isPresent()
                            && (row.get().state() == TaskState.WAITING
                                    || row.get().state() == TaskState.RUNNING);
            if (!mayCome || !clock.instant().isBefore(end) || !pause()) {
                return false;
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private TaskWork work(TaskRow row) {
        return Objects.requireNonNull(works.get(row.kind()), row.kind());
    }

    private void work(TaskRun run, TaskWork work) {
        TaskRow row = run.row();
        long start = System.nanoTime();
        try {
            work.run(run);
            if (run.isGivenBack()) {
                return;
            }
            if (!run.isFinishedInStore()) {
                run.finish();
            }
            LOG.info(
                    "task={} kind={} subject={} deleted={} kept={} duration_ms={}",
                    row.id(),
                    row.kind(),
                    row.subject(),
                    run.progress().deletedCount(),
                    run.progress().keptCount(),
                    (System.nanoTime() - start) / 1_000_000);
        } catch (TaskLostException e) {
            LOG.debug("task={} let go", row.id(), e);
            letGo(run);
        } catch (RuntimeException e) {
            failed(run, work, e);
        }
    }

    private void letGo(TaskRun run) {
        if (!isStopping) {
            return;
        }
        try {
            run.release();
        } catch (RuntimeException e) {
            LOG.debug("task={} stays leased until its lease ends", run.row().id(), e);
        }
    }

    private void failed(TaskRun run, TaskWork work, RuntimeException error) {
        TaskRow row = run.row();
        boolean isLast = row.attempts() >= work.mostAttempts();
        TaskState next = isLast ? TaskState.FAILED : TaskState.WAITING;
        LOG.warn(
                "task={} kind={} subject={} attempt={} next={}",
                row.id(),
                row.kind(),
                row.subject(),
                row.attempts(),
                next,
                error);
        try {
            run.giveBack(next, message(error), delay(row.attempts(), work));
        } catch (RuntimeException e) {
            LOG.warn("task={} stays leased until its lease ends", row.id(), e);
        }
    }

    private static String message(RuntimeException error) {
        String message = String.valueOf(error.getMessage());
        return message.length() <= MAX_MESSAGE_CHARS
                ? message
                : message.substring(0, MAX_MESSAGE_CHARS);
    }

    private static Duration delay(long attempts, TaskWork work) {
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.clamp(attempts - 1, 0, 20));
        Duration most = work.longestDelay();
        return delay.compareTo(most) < 0 ? delay : most;
    }

    @Override
    public void close() {
        if (isClosing) {
            return;
        }
        isClosing = true;
        Thread running = dispatcher;
        if (running == null) {
            isStopping = true;
            return;
        }
        ring();
        try {
            running.join(STOP_PATIENCE);
            if (!allFree(settings.grace())) {
                isStopping = true;
                if (!allFree(STOP_PATIENCE)) {
                    LOG.warn("Some tasks did not stop; others go on with them when leases end");
                }
            }
            isStopping = true;
        } catch (InterruptedException e) {
            isStopping = true;
            Thread.currentThread().interrupt();
        }
    }

    private boolean allFree(Duration patience) throws InterruptedException {
        return free.tryAcquire(settings.workers(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
