package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.ListedFiles;
import dev.tarn.storage.load.LoadedFile;

import org.apache.iceberg.io.FileInfo;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which of the files that it does not know a load takes; it leaves the others for later.
///
/// @param maxFiles how many at most
/// @param maxBytes how many bytes these have together; the first one is taken whatever it has
/// @param settle how long a file must not have changed; null where that does not matter. Files are
///   expected to come, so that it is no error that there are none.
record CopyLimits(long maxFiles, long maxBytes, @Nullable Duration settle) {
    static final CopyLimits NONE = new CopyLimits(Long.MAX_VALUE, Long.MAX_VALUE, null);

    boolean mayFindNone() {
        return settle != null;
    }

    /// Those that have not changed for long enough before `nowMillis`; a store that does not tell
    /// when shows files once they are whole.
    ListedFiles settled(ListedFiles files, long nowMillis) {
        if (settle == null) {
            return files;
        }
        long last = nowMillis - settle.toMillis();
        Set<FileInfo> fresh = new HashSet<>();
        for (FileInfo file : files.files()) {
            if (file.createdAtMillis() > last) {
                fresh.add(file);
            }
        }
        return files.without(fresh);
    }

    /// The first of `files`, in their order.
    ListedFiles first(ListedFiles files) {
        Set<FileInfo> taken = new HashSet<>();
        long bytes = 0;
        for (FileInfo file : files.files()) {
            bytes += file.size();
            if (taken.size() == maxFiles || !taken.isEmpty() && bytes > maxBytes) {
                break;
            }
            taken.add(file);
        }
        return taken.size() == files.files().size() ? files : files.only(taken);
    }

    /// Nothing is loaded of a file that changed while it was read.
    ///
    /// @throws SqlException TRANSACTION_CONFLICT
    void requireSame(List<FileInfo> read, List<FileInfo> now) {
        Map<String, LoadedFile> changed = new HashMap<>();
        now.stream().map(LoadedFile::of).forEach(file -> changed.put(file.location(), file));
        for (FileInfo file : read) {
            LoadedFile known = LoadedFile.of(file);
            LoadedFile seen = changed.get(known.location());
            if (seen != null && !seen.equals(known)) {
                throw new SqlException(
                        ErrorCode.TRANSACTION_CONFLICT,
                        "%s was changed while it was read; nothing was loaded"
                                .formatted(file.location()));
            }
        }
    }
}
