package dev.tarn.engine.exec;

import dev.tarn.columnar.Batch;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What one driver holds of a pipeline: its morsel, its operators, its part of the sink; and the
/// loop that pushes batches through them.
///
/// Operators are numbered from the source on. The loop always moves the batch that is furthest
/// along, so that at most one batch waits before each operator.
final class PipelineWork implements AutoCloseable {
    enum Outcome {
        QUANTUM_OVER,
        BLOCKED,
        ENDED
    }

    private final QueryContext query;
    private final Source source;
    private final List<Operator> operators = new ArrayList<>();
    private final Sink.Local sink;
    private final StageClock clock;
    private @Nullable Morsel morsel;
    private boolean inputEnded;

    /// Operators before this one get no more input and give no more output.
    private int firstLive;

    /// Whether the first live operator was told that its input has ended.
    private boolean finishing;

    PipelineWork(Pipeline pipeline, QueryContext query) {
        this.query = query;
        this.source = pipeline.source();
        this.clock = new StageClock(pipeline.nodes());
        clock.work(pipeline.operators().size() + 1);
        this.sink = pipeline.sink().open();
        try {
            for (OperatorFactory factory : pipeline.operators()) {
                clock.work(operators.size() + 1);
                operators.add(factory.create());
            }
        } catch (Throwable failure) {
            closeAll(failure);
            throw failure;
        }
    }

    Outcome run(Runnable waker) {
        long deadline = clock.begin() + Scheduler.QUANTUM_NANOS;
        while (true) {
            query.checkRunning();
            if (!sink.isReady(waker)) {
                return Outcome.BLOCKED;
            }
            endEarly();
            if (!moveOneBatch(waker)) {
                if (inputEnded) {
                    clock.enter(operators.size() + 1);
                    sink.finish();
                    return Outcome.ENDED;
                }
                if (morsel != null || !takeMorsel(waker)) {
                    return Outcome.BLOCKED;
                }
            }
            if (System.nanoTime() > deadline) {
                return Outcome.QUANTUM_OVER;
            }
        }
    }

    /// Counts the time of a run, of which `cpuNanos` was processor time.
    void ran(long cpuNanos) {
        clock.end(cpuNanos);
    }

    /// Stops everything before the last operator that wants no more.
    private void endEarly() {
        if (sink.isDone()) {
            dropBefore(operators.size());
            return;
        }
        for (int level = operators.size() - 1; level >= firstLive; level--) {
            if (operators.get(level).isDone()) {
                dropBefore(level);
                return;
            }
        }
    }

    private void dropBefore(int level) {
        if (firstLive < level || !inputEnded) {
            inputEnded = true;
            if (firstLive < level) {
                firstLive = level;
                finishing = false;
            }
            source.stop();
            closeMorsel();
        }
    }

    /// Whether anything was moved; if not, a morsel is needed, the one that there is has to wait,
    /// or all is done.
    private boolean moveOneBatch(Runnable waker) {
        for (int level = operators.size() - 1; level >= firstLive; level--) {
            clock.enter(level + 1);
            Batch batch = operators.get(level).next();
            if (batch != null) {
                pushTo(level + 1, batch);
                return true;
            }
        }
        if (inputEnded) {
            return finishNext();
        }
        Morsel taken = morsel;
        if (taken == null) {
            return false;
        }
        clock.enter(0);
        if (!taken.isReady(waker)) {
            return false;
        }
        Batch batch = taken.next();
        if (batch == null) {
            closeMorsel();
        } else {
            pushTo(0, batch);
        }
        return true;
    }

    private void pushTo(int level, Batch batch) {
        if (batch.selectedCount() == 0) {
            return;
        }
        clock.pass(level, batch.selectedCount());
        clock.enter(level + 1);
        if (level == operators.size()) {
            sink.accept(batch);
        } else {
            operators.get(level).accept(batch);
        }
    }

    private boolean finishNext() {
        if (firstLive == operators.size()) {
            return false;
        }
        Operator operator = operators.get(firstLive);
        if (finishing) {
            finishing = false;
            firstLive++;
        } else {
            clock.enter(firstLive + 1);
            operator.finish();
            finishing = true;
        }
        return true;
    }

    private boolean takeMorsel(Runnable waker) {
        clock.enter(0);
        return switch (source.poll(waker)) {
            case Source.Ready ready -> {
                morsel = ready.morsel();
                yield true;
            }
            case Source.Idle.WAIT -> false;
            case Source.Idle.END -> {
                inputEnded = true;
                yield true;
            }
        };
    }

    private void closeMorsel() {
        Morsel taken = morsel;
        morsel = null;
        if (taken != null) {
            taken.close();
        }
    }

    @Override
    public void close() {
        closeAll(null);
    }

    private void closeAll(@Nullable Throwable cause) {
        List<AutoCloseable> parts = new ArrayList<>();
        parts.add(this::closeMorsel);
        parts.addAll(operators);
        parts.add(sink);
        Closing.closeAll(parts, cause);
    }
}
