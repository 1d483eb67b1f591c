package dev.tarn.server.job;

import dev.tarn.catalog.store.TaskProgress;
import dev.tarn.engine.spi.LoadCounts;

/// What a pipe has loaded since it was made, as its task keeps it.
///
/// @param lastRunMillis when the last run ended that loaded something; 0 before the first
record PipeProgress(long files, long rows, long lastRunMillis) {

    /// @throws IllegalArgumentException for what [#kept] does not make
    static PipeProgress of(TaskProgress progress) {
        if (progress.cursor().isEmpty()) {
            return new PipeProgress(0, 0, 0);
        }
        String[] parts = progress.cursor().split(" ", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("No progress of a pipe: " + progress.cursor());
        }
        return new PipeProgress(
                Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    TaskProgress kept() {
        return new TaskProgress("%d %d %d".formatted(files, rows, lastRunMillis), 0, 0);
    }

    PipeProgress and(LoadCounts counts, long nowMillis) {
        return counts.filesLoaded() == 0
                ? this
                : new PipeProgress(
                        files + counts.filesLoaded(), rows + counts.rowsLoaded(), nowMillis);
    }
}
