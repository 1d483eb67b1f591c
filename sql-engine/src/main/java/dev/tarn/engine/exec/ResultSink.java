package dev.tarn.engine.exec;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.memory.Reservation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The bounded queue between a plan's drivers and the thread that pulls its result.
///
/// While it is full, drivers are parked; taking a batch wakes them. Each driver that was let in may
/// put one batch more, so that it holds at most `CAPACITY` batches and one a driver. It is full,
/// too, as long as there is no memory to spare for what it holds, since operators may need what is
/// left; only the one batch that would stand in it alone must be granted.
final class ResultSink implements Sink {
    private static final int CAPACITY = 16;

    private final Reservation reservation;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private final List<Runnable> wakers = new ArrayList<>();
    private long queuedBytes;

    /// Whether some of the queued bytes are not reserved.
    private boolean crowded;

    private boolean ended;
    private boolean closed;

    ResultSink(Reservation reservation) {
        this.reservation = reservation;
    }

    @Override
    public Local open() {
        return new Local() {
            @Override
            public boolean isReady(Runnable waker) {
                return hasRoom(waker);
            }

            @Override
            public void accept(Batch batch) {
                put(batch.compact());
            }
        };
    }

    private boolean hasRoom(Runnable waker) {
        lock.lock();
        try {
            if (batches.size() < CAPACITY && !crowded) {
                return true;
            }
            wakers.add(waker);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void put(Batch batch) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            long bytes = queuedBytes + batch.sizeBytes();
            if (batches.isEmpty()) {
                reservation.resize(bytes);
            } else {
                crowded |= !reservation.tryGrowIfSpare(bytes);
            }
            queuedBytes = bytes;
            batches.add(batch);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Says that no more batches come, or that `next` is to look at the run's failure.
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The next batch; null once the run has ended and all were taken. Waits.
    @Nullable Batch next() throws InterruptedException {
        List<Runnable> woken;
        Batch batch;
        lock.lock();
        try {
            while (batches.isEmpty() && !ended) {
                changed.await();
            }
            batch = batches.poll();
            if (batch == null) {
                return null;
            }
            queuedBytes -= batch.sizeBytes();
            crowded = !reservation.tryGrowIfSpare(queuedBytes);
            woken = List.copyOf(wakers);
            wakers.clear();
        } finally {
            lock.unlock();
        }
        woken.forEach(Runnable::run);
        return batch;
    }

    /// Drops what nobody will take.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            batches.clear();
            reservation.close();
        } finally {
            lock.unlock();
        }
    }
}
