package dev.tarn.engine.scan;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Failures;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Source;
import dev.tarn.engine.exec.Threads;
import dev.tarn.engine.memory.Reservation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A source whose batches are made by blocking reads, on virtual threads, ahead of the drivers.
///
/// One thread plans, then up to `readerCount` threads work through the planned reads. They wait
/// while `BUFFER_BYTES` or `BUFFER_BATCHES` are buffered, or while the query's memory refuses more
/// and something is buffered that drivers can take first. Batches keep their order within a read.
/// Thread-safe; the lock is never held over a read.
final class ReadAhead implements Source {
    private static final int BUFFER_BATCHES = 128;
    private static final long BUFFER_BYTES = 64L << 20;

    /// Batches that make it worth waking a driver, as long as more are on their way.
    private static final int WAKE_BATCHES = 4;

    /// Batches in a morsel at most: 64 K rows.
    private static final int MORSEL_BATCHES = 32;

    /// A blocking read of some batches.
    @FunctionalInterface
    interface Read {
        /// Gives all batches to `buffer`; ends early once that says false.
        void into(Buffer buffer);
    }

    /// Where a read puts its batches.
    @FunctionalInterface
    interface Buffer {
        /// Waits for room; false says that nobody wants more.
        boolean put(Batch batch);
    }

    private final Callable<List<Read>> planning;
    private final int readerCount;
    private final int driverCount;
    private final Reservation reservation;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private final List<Runnable> wakers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private long bufferedBytes;
    private int openThreads;
    private boolean opened;
    private boolean stopped;
    private @Nullable Throwable failure;

    ReadAhead(QueryContext query, Callable<List<Read>> planning, int readerCount, int driverCount) {
        this.planning = planning;
        this.readerCount = readerCount;
        this.driverCount = driverCount;
        this.reservation = query.memory().open("scan read-ahead");
    }

    @Override
    public int driverLimit() {
        return driverCount;
    }

    @Override
    public void open() {
        lock.lock();
        try {
            opened = true;
            startThread(this::plan);
        } finally {
            lock.unlock();
        }
    }

    /// Called under the lock.
    private void startThread(Runnable work) {
        openThreads++;
        threads.add(Thread.ofVirtual().name("tarn-read").start(() -> runThread(work)));
    }

    private void runThread(Runnable work) {
        try {
            work.run();
        } catch (Throwable broken) {
            fail(broken);
        } finally {
            endThread();
        }
    }

    private void plan() {
        List<Read> reads;
        try {
            reads = planning.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        AtomicInteger nextRead = new AtomicInteger();
        lock.lock();
        try {
            int count = stopped ? 0 : Math.min(readerCount, reads.size());
            for (int reader = 0; reader < count; reader++) {
                startThread(() -> readAll(reads, nextRead));
            }
        } finally {
            lock.unlock();
        }
    }

    private void readAll(List<Read> reads, AtomicInteger nextRead) {
        for (int read = nextRead.getAndIncrement();
                read < reads.size() && !isStopped();
                read = nextRead.getAndIncrement()) {
            reads.get(read).into(this::put);
            wakeDrivers(1);
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    private boolean put(Batch batch) {
        long bytes = batch.sizeBytes();
        List<Runnable> woken = List.of();
        lock.lock();
        try {
            while (!stopped && !batches.isEmpty() && !fits(bytes)) {
                woken = takeWakers();
                if (!woken.isEmpty()) {
                    // Drivers must not be woken under the lock that they take when they come.
                    lock.unlock();
                    try {
                        woken.forEach(Runnable::run);
                    } finally {
                        lock.lock();
                    }
                    continue;
                }
                room.awaitUninterruptibly();
            }
            if (stopped) {
                return false;
            }
            reservation.resize(bufferedBytes + bytes);
            bufferedBytes += bytes;
            batches.add(batch);
            woken = batches.size() >= WAKE_BATCHES ? takeWakers() : List.of();
        } finally {
            lock.unlock();
        }
        woken.forEach(Runnable::run);
        // Virtual threads are not preempted: let others (clients, commits) have the carrier between
        // two batches that need no waiting.
        Thread.yield();
        return true;
    }

    private boolean fits(long bytes) {
        return batches.size() < BUFFER_BATCHES
                && bufferedBytes + bytes <= BUFFER_BYTES
                && reservation.tryResize(bufferedBytes + bytes);
    }

    private List<Runnable> takeWakers() {
        if (wakers.isEmpty()) {
            return List.of();
        }
        List<Runnable> taken = List.copyOf(wakers);
        wakers.clear();
        return taken;
    }

    private void wakeDrivers(int batchCount) {
        List<Runnable> woken;
        lock.lock();
        try {
            woken = batches.size() >= batchCount ? takeWakers() : List.of();
        } finally {
            lock.unlock();
        }
        woken.forEach(Runnable::run);
    }

    private void endThread() {
        lock.lock();
        try {
            openThreads--;
        } finally {
            lock.unlock();
        }
        wakeDrivers(0);
    }

    private void fail(Throwable broken) {
        lock.lock();
        try {
            if (failure == null) {
                failure = broken;
            } else if (failure != broken) {
                failure.addSuppressed(broken);
            }
            stopped = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Poll poll(Runnable waker) {
        lock.lock();
        try {
            if (failure != null) {
                throw Failures.sqlException(failure);
            }
            if (stopped || (batches.isEmpty() && opened && openThreads == 0)) {
                return Idle.END;
            }
            if (batches.isEmpty()) {
                wakers.add(waker);
                return Idle.WAIT;
            }
            return new Ready(takeMorsel());
        } finally {
            lock.unlock();
        }
    }

    private Morsel takeMorsel() {
        int count = Math.clamp(batches.size() / driverCount, 1, MORSEL_BATCHES);
        ArrayDeque<Batch> taken = new ArrayDeque<>(count);
        for (int batch = 0; batch < count; batch++) {
            Batch next = batches.remove();
            bufferedBytes -= next.sizeBytes();
            taken.add(next);
        }
        reservation.resize(bufferedBytes);
        room.signalAll();
        return new ReadMorsel(taken);
    }

    private record ReadMorsel(ArrayDeque<Batch> batches) implements Morsel {
        @Override
        public @Nullable Batch next() {
            return batches.poll();
        }

        @Override
        public void close() {
            batches.clear();
        }
    }

    @Override
    public void stop() {
        lock.lock();
        try {
            stopped = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
        wakeDrivers(0);
    }

    @Override
    public void close() {
        stop();
        List<Thread> open;
        lock.lock();
        try {
            open = List.copyOf(threads);
        } finally {
            lock.unlock();
        }
        // The planning thread starts the others, and is the first of them.
        open.forEach(Threads::join);
        for (Thread thread : List.copyOf(threads)) {
            Threads.join(thread);
        }
        batches.clear();
        reservation.close();
    }
}
