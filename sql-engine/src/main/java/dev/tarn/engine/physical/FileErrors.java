package dev.tarn.engine.physical;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.text.RowRejects;

import org.jspecify.annotations.Nullable;

import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// What becomes of files that cannot be read as they should, and which these are. Thread-safe.
public final class FileErrors {
    private final Policy policy;
    private final RowRejects rejects = new RowRejects();
    private final ConcurrentSkipListMap<String, String> skipped = new ConcurrentSkipListMap<>();

    /// What a query does at an error in a file.
    public enum Policy {
        /// It fails.
        ABORT,
        /// It leaves out the record.
        CONTINUE,
        /// It leaves out the file, of which rows may have been given already.
        SKIP_FILE
    }

    public FileErrors(Policy policy) {
        this.policy = policy;
    }

    /// Where records that cannot be read go; null if they are errors.
    public @Nullable RowRejects recordRejects() {
        return policy == Policy.CONTINUE ? rejects : null;
    }

    /// The records that were left out.
    public RowRejects rejects() {
        return rejects;
    }

    /// Whether the file at `location` is left out because of `error`, which it then is.
    public boolean skip(String location, StorageException error) {
        boolean ofFile =
                switch (error.kind()) {
                    case BAD_VALUE, CORRUPT -> true;
                    case NOT_FOUND, ACCESS_DENIED, UNSUPPORTED, IO -> false;
                };
        if (policy != Policy.SKIP_FILE || !ofFile) {
            return false;
        }
        skipped.putIfAbsent(location, String.valueOf(error.getMessage()));
        return true;
    }

    public boolean isSkipped(String location) {
        return skipped.containsKey(location);
    }

    /// The files that are left out, by location, with an error of each.
    public SortedMap<String, String> skipped() {
        return skipped;
    }
}
