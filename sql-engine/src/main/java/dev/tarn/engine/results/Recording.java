package dev.tarn.engine.results;

import dev.tarn.columnar.Batch;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The rows of one query on their way to its client, written down until they are too many. Used by
/// the thread that pulls, but for [#giveUp], which any thread may call.
public final class Recording {
    /// What a batch takes beside its values.
    private static final int BATCH_BYTES = 256;

    private final ResultCache cache;
    private final Object key;
    private final long mostBytes;
    private @Nullable List<Batch> batches = new ArrayList<>();
    private long bytes = BATCH_BYTES;
    private volatile boolean givenUp;

    Recording(ResultCache cache, Object key, long mostBytes) {
        this.cache = cache;
        this.key = key;
        this.mostBytes = mostBytes;
    }

    public void add(Batch batch) {
        List<Batch> written = batches;
        if (written == null) {
            return;
        }
        bytes += batch.sizeBytes() + BATCH_BYTES;
        if (givenUp || bytes > mostBytes) {
            batches = null;
            return;
        }
        written.add(batch);
    }

    /// Says that the rows are right for this one query only.
    public void giveUp() {
        givenUp = true;
    }

    /// Says that all rows have come.
    public void finish() {
        List<Batch> written = batches;
        if (written != null && !givenUp) {
            cache.keep(key, written, bytes);
        }
    }
}
