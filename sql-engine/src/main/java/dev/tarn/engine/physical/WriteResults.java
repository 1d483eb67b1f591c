package dev.tarn.engine.physical;

import org.apache.iceberg.DataFile;

import java.util.ArrayList;
import java.util.List;

/// The files that a running query's writers have finished. Thread-safe. Until they are committed,
/// whoever runs the query must delete them if it fails.
public final class WriteResults {
    private final List<DataFile> files = new ArrayList<>();

    public synchronized void add(List<DataFile> finished) {
        files.addAll(finished);
    }

    public synchronized List<DataFile> files() {
        return List.copyOf(files);
    }
}
