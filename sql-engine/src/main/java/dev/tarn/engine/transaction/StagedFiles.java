package dev.tarn.engine.transaction;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A table's files while a transaction is open: remembers those that are written, and keeps those
/// of others that are to be deleted until it commits. Thread-safe.
///
/// What cannot be deleted is logged and left for the removal of orphans.
final class StagedFiles implements FileIO {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(StagedFiles.class);

    /// How many files a transaction has of one table.
    static final int MOST_FILES = 100_000;

    private final transient FileIO files;
    private final transient Set<String> written = ConcurrentHashMap.newKeySet();
    private final transient Set<String> obsolete = ConcurrentHashMap.newKeySet();

    StagedFiles(FileIO files) {
        this.files = files;
    }

    @Override
    public InputFile newInputFile(String location) {
        return files.newInputFile(location);
    }

    @Override
    public InputFile newInputFile(String location, long byteCount) {
        return files.newInputFile(location, byteCount);
    }

    /// @throws SqlException EXCEEDED_TRANSACTION_LIMIT
    @Override
    public OutputFile newOutputFile(String location) {
        if (written.size() >= MOST_FILES) {
            throw new SqlException(
                    ErrorCode.EXCEEDED_TRANSACTION_LIMIT,
                    "The transaction has written %d files of one table, and can write no more"
                            .formatted(MOST_FILES));
        }
        OutputFile file = files.newOutputFile(location);
        written.add(location);
        return file;
    }

    /// Deletes what the transaction wrote at once, and all else when it commits.
    @Override
    public void deleteFile(String location) {
        if (written.remove(location)) {
            files.deleteFile(location);
        } else {
            obsolete.add(location);
        }
    }

    @Override
    public Map<String, String> properties() {
        return files.properties();
    }

    /// Deletes all that was written.
    void rollBack() {
        deleteAll(written);
        obsolete.clear();
    }

    /// Deletes what was written but for `kept`, and what was to be deleted.
    void commit(Set<String> kept) {
        written.removeAll(kept);
        deleteAll(written);
        deleteAll(obsolete);
    }

    private void deleteAll(Set<String> locations) {
        List<String> all = new ArrayList<>(locations);
        locations.clear();
        for (String location : all) {
            try {
                files.deleteFile(location);
            } catch (NotFoundException _) {
                // It was never begun.
            } catch (RuntimeException e) {
                LOG.warn("event=orphan_left file={} cause={}", location, e.toString());
            }
        }
    }
}
