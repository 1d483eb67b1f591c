package dev.tarn.server.trino;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Query;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A query's rows, encoded ahead of the client by a virtual thread of its own, up to
/// [#CAPACITY_BYTES]; then the thread waits, and the query with it. Thread-safe.
///
/// A chunk is what a [RowFormat] makes of some rows: what goes inside `data`, with commas between.
/// It counts with its bytes in the [Spool], so that a client that fetches segments slowly holds the
/// query back as any other does.
final class ResultBuffer {
    /// A page carries at most this and one chunk more, in itself or in the segments it names.
    static final int PAGE_BYTES = 4 << 20;

    static final int CAPACITY_BYTES = 2 * PAGE_BYTES;

    private final Query query;
    private final RowFormat format;
    private final RowsJson rows = new RowsJson();
    private long encodedRows;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<RowFormat.Chunk> chunks = new ArrayDeque<>();
    private long bufferedBytes;
    private @Nullable List<DataType.Field> columns;
    private @Nullable SqlException failure;
    private boolean ended;
    private boolean stopped;

    /// What one answer to the client carries. `last` says that the query has ended and nothing of
    /// its rows is left; `failure` only comes with the last. A part with spooled chunks is never
    /// the last: until its client has fetched them it needs an address to say that it is there.
    record Part(
            @Nullable List<DataType.Field> columns,
            List<RowFormat.Chunk> chunks,
            boolean last,
            @Nullable SqlException failure) {}

    private ResultBuffer(Query query, RowFormat format) {
        this.query = query;
        this.format = format;
    }

    static ResultBuffer start(Query query, RowFormat format) {
        ResultBuffer buffer = new ResultBuffer(query, format);
        Thread.ofVirtual().name("result-" + query.id()).start(buffer::pull);
        return buffer;
    }

    /// Waits up to `wait` for rows or the end, and takes what is there, up to a page.
    Part take(Duration wait) throws InterruptedException {
        long left = wait.toNanos();
        lock.lock();
        try {
            while (chunks.isEmpty() && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            List<RowFormat.Chunk> taken = new ArrayList<>();
            long takenBytes = 0;
            boolean spooled = false;
            while (!chunks.isEmpty() && takenBytes < PAGE_BYTES) {
                RowFormat.Chunk chunk = chunks.removeFirst();
                takenBytes += chunk.byteCount();
                spooled |= chunk.spooledBytes() > 0;
                taken.add(chunk);
            }
            bufferedBytes -= takenBytes;
            changed.signalAll();
            boolean last = ended && chunks.isEmpty() && !spooled;
            return new Part(columns, List.copyOf(taken), last, last ? failure : null);
        } finally {
            lock.unlock();
        }
    }

    /// Lets go of rows that nobody will fetch any more; the query itself must be cancelled.
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pull() {
        SqlException thrown = null;
        try {
            List<DataType.Field> fields = query.columns();
            if (!fields.isEmpty()) {
                publishColumns(fields);
            }
            for (Batch batch = query.next(); batch != null; batch = query.next()) {
                encode(batch);
            }
            flush();
        } catch (SqlException e) {
            thrown = e;
        } catch (InterruptedException e) {
            thrown = new SqlException(ErrorCode.USER_CANCELED, "Query was cancelled");
        } catch (IOException | RuntimeException | Error e) {
            // Whatever it was: a client that is told nothing asks for ever.
            thrown =
                    new SqlException(
                            ErrorCode.INTERNAL_ERROR, "Result cannot be sent: " + e, null, e);
        }
        end(thrown);
    }

    private void publishColumns(List<DataType.Field> fields) {
        lock.lock();
        try {
            columns = fields;
        } finally {
            lock.unlock();
        }
    }

    private void end(@Nullable SqlException thrown) {
        lock.lock();
        try {
            failure = thrown;
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void encode(Batch batch) throws IOException, InterruptedException {
        Batch compact = batch.compact();
        for (int row = 0; row < compact.rowCount(); row++) {
            rows.add(compact, row);
            if (rows.byteCount() >= format.chunkBytes()) {
                flush();
            }
        }
        if (!format.gathers()) {
            flush();
        }
    }

    private void flush() throws IOException, InterruptedException {
        int rowCount = rows.rowCount();
        if (rowCount > 0) {
            add(format.chunk(rows.take(), encodedRows, rowCount));
            encodedRows += rowCount;
        }
    }

    private void add(RowFormat.Chunk chunk) throws InterruptedException {
        lock.lock();
        try {
            while (bufferedBytes >= CAPACITY_BYTES && !stopped) {
                changed.await();
            }
            chunks.addLast(chunk);
            bufferedBytes += chunk.byteCount();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
