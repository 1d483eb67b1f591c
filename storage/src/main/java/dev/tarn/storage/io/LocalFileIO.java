package dev.tarn.storage.io;

import dev.tarn.storage.StorageException;

import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Files of the local disk, without Hadoop.
///
/// Locations are plain paths or `file:` URIs. A file appears under its name only when it is closed:
/// until then its bytes are in a hidden file beside it, which is synced to the disk, then linked
/// (create) or moved (overwrite) into place. `create` therefore has exactly one winner, and a crash
/// leaves no half file. Parent directories are made as needed. Setting `local.fsync` to `false`
/// leaves syncing to the operating system. Thread-safe.
public final class LocalFileIO implements DelegateFileIO {
    private static final long serialVersionUID = 1L;

    /// Property: whether files are forced to the disk when they are closed; true unless set.
    public static final String FSYNC = "local.fsync";

    private Map<String, String> properties = Map.of();

    public LocalFileIO() {}

    @Override
    public void initialize(Map<String, String> newProperties) {
        properties = Map.copyOf(newProperties);
    }

    @Override
    public Map<String, String> properties() {
        return properties;
    }

    @Override
    public InputFile newInputFile(String location) {
        return new LocalInputFile(location);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        boolean sync = !"false".equalsIgnoreCase(properties.getOrDefault(FSYNC, "true"));
        return new LocalOutputFile(location, sync);
    }

    /// Deletes a file; nothing happens where there is none.
    @Override
    public void deleteFile(String location) {
        Path path = LocalPaths.path(location);
        try {
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException e) {
            throw new StorageException(
                    StorageException.Kind.BAD_VALUE,
                    "Cannot delete %s: it is a directory that is not empty".formatted(location),
                    e);
        } catch (IOException e) {
            throw failure("delete", location, e);
        }
    }

    @Override
    public void deleteFiles(Iterable<String> locations) {
        locations.forEach(this::deleteFile);
    }

    /// All files whose path is `prefix` or lies below it; none where the directory is missing.
    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        return list(prefix, Integer.MAX_VALUE);
    }

    /// As [#listPrefix], but no deeper than `depth` names below `prefix`. Directories that may not
    /// be read are passed over; hidden files of writers at work are not there yet.
    List<FileInfo> list(String prefix, int depth) {
        Path root = LocalPaths.path(prefix);
        String head = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        List<FileInfo> found = new ArrayList<>();
        FileVisitor<Path> visitor =
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile()) {
                            String below = root.relativize(path).toString();
                            String location = below.isEmpty() ? head : head + "/" + below;
                            long changed = attributes.lastModifiedTime().toMillis();
                            found.add(new FileInfo(location, attributes.size(), changed));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path path, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }
                };
        try {
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, visitor);
        } catch (IOException e) {
            throw failure("list", prefix, e);
        }
        found.sort(Comparator.comparing(FileInfo::location));
        return found;
    }

    @Override
    public void deletePrefix(String prefix) {
        Path root = LocalPaths.path(prefix);
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : (Iterable<Path>) tree.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            throw failure("delete", prefix, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw failure("delete", prefix, e);
        }
    }

    static StorageException failure(String verb, String location, IOException e) {
        if (e instanceof AccessDeniedException) {
            return new StorageException(
                    StorageException.Kind.ACCESS_DENIED,
                    "Cannot %s %s: permission denied".formatted(verb, location),
                    e);
        }
        return new StorageException(
                StorageException.Kind.IO,
                "Cannot %s %s: %s".formatted(verb, location, e.getMessage()),
                e);
    }
}
