package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.RunReader;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.List;

/// The batches of some runs, one run after the other. Owned by one thread.
final class RunRows {
    private final Iterator<Run> runs;
    private @Nullable RunReader reader;

    RunRows(List<Run> runs) {
        this.runs = runs.iterator();
    }

    /// The next batch; null at the end.
    @Nullable Batch next() {
        while (true) {
            RunReader open = reader;
            Batch batch = open == null ? null : open.next();
            if (batch != null) {
                return batch;
            }
            if (!runs.hasNext()) {
                return null;
            }
            reader = runs.next().open();
        }
    }
}
