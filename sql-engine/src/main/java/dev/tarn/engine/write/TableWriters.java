package dev.tarn.engine.write;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.storage.table.TableWriter;

import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The writers of one table write, one for each driver that gets a row. Thread-safe.
///
/// Files that a driver has finished are announced to the query, whose caller commits or deletes
/// them. A driver that does not finish deletes what it has written itself.
final class TableWriters implements Sink {
    private final Table table;
    private final QueryContext query;
    private final String operationId = UUID.randomUUID().toString();
    private final List<Long> rowCounts = new ArrayList<>();
    private int writerCount;

    TableWriters(Table table, QueryContext query) {
        this.table = table;
        this.query = query;
    }

    @Override
    public Sink.Local open() {
        return new Local(query.memory().open("table write"));
    }

    private synchronized TableWriter openWriter() {
        return TableWriter.open(table, operationId, writerCount++);
    }

    private synchronized void addRowCount(long rowCount) {
        rowCounts.add(rowCount);
    }

    /// Rows that each finished driver has written.
    synchronized List<Long> rowCounts() {
        return List.copyOf(rowCounts);
    }

    /// One driver's files. What its writer buffers is estimated by what it has written, up to the
    /// most that a writer buffers.
    private final class Local implements Sink.Local {
        private final Reservation held;
        private @Nullable TableWriter writer;
        private boolean completed;

        Local(Reservation held) {
            this.held = held;
        }

        @Override
        public void accept(Batch batch) {
            TableWriter open = writer;
            if (open == null) {
                open = openWriter();
                writer = open;
            }
            long bytes = open.lengthBytes() + batch.sizeBytes();
            held.resize(Math.min(bytes, TableWriter.MOST_BUFFERED_BYTES));
            open.write(batch);
        }

        @Override
        public void finish() {
            TableWriter open = writer;
            if (open == null) {
                return;
            }
            query.checkRunning();
            query.writes().add(open.complete());
            completed = true;
            addRowCount(open.rowCount());
        }

        @Override
        public void close() {
            held.close();
            TableWriter open = writer;
            if (open != null && !completed) {
                open.abort();
            }
        }
    }

    @Override
    public void close() {}
}
