package dev.tarn.engine.spi;

import org.apache.iceberg.catalog.TableIdentifier;

import java.util.function.Consumer;

/// What a catalog knows of whose files are whose, for those who delete files of a table while it
/// lives. Thread-safe.
@FunctionalInterface
public interface FileOwnership {

    /// Others than `table`.
    ///
    /// @throws org.apache.iceberg.exceptions.ForbiddenException if the session may not take
    ///   snapshots away from `table`
    Others than(TableIdentifier table);

    /// Other tables and views, also those that are dropped and may come back, and clients that read
    /// files without asking for each; as they are when asked. Thread-safe.
    interface Others {

        /// Whether the catalog may write at `location`, and no other lives there or writes there.
        boolean mayDelete(String location);

        /// The files that others refer to outside their own locations; some more than once.
        ///
        /// @throws RuntimeException if that is not known of one of them
        void references(Consumer<String> files);

        /// Whether a client was told to read files of that snapshot, and may still do so.
        boolean isPlanned(long snapshotId);
    }
}
