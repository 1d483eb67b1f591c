package dev.tarn.engine.write;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.storage.table.TableWriter;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// Files of one writer, which is opened for the first row. What it buffers is estimated by what it
/// has written, up to the most that a writer buffers. One thread at a time.
final class OwnFiles implements RowFiles {
    private final QueryContext query;
    private final Supplier<TableWriter> writers;
    private final Reservation held;
    private @Nullable TableWriter writer;
    private boolean completed;

    OwnFiles(QueryContext query, Supplier<TableWriter> writers) {
        this.query = query;
        this.writers = writers;
        this.held = query.memory().open("table write");
    }

    @Override
    public void write(Batch batch) {
        writer(batch).write(batch);
    }

    /// The writer, with room for `batch`.
    TableWriter writer(Batch batch) {
        TableWriter open = writer;
        if (open == null) {
            open = writers.get();
            writer = open;
        }
        long bytes = open.lengthBytes() + batch.sizeBytes();
        held.resize(Math.min(bytes, TableWriter.MOST_BUFFERED_BYTES));
        return open;
    }

    @Override
    public void complete() {
        TableWriter open = writer;
        if (open != null) {
            query.checkRunning();
            query.writes().add(open.complete());
            completed = true;
        }
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
