package dev.tarn.storage.io.s3;

import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.util.SerializableMap;

import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.Iterator;
import java.util.Map;
import java.util.stream.StreamSupport;

/// Objects of S3 as files.
///
/// Reads are bounded ranges, many at a time, of the object as it was first seen ([S3Reads]); a
/// length that the caller knows is not asked for. Writes go from memory, in parts where they are
/// large; `create` is conditional, so that the store picks one winner ([S3OutputStream]). Keys are
/// taken as they stand in the location. Iceberg's `S3FileIO` makes the clients, so properties,
/// credentials and signing are as it has them; `s3.staging-dir` and `s3.analytics-accelerator.*`
/// have no meaning here. Thread-safe.
final class S3Files implements DelegateFileIO {
    private static final long serialVersionUID = 1L;

    private final S3FileIO clients;
    private final SerializableMap<String, String> properties;
    private final transient S3Store store;

    S3Files(S3FileIO clients, Map<String, String> properties) {
        this.clients = clients;
        this.properties = SerializableMap.copyOf(properties);
        this.store = new S3Store(clients, properties);
    }

    @Override
    public Map<String, String> properties() {
        return properties;
    }

    @Override
    public InputFile newInputFile(String location) {
        return new S3InputFile(store, location, -1);
    }

    @Override
    public InputFile newInputFile(String location, long length) {
        return new S3InputFile(store, location, length);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new S3OutputFile(store, location);
    }

    @Override
    public void deleteFile(String location) {
        new S3Deletes(store).delete(location);
    }

    @Override
    public void deleteFiles(Iterable<String> locations) throws BulkDeletionFailureException {
        new S3Deletes(store).deleteAll(locations);
    }

    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        S3Uri named = S3Uri.ofPrefix(prefix);
        S3Uri uri = store.mapped(named);
        String root = prefix.substring(0, prefix.indexOf("://") + 3) + named.bucket() + "/";
        ListObjectsV2Request request =
                ListObjectsV2Request.builder().bucket(uri.bucket()).prefix(listed(uri)).build();
        return () -> {
            Iterator<S3Object> objects =
                    store.client(prefix).listObjectsV2Paginator(request).contents().iterator();
            return new Found(objects, root);
        };
    }

    /// Directory buckets list whole directories only.
    private String listed(S3Uri uri) {
        boolean isDirectory =
                uri.bucket().endsWith("--x-s3")
                        && store.settings.isS3DirectoryBucketListPrefixAsDirectory();
        return isDirectory && !uri.key().isEmpty() && !uri.key().endsWith("/")
                ? uri.key() + "/"
                : uri.key();
    }

    private record Found(Iterator<S3Object> objects, String root) implements Iterator<FileInfo> {
        @Override
        public boolean hasNext() {
            return objects.hasNext();
        }

        @Override
        public FileInfo next() {
            S3Object object = objects.next();
            return new FileInfo(
                    root + object.key(), object.size(), object.lastModified().toEpochMilli());
        }
    }

    /// Deletes what is below `prefix`, as it is listed.
    @Override
    public void deletePrefix(String prefix) {
        deleteFiles(
                StreamSupport.stream(listPrefix(prefix).spliterator(), false)
                                .map(FileInfo::location)
                        ::iterator);
    }

    @Override
    public void close() {
        clients.close();
    }
}
