package dev.tarn.engine.exec;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.OperatorStats;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// One plan that runs: starts its pipelines as what they wait for ends, keeps the first failure,
/// and closes everything when the last driver has ended.
///
/// Thread-safe. The lock guards which pipelines and drivers there are; nothing slow is done under
/// it. What has to be waited for while closing is waited for on a virtual thread, not on a worker.
public final class PlanRun implements Execution {
    private final Plan plan;
    private final QueryContext query;
    private final Scheduler scheduler;
    private final Consumer<PlanRun> onClose;
    private final ResultSink results;
    private final Scheduler.Turn turn = new Scheduler.Turn();
    private final CountDownLatch terminated = new CountDownLatch(1);

    private final List<Pipeline> waiting = new ArrayList<>();
    private final Map<Pipeline, Integer> runningDrivers = new HashMap<>();
    private final Map<Sink, Integer> openPipelines = new IdentityHashMap<>();
    private final Set<Object> finished = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Driver> drivers = new ArrayList<>();
    private boolean terminating;
    private volatile @Nullable SqlException failure;

    private PlanRun(Plan plan, QueryContext query, Scheduler scheduler, Consumer<PlanRun> onClose) {
        this.plan = plan;
        this.query = query;
        this.scheduler = scheduler;
        this.onClose = onClose;
        this.results = new ResultSink(query.memory().open("result queue"));
    }

    /// Starts the pipelines that deliver `flow`, the rows of `plan`, and those before them.
    /// `onClose` hears when the run has been closed.
    public static PlanRun start(
            Plan plan, Flow flow, Scheduler scheduler, Consumer<PlanRun> onClose) {
        PlanRun run = new PlanRun(plan, flow.query(), scheduler, onClose);
        for (Pipeline pipeline : flow.pipelines()) {
            pipeline.end(run.results, null);
        }
        for (Pipeline pipeline : run.query.pipelines()) {
            run.waiting.add(pipeline);
            run.openPipelines.merge(pipeline.sink(), 1, Integer::sum);
        }
        run.startReady();
        return run;
    }

    QueryContext query() {
        return query;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Scheduler.Turn turn() {
        return turn;
    }

    /// Starts what can start; ends the run if nothing runs and nothing can.
    private void startReady() {
        List<Driver> started = new ArrayList<>();
        boolean over;
        synchronized (this) {
            if (!query.isEnding()) {
                try {
                    addReady(started);
                } catch (Throwable broken) {
                    fail(broken);
                }
            }
            drivers.addAll(started);
            over = drivers.isEmpty() && !terminating;
            terminating |= over;
        }
        started.forEach(scheduler::enqueue);
        if (over) {
            Thread.ofVirtual().name("tarn-query-end").start(this::terminate);
        }
    }

    private void addReady(List<Driver> started) {
        for (Pipeline pipeline : List.copyOf(waiting)) {
            if (finished.containsAll(pipeline.requiredSinks())
                    && finished.containsAll(pipeline.requiredPipelines())) {
                waiting.remove(pipeline);
                pipeline.source().open();
                int count = Math.clamp(pipeline.source().driverLimit(), 1, scheduler.workerCount());
                runningDrivers.put(pipeline, count);
                for (int driver = 0; driver < count; driver++) {
                    started.add(new Driver(this, pipeline));
                }
            }
        }
    }

    /// Called by the worker of `driver` when that will not run again.
    void ended(Driver driver) {
        try {
            finishAfter(driver.pipeline());
        } catch (Throwable broken) {
            fail(broken);
        }
        synchronized (this) {
            drivers.remove(driver);
        }
        startReady();
    }

    private void finishAfter(Pipeline pipeline) {
        synchronized (this) {
            if (runningDrivers.merge(pipeline, -1, Integer::sum) > 0 || query.isEnding()) {
                return;
            }
            finished.add(pipeline);
            if (openPipelines.merge(pipeline.sink(), -1, Integer::sum) > 0) {
                return;
            }
        }
        pipeline.sink().finish();
        synchronized (this) {
            finished.add(pipeline.sink());
        }
    }

    /// Ends the run with `cause`, unless it has failed already.
    void fail(Throwable cause) {
        List<Driver> parked;
        synchronized (this) {
            SqlException first = failure;
            if (first == null) {
                failure = Failures.sqlException(cause);
            } else if (first != cause && !isEcho(cause)) {
                first.addSuppressed(cause);
            }
            query.end();
            parked = List.copyOf(drivers);
        }
        results.end();
        parked.forEach(Driver::wake);
    }

    /// Whether `cause` only says that another driver has failed before.
    private static boolean isEcho(Throwable cause) {
        return cause instanceof SqlException echo && echo.code() == ErrorCode.USER_CANCELED;
    }

    private void terminate() {
        try {
            Closing.closeAll(closedAtEnd());
        } catch (Throwable broken) {
            fail(broken);
        }
        forget();
        terminated.countDown();
        results.end();
    }

    /// What operators reserved was given back, so nothing may hold on to it, however long the
    /// client takes to fetch the last rows and close.
    private synchronized void forget() {
        waiting.clear();
        runningDrivers.clear();
        openPipelines.clear();
        finished.clear();
        query.forget();
    }

    private List<AutoCloseable> closedAtEnd() {
        List<AutoCloseable> all = new ArrayList<>(query.closeables());
        all.add(query.spill());
        return all;
    }

    @Override
    public @Nullable Batch next() {
        try {
            Batch batch = failure == null ? results.next() : null;
            SqlException failed = failure;
            if (failed != null) {
                throw failed;
            }
            return batch;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
            throw new SqlException(
                    ErrorCode.USER_CANCELED,
                    "The thread that pulls the result was interrupted",
                    null,
                    e);
        }
    }

    @Override
    public void cancel() {
        if (terminated.getCount() > 0) {
            fail(new SqlException(ErrorCode.USER_CANCELED, "Query was cancelled"));
        }
    }

    @Override
    public Progress progress() {
        Counters counters = query.counters();
        return new Progress(
                Duration.ofNanos(counters.cpuNanos.sum()),
                counters.totalSplits.intValue(),
                counters.completedSplits.intValue(),
                counters.processedRows(),
                counters.processedBytes.sum(),
                query.memory().peakBytes(),
                query.spill().writtenBytes(),
                counters.scanned());
    }

    @Override
    public OperatorStats profile() {
        return Profiles.of(plan, query.counters());
    }

    @Override
    public void close() {
        cancel();
        boolean interrupted = false;
        while (true) {
            try {
                terminated.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        results.close();
        onClose.accept(this);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
