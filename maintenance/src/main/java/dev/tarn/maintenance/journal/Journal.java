package dev.tarn.maintenance.journal;

import java.util.List;
import java.util.Locale;

/// What one journal is about; its files are read by [Journals#read].
///
/// @param location of the journal itself
/// @param tableUuid whose it is: another table may have been at the same place before
/// @param createdMillis when it was begun
/// @param snapshots that are being expired
public record Journal(
        String location,
        Action action,
        String tableUuid,
        long createdMillis,
        List<Long> snapshots) {
    public Journal {
        snapshots = List.copyOf(snapshots);
    }

    /// Why files were written down.
    public enum Action {
        /// They go when the snapshots are gone.
        EXPIRE,
        /// They are being written, and go unless a commit refers to them.
        WRITE,
        /// Nobody refers to them, since the time that is told of each.
        QUARANTINE;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Action of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }
}
