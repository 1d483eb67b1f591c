package dev.tarn.engine.exec;

import dev.tarn.engine.memory.MemoryAccount;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Tells apart in which stage of a pipeline (source, each operator, sink) a driver spends its time:
/// one look at the clock a change of stage. Owned by one driver.
///
/// Processor time is too dear to be asked for that often, so that of a whole quantum is shared out
/// by the time that its stages took.
final class StageClock {
    private final List<@Nullable NodeCounters> stages;
    private final long[] nanos;
    private int stage;
    private long since;
    private boolean running;

    /// A clock for these stages, in the order of rows; those of no node count for nobody.
    StageClock(List<@Nullable NodeCounters> stages) {
        this.stages = stages;
        this.nanos = new long[stages.size()];
    }

    /// Says that the quantum begins, in the first stage; gives the moment.
    long begin() {
        work(0);
        running = true;
        since = System.nanoTime();
        return since;
    }

    /// Says that `next` is what works from now on.
    void enter(int next) {
        if (next == stage) {
            return;
        }
        long now = System.nanoTime();
        nanos[stage] += now - since;
        since = now;
        work(next);
    }

    /// Says that the calling thread works in `next`, without looking at the clock.
    void work(int next) {
        stage = next;
        NodeCounters node = stages.get(next);
        MemoryAccount.enter(node == null ? null : node.memory);
    }

    /// Says that `rowCount` rows go from the stage `from` to the one after it.
    void pass(int from, long rowCount) {
        NodeCounters giver = stages.get(from);
        if (giver != null && giver != stages.get(from + 1)) {
            giver.give(rowCount);
        }
    }

    /// Adds up the quantum, if one has begun, which took `cpuNanos` of processor time.
    void end(long cpuNanos) {
        if (!running) {
            return;
        }
        running = false;
        MemoryAccount.enter(null);
        nanos[stage] += System.nanoTime() - since;
        long wallNanos = 0;
        for (long part : nanos) {
            wallNanos += part;
        }
        double share = wallNanos == 0 ? 0 : (double) cpuNanos / wallNanos;
        for (int i = 0; i < nanos.length; i++) {
            NodeCounters node = stages.get(i);
            if (node != null && nanos[i] > 0) {
                node.wallNanos.add(nanos[i]);
                node.cpuNanos.add((long) (nanos[i] * share));
            }
            nanos[i] = 0;
        }
    }
}
