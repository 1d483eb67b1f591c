package dev.tarn.storage.io;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.io.remote.CheckedInputFile;
import dev.tarn.storage.io.s3.S3Io;

import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.InputFile;

import java.util.Map;

/// Opens the store that a location lives in.
public final class FileIos {
    /// Properties with this prefix are settings of Hadoop's client, for `hdfs://` locations.
    public static final String HADOOP_PREFIX = "hadoop.";

    /// Paths of Hadoop configuration files (`core-site.xml`, `hdfs-site.xml`), by commas.
    public static final String HADOOP_CONFIG_FILES = "hdfs.config-files";

    private FileIos() {}

    /// A `FileIO` for `location`: plain paths and `file:` on the local disk, `s3:`, `s3a:` and
    /// `s3n:` in S3 or a store that speaks its protocol, `hdfs:` and `viewfs:` through Hadoop's
    /// client.
    ///
    /// Properties keep Iceberg's names: `s3.endpoint`, `s3.path-style-access`, `s3.access-key-id`,
    /// `s3.secret-access-key`, `s3.session-token`, `client.region`, …; for HDFS `hadoop.NAME` sets
    /// NAME, and `hdfs.config-files` names Hadoop's own configuration files. Nothing is contacted
    /// yet. The caller closes it; it is thread-safe.
    ///
    /// @throws StorageException UNSUPPORTED if no store has the scheme of `location`
    public static DelegateFileIO open(String location, Map<String, String> properties) {
        String scheme = LocalPaths.scheme(location);
        return switch (scheme) {
            case "file" -> {
                LocalFileIO local = new LocalFileIO();
                local.initialize(properties);
                yield local;
            }
            case "s3", "s3a", "s3n" -> S3Io.open(properties);
            case "hdfs", "viewfs" -> HdfsIo.open(properties);
            default ->
                    throw new StorageException(
                            StorageException.Kind.UNSUPPORTED,
                            "No store for scheme '%s' of %s; there are file, s3, s3a, s3n, hdfs, viewfs"
                                    .formatted(scheme, location));
        };
    }

    /// `file`, whose failed reads are [StorageException]s that name it: a reader of a format can
    /// tell a store that fails from bytes that are not what they should be. Its early end stays an
    /// `EOFException`.
    public static InputFile checked(InputFile file) {
        return file instanceof CheckedInputFile ? file : new CheckedInputFile(file);
    }
}
