package dev.tarn.engine.spill;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// A directory of this process within one that several processes share, beside a file that this
/// process has locked as long as it lives: whoever gets that lock knows that nobody needs the
/// directory any more.
///
/// The lock file is locked before its directory is made, and only counts if it is still there
/// afterwards, as others may delete it in between. Names that this process holds are kept, since
/// closing a file that a process has open twice would let go of its lock.
final class PrivateDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PrivateDirectory.class);
    private static final String PREFIX = "run-";
    private static final String LOCK = ".lock";
    private static final int MOST_ATTEMPTS = 16;
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final Path lockFile;
    private final FileChannel lock;

    private PrivateDirectory(Path path, Path lockFile, FileChannel lock) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /// A new directory in `shared`, which is made where it is missing; only its owner may look in.
    static PrivateDirectory create(Path shared) throws IOException {
        Files.createDirectories(shared);
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Path path = shared.toRealPath().resolve(PREFIX + UUID.randomUUID());
            Path lockFile = path.resolveSibling(path.getFileName() + LOCK);
            HELD.add(lockFile);
            FileChannel lock = lockNew(lockFile);
            if (lock != null) {
                makePrivate(path);
                return new PrivateDirectory(path, lockFile, lock);
            }
            HELD.remove(lockFile);
        }
        throw new IOException("No lock file could be locked in " + shared);
    }

    private static void makePrivate(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(path);
        }
    }

    private static @Nullable FileChannel lockNew(Path lockFile) throws IOException {
        FileChannel channel =
                FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock != null && Files.exists(lockFile)) {
            return channel;
        }
        channel.close();
        return null;
    }

    Path path() {
        return path;
    }

    /// Deletes what processes that are no more have left in `shared`. What cannot be deleted is
    /// told to the log and left to the next start.
    static void removeAbandoned(Path shared) {
        if (!Files.isDirectory(shared)) {
            return;
        }
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(shared.toRealPath(), PREFIX + "*")) {
            for (Path entry : found) {
                boolean isLock = entry.toString().endsWith(LOCK);
                Path lockFile = isLock ? entry : entry.resolveSibling(entry.getFileName() + LOCK);
                if (!HELD.contains(lockFile)) {
                    removeIfAbandoned(lockFile);
                }
            }
        } catch (IOException e) {
            LOG.warn("Cannot look for abandoned files in the spill directory {}", shared, e);
        }
    }

    private static void removeIfAbandoned(Path lockFile) throws IOException {
        String name = lockFile.getFileName().toString();
        Path directory = lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
        try (FileChannel channel =
                        FileChannel.open(
                                lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                deleteAll(directory);
                Files.deleteIfExists(lockFile);
            }
        } catch (OverlappingFileLockException heldHere) {
            // Another engine of this process looks after it at this moment.
            return;
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException gone) {
            return;
        }
        Files.deleteIfExists(directory);
    }

    /// Deletes the directory with its files, then lets go of the lock.
    @Override
    public void close() {
        try (lock) {
            deleteAll(path);
            Files.deleteIfExists(lockFile);
        } catch (IOException e) {
            LOG.warn("Cannot delete the spill directory {}; the next start will", path, e);
        } finally {
            HELD.remove(lockFile);
        }
    }
}
