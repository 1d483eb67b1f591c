package dev.tarn.engine.exec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The workers of one engine: a fixed set of threads that run the drivers of all queries.
///
/// Queries take turns: a worker takes one driver of the query that has waited longest, runs it for
/// one quantum, and puts it back. So every query with something to do gets its share of workers,
/// however many drivers the others have. Thread-safe.
///
/// The turn-taking follows the morsel-driven scheduling of HyPer and Umbra (Leis et al. 2014,
/// Wagner et al. 2021), with one shared queue, since a quantum is long beside a lock.
public final class Scheduler implements AutoCloseable {
    /// How long a driver runs before others get their turn.
    static final long QUANTUM_NANOS = 5_000_000;

    /// Of a worker: expressions are computed as deeply as they nest.
    private static final long STACK_BYTES = 16L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ready = lock.newCondition();
    private final ArrayDeque<Turn> turns = new ArrayDeque<>();
    private final List<Thread> workers = new ArrayList<>();
    private boolean closed;

    /// The drivers of one query that could run now; in `turns` while there are any.
    static final class Turn {
        private final ArrayDeque<Driver> drivers = new ArrayDeque<>();
    }

    public Scheduler(int workerCount) {
        for (int worker = 0; worker < workerCount; worker++) {
            workers.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("tarn-worker-" + worker)
                            .stackSize(STACK_BYTES)
                            .start(this::work));
        }
    }

    int workerCount() {
        return workers.size();
    }

    /// Lets a worker run `driver` when it is its query's turn.
    void enqueue(Driver driver) {
        Turn turn = driver.turn();
        lock.lock();
        try {
            turn.drivers.add(driver);
            if (turn.drivers.size() == 1) {
                turns.add(turn);
            }
            ready.signal();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (Driver driver = take(); driver != null; driver = take()) {
            driver.runQuantum();
        }
    }

    private @Nullable Driver take() {
        lock.lock();
        try {
            while (turns.isEmpty()) {
                if (closed) {
                    return null;
                }
                ready.awaitUninterruptibly();
            }
            Turn turn = turns.remove();
            Driver driver = turn.drivers.remove();
            if (!turn.drivers.isEmpty()) {
                turns.add(turn);
            }
            return driver;
        } finally {
            lock.unlock();
        }
    }

    /// Ends the workers once nothing is left to run, and waits for them.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            ready.signalAll();
        } finally {
            lock.unlock();
        }
        for (Thread worker : workers) {
            Threads.join(worker);
        }
    }
}
