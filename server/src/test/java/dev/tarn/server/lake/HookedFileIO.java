package dev.tarn.server.lake;

import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// A `FileIO` that lets somebody else do something at the moment a statement begins to write its
/// first data file: after it was planned, before it commits. Thread-safe.
final class HookedFileIO implements FileIO {
    private static final Runnable NOTHING = () -> {};

    private final transient FileIO wrapped;
    private final transient AtomicReference<Runnable> next = new AtomicReference<>(NOTHING);

    HookedFileIO(FileIO wrapped) {
        this.wrapped = wrapped;
    }

    void beforeNextDataFile(Runnable action) {
        next.set(action);
    }

    @Override
    public InputFile newInputFile(String path) {
        return wrapped.newInputFile(path);
    }

    @Override
    public OutputFile newOutputFile(String path) {
        if (path.contains("/data/")) {
            next.getAndSet(NOTHING).run();
        }
        return wrapped.newOutputFile(path);
    }

    @Override
    public void deleteFile(String path) {
        wrapped.deleteFile(path);
    }

    @Override
    public Map<String, String> properties() {
        return wrapped.properties();
    }

    @Override
    public void initialize(Map<String, String> properties) {
        wrapped.initialize(properties);
    }

    @Override
    public void close() {
        wrapped.close();
    }
}
