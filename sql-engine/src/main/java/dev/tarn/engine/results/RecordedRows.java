package dev.tarn.engine.results;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.OperatorStats;
import dev.tarn.engine.exec.Execution;

import org.jspecify.annotations.Nullable;

/// Rows of a running plan, written down as they are pulled; kept once the last one has been. Used
/// by the thread that pulls; any may cancel. Closes the plan's execution.
public final class RecordedRows implements Execution {
    private final Execution rows;
    private final Recording written;

    public RecordedRows(Execution rows, Recording written) {
        this.rows = rows;
        this.written = written;
    }

    @Override
    public @Nullable Batch next() {
        Batch batch = rows.next();
        if (batch == null) {
            written.finish();
        } else {
            written.add(batch);
        }
        return batch;
    }

    @Override
    public void cancel() {
        rows.cancel();
    }

    @Override
    public Progress progress() {
        return rows.progress();
    }

    @Override
    public OperatorStats profile() {
        return rows.profile();
    }

    @Override
    public void close() {
        rows.close();
    }
}
