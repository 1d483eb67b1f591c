package dev.tarn.storage.io;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.io.remote.CheckedFileIO;
import dev.tarn.storage.io.remote.CheckedInputFile;

import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;

import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;

/// HDFS through Hadoop's client and Iceberg's `HadoopFileIO`, with what that leaves out: positioned
/// and vectored reads, listings that keep the location as it was asked for and are empty where
/// there is no directory, failures that say what happened, and a bounded wait for a host that does
/// not answer.
///
/// `create` asks the name node for a file that must not exist, so one writer wins. Until it is
/// closed the file is there, and shorter.
///
/// Hadoop keeps one connection for each host and user in the process: settings of the first
/// `FileIO` for a host hold for the later ones.
final class HdfsIo extends CheckedFileIO {
    private static final long serialVersionUID = 1L;

    /// Hadoop's own defaults wait up to 15 minutes for a host that drops packets.
    private static final Map<String, String> BOUNDED_WAITS =
            Map.of(
                    "ipc.client.connect.timeout", "5000",
                    "ipc.client.connect.max.retries.on.timeouts", "1",
                    "ipc.client.connect.max.retries", "3",
                    "ipc.client.connect.retry.interval", "500",
                    "dfs.client.retry.policy.enabled", "false");

    private final HadoopFileIO store;

    private HdfsIo(HadoopFileIO store) {
        super(store);
        this.store = store;
    }

    static HdfsIo open(Map<String, String> properties) {
        HadoopFileIO store = new HadoopFileIO(configuration(properties));
        store.initialize(properties);
        return new HdfsIo(store);
    }

    /// From the weakest to the strongest: `core-site.xml` and `hdfs-site.xml` on the class path,
    /// the files named by [FileIos#HADOOP_CONFIG_FILES], properties that begin with
    /// [FileIos#HADOOP_PREFIX].
    static Configuration configuration(Map<String, String> properties) {
        Configuration configuration = new Configuration();
        configuration.addResource("hdfs-site.xml");
        String files = properties.getOrDefault(FileIos.HADOOP_CONFIG_FILES, "");
        for (String file : files.split(",")) {
            if (!file.isBlank()) {
                configuration.addResource(existing(file.strip()));
            }
        }
        properties.forEach((name, value) -> {
            if (name.startsWith(FileIos.HADOOP_PREFIX)) {
                configuration.set(name.substring(FileIos.HADOOP_PREFIX.length()), value);
            }
        });
        BOUNDED_WAITS.forEach((name, value) -> {
            if (isDefault(configuration, name)) {
                configuration.set(name, value);
            }
        });
        return configuration;
    }

    private static org.apache.hadoop.fs.Path existing(String file) {
        Path path = Path.of(file).toAbsolutePath();
        if (!Files.isReadable(path)) {
            throw new StorageException(
                    StorageException.Kind.NOT_FOUND,
                    "%s names %s, which cannot be read"
                            .formatted(FileIos.HADOOP_CONFIG_FILES, path));
        }
        return new org.apache.hadoop.fs.Path(path.toUri());
    }

    private static boolean isDefault(Configuration configuration, String name) {
        String[] sources = configuration.getPropertySources(name);
        return sources == null
                || sources.length == 0
                || sources[sources.length - 1].endsWith("-default.xml");
    }

    @Override
    public InputFile newInputFile(String location) {
        return ranged(check("read", location, () -> store.newInputFile(location)));
    }

    @Override
    public InputFile newInputFile(String location, long length) {
        return ranged(check("read", location, () -> store.newInputFile(location, length)));
    }

    private static InputFile ranged(InputFile plain) {
        return new CheckedInputFile(new HdfsInputFile(plain));
    }

    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        Iterable<FileInfo> found = super.listPrefix(prefix);
        String store = store(prefix);
        return () -> {
            try {
                return new Relocated(found.iterator(), store);
            } catch (StorageException e) {
                if (isMissing(e)) {
                    return Collections.emptyIterator();
                }
                throw e;
            }
        };
    }

    private static boolean isMissing(StorageException e) {
        return e.getCause() != null && e.getCause().getCause() instanceof FileNotFoundException;
    }

    /// Scheme and authority of a location, as written.
    private static String store(String location) {
        int authority = location.indexOf("://");
        int path = authority < 0 ? -1 : location.indexOf('/', authority + 3);
        return path < 0 ? location : location.substring(0, path);
    }

    /// Hadoop lists `hdfs:///a` as `hdfs://host:port/a/…`; whoever asked knows it by the first
    /// name.
    private record Relocated(Iterator<FileInfo> files, String store) implements Iterator<FileInfo> {
        @Override
        public boolean hasNext() {
            return files.hasNext();
        }

        @Override
        public FileInfo next() {
            FileInfo file = files.next();
            String path = new org.apache.hadoop.fs.Path(file.location()).toUri().getPath();
            return new FileInfo(store + path, file.size(), file.createdAtMillis());
        }
    }
}
