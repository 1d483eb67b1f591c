package dev.tarn.engine.exec;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.atomic.AtomicReference;

/// One worker's hold on a pipeline, which can stop and go on between any two batches.
///
/// Run by one worker at a time. While it is parked it holds no thread; whatever it waits for (a
/// split being read, a client that takes results) wakes it.
final class Driver {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private enum State {
        QUEUED,
        RUNNING,
        /// Running, and something happened that it may not have seen.
        WOKEN,
        PARKED,
        ENDED
    }

    private final PlanRun run;
    private final Pipeline pipeline;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final Runnable waker = this::wake;
    private @Nullable PipelineWork work;

    Driver(PlanRun run, Pipeline pipeline) {
        this.run = run;
        this.pipeline = pipeline;
    }

    Scheduler.Turn turn() {
        return run.turn();
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /// Makes a parked driver run again, and a running one look again before it parks.
    void wake() {
        while (true) {
            switch (state.get()) {
                case RUNNING -> {
                    if (state.compareAndSet(State.RUNNING, State.WOKEN)) {
                        return;
                    }
                }
                case PARKED -> {
                    if (state.compareAndSet(State.PARKED, State.QUEUED)) {
                        run.scheduler().enqueue(this);
                        return;
                    }
                }
                case QUEUED, WOKEN, ENDED -> {
                    return;
                }
            }
        }
    }

    /// Works until the quantum is over, nothing is left to do now, or nothing is left at all.
    void runQuantum() {
        state.set(State.RUNNING);
        long cpuBefore = THREADS.getCurrentThreadCpuTime();
        PipelineWork.Outcome outcome = step();
        long cpuNanos = THREADS.getCurrentThreadCpuTime() - cpuBefore;
        run.query().counters().cpuNanos.add(cpuNanos);
        if (work != null) {
            work.ran(cpuNanos);
        }
        switch (outcome) {
            case QUANTUM_OVER -> {
                state.set(State.QUEUED);
                run.scheduler().enqueue(this);
            }
            case BLOCKED -> {
                if (!state.compareAndSet(State.RUNNING, State.PARKED)) {
                    state.set(State.QUEUED);
                    run.scheduler().enqueue(this);
                }
            }
            case ENDED -> {
                state.set(State.ENDED);
                run.ended(this);
            }
        }
    }

    private PipelineWork.Outcome step() {
        try {
            run.query().checkRunning();
            if (work == null) {
                work = new PipelineWork(pipeline, run.query());
            }
            PipelineWork.Outcome outcome = work.run(waker);
            if (outcome == PipelineWork.Outcome.ENDED) {
                work.close();
            }
            return outcome;
        } catch (Throwable failure) {
            run.fail(failure);
            closeAfterFailure();
            return PipelineWork.Outcome.ENDED;
        }
    }

    private void closeAfterFailure() {
        if (work == null) {
            return;
        }
        try {
            work.close();
        } catch (Throwable suppressed) {
            run.fail(suppressed);
        }
    }
}
