package dev.tarn.engine.physical;

import dev.tarn.storage.delete.FilePositions;

import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;

import java.util.ArrayList;
import java.util.List;

/// The files that a running query's writers have finished, and the rows of the table that they take
/// away. Thread-safe. Until files are committed, whoever runs the query must delete them if it
/// fails.
public final class WriteResults {
    private final List<DataFile> files = new ArrayList<>();
    private final List<DeleteFile> deletes = new ArrayList<>();
    private final FilePositions removed = new FilePositions();

    public synchronized void add(List<DataFile> finished) {
        files.addAll(finished);
    }

    public synchronized void addDeletes(List<DeleteFile> finished) {
        deletes.addAll(finished);
    }

    public synchronized void remove(FilePositions rows) {
        removed.addAll(rows);
    }

    public synchronized List<DataFile> files() {
        return List.copyOf(files);
    }

    /// Every file, of data and of deletes.
    public synchronized List<ContentFile<?>> all() {
        List<ContentFile<?>> all = new ArrayList<>(files);
        all.addAll(deletes);
        return all;
    }

    /// Rows that are taken away. Read when the query has ended.
    public synchronized FilePositions removed() {
        return removed;
    }
}
