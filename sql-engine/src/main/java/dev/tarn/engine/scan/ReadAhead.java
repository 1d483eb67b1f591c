package dev.tarn.engine.scan;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Failures;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Source;
import dev.tarn.engine.exec.Threads;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.scan.PieceBuffer.Held;
import dev.tarn.storage.Piece;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A source whose pieces are fetched by blocking reads, on virtual threads, ahead of the drivers,
/// who make batches of them.
///
/// One thread plans, then up to `readerCount` threads work through the planned reads. Before they
/// fetch they ask for room, and wait while `BUFFER_BYTES` or `BUFFER_PIECES` are held, or while the
/// query's memory refuses more and something is held that drivers will give back. What a piece
/// holds is given back when its driver has done with it. Pieces keep their order within a read.
/// Thread-safe; the lock is never held over a read.
final class ReadAhead implements Source {
    private static final int BUFFER_PIECES = 128;
    private static final long BUFFER_BYTES = 128L << 20;

    /// Of a query's memory, so that readers do not take what operators need.
    private static final int BUFFER_SHARE = 4;

    /// Rows that make it worth waking a driver, as long as more are on their way.
    private static final int WAKE_ROWS = 8 * 1024;

    /// A blocking read of some pieces.
    @FunctionalInterface
    interface Read {
        /// Gives all pieces to `buffer`; ends early once that says false.
        void into(Buffer buffer);
    }

    /// Where a read puts its pieces.
    interface Buffer {
        /// Waits until `bytes` more may be held, and takes them; false says that nobody wants more.
        boolean makeRoom(long bytes);

        /// Hands over pieces that hold the bytes for which room was made last. They are closed by
        /// this, also if nobody wants them, which false says.
        boolean put(List<Piece> pieces);
    }

    private final Callable<List<Read>> planning;
    private final int readerCount;
    private final int driverCount;
    private final Reservation reservation;
    private final long mostBytes;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final PieceBuffer buffered = new PieceBuffer();
    private final List<Runnable> wakers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private long heldBytes;
    private int openThreads;
    private boolean opened;
    private boolean stopped;
    private @Nullable Throwable failure;

    ReadAhead(QueryContext query, Callable<List<Read>> planning, int readerCount, int driverCount) {
        this(query, planning, readerCount, driverCount, BUFFER_BYTES);
    }

    /// The same with at most `bufferBytes` held, but for what is fetched at once.
    ReadAhead(
            QueryContext query,
            Callable<List<Read>> planning,
            int readerCount,
            int driverCount,
            long bufferBytes) {
        this.planning = planning;
        this.readerCount = readerCount;
        this.driverCount = driverCount;
        this.reservation = query.memory().open("scan read-ahead");
        this.mostBytes = Math.min(bufferBytes, query.memory().limitBytes() / BUFFER_SHARE);
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
            reads.get(read).into(new ReaderBuffer());
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

    /// One reader's way into the buffer. Bytes for which room was made and that were not put are
    /// given back when the source is closed, as a read that fails ends the query.
    private final class ReaderBuffer implements Buffer {
        private long roomBytes;

        @Override
        public boolean makeRoom(long bytes) {
            lock.lock();
            try {
                while (!stopped && (heldBytes > 0 || !buffered.isEmpty()) && !fits(bytes)) {
                    if (!wakeAll()) {
                        room.awaitUninterruptibly();
                    }
                }
                if (stopped) {
                    return false;
                }
                reservation.resize(heldBytes + bytes);
                heldBytes += bytes;
                roomBytes = bytes;
                return true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean put(List<Piece> pieces) {
            List<Runnable> woken = List.of();
            boolean taken = false;
            lock.lock();
            try {
                if (!stopped) {
                    taken = true;
                    buffered.add(pieces, roomBytes);
                    if (pieces.isEmpty()) {
                        giveBack(roomBytes);
                    }
                    woken = buffered.rowCount() >= WAKE_ROWS ? takeWakers() : List.of();
                }
            } finally {
                lock.unlock();
            }
            if (!taken) {
                pieces.forEach(Piece::close);
            }
            woken.forEach(Runnable::run);
            // Virtual threads are not preempted: let others (clients, commits) have the carrier
            // between two reads that need no waiting.
            Thread.yield();
            return taken;
        }
    }

    /// Wakes all drivers that wait, if there are any. Called under the lock, which is let go
    /// meanwhile: drivers must not be woken under the lock that they take when they come.
    private boolean wakeAll() {
        List<Runnable> woken = takeWakers();
        if (woken.isEmpty()) {
            return false;
        }
        lock.unlock();
        try {
            woken.forEach(Runnable::run);
        } finally {
            lock.lock();
        }
        return true;
    }

    private boolean fits(long bytes) {
        return buffered.pieceCount() < BUFFER_PIECES
                && heldBytes + bytes <= mostBytes
                && reservation.tryGrowIfSpare(heldBytes + bytes);
    }

    /// Called under the lock.
    private void giveBack(long bytes) {
        heldBytes -= bytes;
        reservation.resize(heldBytes);
        room.signalAll();
    }

    private List<Runnable> takeWakers() {
        if (wakers.isEmpty()) {
            return List.of();
        }
        List<Runnable> taken = List.copyOf(wakers);
        wakers.clear();
        return taken;
    }

    private void wakeDrivers(int rowCount) {
        List<Runnable> woken;
        lock.lock();
        try {
            woken = buffered.rowCount() >= rowCount ? takeWakers() : List.of();
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
            if (stopped || (buffered.isEmpty() && opened && openThreads == 0)) {
                return Idle.END;
            }
            if (buffered.isEmpty()) {
                wakers.add(waker);
                return Idle.WAIT;
            }
            Morsel morsel = new PieceMorsel(buffered.take(driverCount));
            room.signalAll();
            return new Ready(morsel);
        } finally {
            lock.unlock();
        }
    }

    /// Pieces that belong to one driver.
    private final class PieceMorsel implements Morsel {
        private final ArrayDeque<Held> pieces;

        PieceMorsel(ArrayDeque<Held> pieces) {
            this.pieces = pieces;
        }

        @Override
        public @Nullable Batch next() {
            while (!pieces.isEmpty()) {
                Batch batch = pieces.getFirst().piece().next();
                if (batch != null) {
                    return batch;
                }
                release(pieces.removeFirst());
            }
            return null;
        }

        @Override
        public void close() {
            while (!pieces.isEmpty()) {
                release(pieces.removeFirst());
            }
        }
    }

    private void release(Held held) {
        held.piece().close();
        lock.lock();
        try {
            if (held.share().closeOne()) {
                giveBack(held.share().bytes());
            }
        } finally {
            lock.unlock();
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
        // A store that does not answer is not waited for. The planning thread starts the others,
        // and is the first of them.
        open.forEach(Thread::interrupt);
        open.forEach(Threads::join);
        List<Thread> late = List.copyOf(threads);
        late.forEach(Thread::interrupt);
        late.forEach(Threads::join);
        while (!buffered.isEmpty()) {
            release(buffered.removeFirst());
        }
        reservation.close();
    }
}
