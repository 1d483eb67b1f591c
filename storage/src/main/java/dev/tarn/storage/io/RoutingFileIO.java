package dev.tarn.storage.io;

import dev.tarn.storage.io.s3.S3Io;

import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.StorageCredential;
import org.apache.iceberg.io.SupportsStorageCredentials;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// One `FileIO` over all stores: each location goes to the store of its scheme, which is opened
/// when it is first needed. What catalogs name as `io-impl`. Thread-safe.
public final class RoutingFileIO implements DelegateFileIO, SupportsStorageCredentials {
    private static final long serialVersionUID = 1L;

    private Map<String, String> properties = Map.of();
    private volatile List<StorageCredential> credentials = List.of();
    private final ConcurrentHashMap<String, DelegateFileIO> stores = new ConcurrentHashMap<>();

    public RoutingFileIO() {}

    @Override
    public void initialize(Map<String, String> newProperties) {
        properties = Map.copyOf(newProperties);
    }

    @Override
    public Map<String, String> properties() {
        return properties;
    }

    private DelegateFileIO store(String location) {
        return stores.computeIfAbsent(
                LocalPaths.scheme(location),
                scheme -> {
                    DelegateFileIO opened = FileIos.open(location, properties);
                    if (opened instanceof S3Io s3) {
                        s3.setCredentials(credentials);
                    }
                    return opened;
                });
    }

    /// Credentials for some prefixes of S3, which a catalog gave with a table.
    @Override
    public void setCredentials(List<StorageCredential> newCredentials) {
        credentials = List.copyOf(newCredentials);
        for (DelegateFileIO opened : stores.values()) {
            if (opened instanceof S3Io s3) {
                s3.setCredentials(credentials);
            }
        }
    }

    @Override
    public List<StorageCredential> credentials() {
        return credentials;
    }

    @Override
    public InputFile newInputFile(String location) {
        return store(location).newInputFile(location);
    }

    @Override
    public InputFile newInputFile(String location, long length) {
        return store(location).newInputFile(location, length);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return store(location).newOutputFile(location);
    }

    @Override
    public void deleteFile(String location) {
        store(location).deleteFile(location);
    }

    @Override
    public void deleteFiles(Iterable<String> locations) throws BulkDeletionFailureException {
        Map<String, List<String>> byScheme = new java.util.TreeMap<>();
        for (String location : locations) {
            byScheme.computeIfAbsent(LocalPaths.scheme(location), scheme -> new ArrayList<>())
                    .add(location);
        }
        for (List<String> together : byScheme.values()) {
            store(together.getFirst()).deleteFiles(together);
        }
    }

    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        return store(prefix).listPrefix(prefix);
    }

    @Override
    public void deletePrefix(String prefix) {
        store(prefix).deletePrefix(prefix);
    }

    @Override
    public void close() {
        stores.values().forEach(DelegateFileIO::close);
        stores.clear();
    }
}
