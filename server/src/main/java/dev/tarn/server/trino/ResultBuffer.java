package dev.tarn.server.trino;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Query;
import dev.tarn.engine.SqlException;
import dev.tarn.server.output.Json;
import dev.tarn.server.output.JsonStyle;
import dev.tarn.server.output.JsonValues;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A query's rows, encoded ahead of the client by a virtual thread of its own, up to
/// [#CAPACITY_BYTES]; then the thread waits, and the query with it. Thread-safe.
///
/// A chunk is rows as JSON arrays with commas between them: what goes inside `"data":[…]`.
final class ResultBuffer {
    /// A page carries at most this and one chunk more.
    static final int PAGE_BYTES = 4 << 20;

    static final int CAPACITY_BYTES = 2 * PAGE_BYTES;
    private static final int CHUNK_BYTES = 256 << 10;
    private static final SerializedString COMMA = new SerializedString(",");

    private final Query query;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private long bufferedBytes;
    private @Nullable List<DataType.Field> columns;
    private @Nullable SqlException failure;
    private boolean ended;
    private boolean stopped;

    /// What one answer to the client carries. `last` says that the query has ended and nothing of
    /// its rows is left; `failure` only comes with the last.
    record Part(
            @Nullable List<DataType.Field> columns,
            List<byte[]> chunks,
            boolean last,
            @Nullable SqlException failure) {}

    private ResultBuffer(Query query) {
        this.query = query;
    }

    static ResultBuffer start(Query query) {
        ResultBuffer buffer = new ResultBuffer(query);
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
            Deque<byte[]> taken = new ArrayDeque<>();
            long takenBytes = 0;
            while (!chunks.isEmpty() && takenBytes < PAGE_BYTES) {
                byte[] chunk = chunks.removeFirst();
                takenBytes += chunk.length;
                taken.add(chunk);
            }
            bufferedBytes -= takenBytes;
            changed.signalAll();
            boolean last = ended && chunks.isEmpty();
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
        } catch (SqlException e) {
            thrown = e;
        } catch (InterruptedException e) {
            thrown = new SqlException(ErrorCode.USER_CANCELED, "Query was cancelled");
        } catch (RuntimeException e) {
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

    private void encode(Batch batch) throws InterruptedException {
        Batch rows = batch.compact();
        JsonValues values = new JsonValues(JsonStyle.TRINO);
        int row = 0;
        while (row < rows.rowCount()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 << 10);
            try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
                json.setRootValueSeparator(COMMA);
                while (row < rows.rowCount() && bytes.size() < CHUNK_BYTES) {
                    json.writeStartArray();
                    for (Vector column : rows.columns()) {
                        values.write(json, column, row);
                    }
                    json.writeEndArray();
                    row++;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            add(bytes.toByteArray());
        }
    }

    private void add(byte[] chunk) throws InterruptedException {
        lock.lock();
        try {
            while (bufferedBytes >= CAPACITY_BYTES && !stopped) {
                changed.await();
            }
            chunks.addLast(chunk);
            bufferedBytes += chunk.length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
