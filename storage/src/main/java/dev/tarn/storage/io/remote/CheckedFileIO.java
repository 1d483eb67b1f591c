package dev.tarn.storage.io.remote;

import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

import java.util.Map;
import java.util.function.Supplier;

/// A remote store whose failures arrive as [dev.tarn.storage.StorageException] naming the location.
/// Iceberg's own exceptions (not found, already exists) pass unchanged, because Iceberg acts on
/// them.
public class CheckedFileIO implements DelegateFileIO {
    private static final long serialVersionUID = 1L;

    private final DelegateFileIO store;

    /// @param store closed with this one
    protected CheckedFileIO(DelegateFileIO store) {
        this.store = store;
    }

    @Override
    public void initialize(Map<String, String> newProperties) {
        store.initialize(newProperties);
    }

    @Override
    public Map<String, String> properties() {
        return store.properties();
    }

    @Override
    public InputFile newInputFile(String location) {
        return new CheckedInputFile(check("read", location, () -> store.newInputFile(location)));
    }

    @Override
    public InputFile newInputFile(String location, long length) {
        return new CheckedInputFile(
                check("read", location, () -> store.newInputFile(location, length)));
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new CheckedOutputFile(check("write", location, () -> store.newOutputFile(location)));
    }

    @Override
    public void deleteFile(String location) {
        check(
                "delete",
                location,
                () -> {
                    store.deleteFile(location);
                    return location;
                });
    }

    @Override
    public void deleteFiles(Iterable<String> locations) throws BulkDeletionFailureException {
        store.deleteFiles(locations);
    }

    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        Iterable<FileInfo> found = check("list", prefix, () -> store.listPrefix(prefix));
        return () -> new CheckedIterator<>(check("list", prefix, found::iterator), prefix);
    }

    @Override
    public void deletePrefix(String prefix) {
        check(
                "delete",
                prefix,
                () -> {
                    store.deletePrefix(prefix);
                    return prefix;
                });
    }

    @Override
    public void close() {
        store.close();
    }

    /// What `call` gives; its failure in our words, as of `verb` on `location`.
    protected static <T> T check(String verb, String location, Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw StoreFailures.translate(verb, location, e);
        }
    }
}
