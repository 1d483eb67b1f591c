package dev.tarn.engine.results;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.OperatorStats;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.exec.Execution;
import dev.tarn.storage.ScanCounters;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Rows that were kept, given again as if their plan ran. Used by the thread that pulls; any may
/// cancel.
public final class KeptRows implements Execution {
    private final Iterator<Batch> batches;
    private long rows;
    private long count;
    private volatile boolean cancelled;

    public KeptRows(List<Batch> batches) {
        this.batches = batches.iterator();
    }

    @Override
    public @Nullable Batch next() {
        if (cancelled) {
            throw new SqlException(ErrorCode.USER_CANCELED, "Query was cancelled");
        }
        if (!batches.hasNext()) {
            return null;
        }
        Batch batch = batches.next();
        rows += batch.selectedCount();
        count++;
        return batch;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public Progress progress() {
        return new Progress(Duration.ZERO, 0, 0, 0, 0, 0, 0, new ScanCounters().values());
    }

    @Override
    public OperatorStats profile() {
        return new OperatorStats(
                "KeptResult",
                "",
                -1,
                rows,
                count,
                Duration.ZERO,
                Duration.ZERO,
                0,
                0,
                Map.of(),
                List.of());
    }

    @Override
    public void close() {}
}
