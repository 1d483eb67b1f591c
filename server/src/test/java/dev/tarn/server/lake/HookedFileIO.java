package dev.tarn.server.lake;

import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// A `FileIO` that lets somebody else do something at the moment a statement begins to write a
/// file: its first data file is after it was planned, the list of its manifests just before its
/// commit is sent. Thread-safe.
final class HookedFileIO implements FileIO {
    private static final Runnable NOTHING = () -> {};

    private final transient FileIO wrapped;
    private final transient AtomicReference<Runnable> data = new AtomicReference<>(NOTHING);
    private final transient AtomicReference<Runnable> lists = new AtomicReference<>(NOTHING);

    HookedFileIO(FileIO wrapped) {
        this.wrapped = wrapped;
    }

    void beforeNextDataFile(Runnable action) {
        data.set(action);
    }

    void beforeNextManifestList(Runnable action) {
        lists.set(action);
    }

    @Override
    public InputFile newInputFile(String path) {
        return wrapped.newInputFile(path);
    }

    @Override
    public OutputFile newOutputFile(String path) {
        if (path.contains("/data/")) {
            data.getAndSet(NOTHING).run();
        }
        if (path.contains("/metadata/snap-")) {
            lists.getAndSet(NOTHING).run();
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
