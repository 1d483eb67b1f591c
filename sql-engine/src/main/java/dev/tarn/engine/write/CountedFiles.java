package dev.tarn.engine.write;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Closing;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.physical.FileLayout;
import dev.tarn.storage.table.TableWriter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// As few files as a [FileLayout] asks for, of about the same size. How many that are is told by
/// the bytes a row that were written so far, so that rows which take less than they did before make
/// no small files.
///
/// At most as many are open as there are workers; a driver takes whichever is free for each of its
/// batches, begins another only where none is, and waits where all are begun that there are to be.
/// A full one is completed while others are to come. Rows of a single driver stay in order.
final class CountedFiles implements CommonFiles {
    /// There is one file until this part of the rows has been written.
    private static final int MEASURED_PARTS = 32;

    private final QueryContext query;
    private final Supplier<TableWriter> writers;
    private final FileLayout layout;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Deque<Slot> free = new ArrayDeque<>();
    private final List<Slot> open = new ArrayList<>();
    private int begunCount;
    private long rowCount;
    private long bytes;

    CountedFiles(QueryContext query, Supplier<TableWriter> writers, FileLayout layout) {
        this.query = query;
        this.writers = writers;
        this.layout = layout;
    }

    /// Files of one writer, and the bytes that it has written as of the last batch.
    private static final class Slot {
        private final OwnFiles files;
        private long bytes;

        Slot(OwnFiles files) {
            this.files = files;
        }
    }

    @Override
    public RowFiles open() {
        return new RowFiles() {
            @Override
            public void write(Batch batch) {
                CountedFiles.this.write(batch);
            }

            @Override
            public void complete() {}

            @Override
            public void close() {}
        };
    }

    private void write(Batch batch) {
        Slot slot = take();
        boolean isFull = false;
        try {
            TableWriter writer = slot.files.writer(batch);
            writer.write(batch);
            isFull = isFull(slot, batch.selectedCount(), writer.lengthBytes());
        } finally {
            if (!isFull) {
                giveBack(slot);
            }
        }
        if (isFull) {
            complete(slot);
        }
    }

    private void complete(Slot full) {
        try {
            full.files.complete();
        } finally {
            full.files.close();
        }
    }

    private Slot take() {
        lock.lock();
        try {
            while (free.isEmpty()) {
                boolean isOneMore =
                        begunCount < fileCount() && open.size() < query.config().workerCount();
                if (open.isEmpty() || isOneMore) {
                    Slot begun = new Slot(new OwnFiles(query, writers));
                    open.add(begun);
                    begunCount++;
                    return begun;
                }
                freed.awaitUninterruptibly();
            }
            return free.removeFirst();
        } finally {
            lock.unlock();
        }
    }

    /// Counts what was written to `slot`, and tells whether another is to be begun in its place; it
    /// is left to its driver then.
    private boolean isFull(Slot slot, int addedRows, long length) {
        lock.lock();
        try {
            rowCount += addedRows;
            bytes += length - slot.bytes;
            slot.bytes = length;
            int fileCount = fileCount();
            if (begunCount >= fileCount || length < allBytes() / fileCount) {
                return false;
            }
            open.remove(slot);
            return true;
        } finally {
            freed.signal();
            lock.unlock();
        }
    }

    /// Into how many files all rows go, as far as it is known. Under the lock.
    private int fileCount() {
        if (rowCount == 0 || rowCount * MEASURED_PARTS < layout.rowCount()) {
            return 1;
        }
        double all = allBytes();
        double least = Math.ceil(all / layout.mostBytes());
        double nearest = Math.rint(all / layout.targetBytes());
        return (int) Math.max(1, Math.max(least, nearest));
    }

    /// What all rows will take. Under the lock.
    private double allBytes() {
        return (double) bytes / rowCount * Math.max(rowCount, layout.rowCount());
    }

    private void giveBack(Slot slot) {
        lock.lock();
        try {
            free.addLast(slot);
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int pieceCount() {
        return open.size();
    }

    @Override
    public void complete(int piece) {
        open.get(piece).files.complete();
    }

    @Override
    public void close() {
        Closing.closeAll(open.stream().map(slot -> slot.files).toList());
    }
}
