package dev.tarn.engine.spi;

import org.jspecify.annotations.Nullable;

/// What a COPY INTO did.
///
/// @param filesKnown those that the table was loaded from before
/// @param firstError of a file that was skipped, or of a record that was left out
public record LoadCounts(
        long filesLoaded,
        long filesKnown,
        long filesSkipped,
        long rowsLoaded,
        long rowsRejected,
        @Nullable String firstError) {

    public static final LoadCounts NONE = new LoadCounts(0, 0, 0, 0, 0, null);

    /// What both did, of which `next` came later: files that are known and those that were skipped
    /// are the same ones again.
    public LoadCounts and(LoadCounts next) {
        return new LoadCounts(
                filesLoaded + next.filesLoaded,
                next.filesKnown,
                next.filesSkipped,
                rowsLoaded + next.rowsLoaded,
                rowsRejected + next.rowsRejected,
                next.firstError == null ? firstError : next.firstError);
    }
}
