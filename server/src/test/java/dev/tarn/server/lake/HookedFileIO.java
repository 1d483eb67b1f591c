package dev.tarn.server.lake;

import dev.tarn.testkit.ForwardingFileIO;

import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.OutputFile;

import java.util.concurrent.atomic.AtomicReference;

/// A `FileIO` that lets somebody else do something at the moment a statement begins to write a
/// file: its first data file is after it was planned, the list of its manifests just before its
/// commit is sent, the table's metadata when the catalog has looked at what the commit requires.
/// Thread-safe.
final class HookedFileIO extends ForwardingFileIO {
    private static final long serialVersionUID = 1L;
    private static final Runnable NOTHING = () -> {};

    private final transient AtomicReference<Runnable> data = new AtomicReference<>(NOTHING);
    private final transient AtomicReference<Runnable> lists = new AtomicReference<>(NOTHING);
    private final transient AtomicReference<Runnable> metadata = new AtomicReference<>(NOTHING);

    HookedFileIO(FileIO wrapped) {
        super(wrapped);
    }

    void beforeNextDataFile(Runnable action) {
        data.set(action);
    }

    void beforeNextManifestList(Runnable action) {
        lists.set(action);
    }

    void beforeNextMetadataFile(Runnable action) {
        metadata.set(action);
    }

    @Override
    public OutputFile newOutputFile(String path) {
        if (path.contains("/data/")) {
            data.getAndSet(NOTHING).run();
        }
        if (path.contains("/metadata/snap-")) {
            lists.getAndSet(NOTHING).run();
        }
        if (path.endsWith(".metadata.json")) {
            metadata.getAndSet(NOTHING).run();
        }
        return super.newOutputFile(path);
    }
}
