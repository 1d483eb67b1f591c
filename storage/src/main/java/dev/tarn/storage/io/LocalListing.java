package dev.tarn.storage.io;

import org.apache.iceberg.io.FileInfo;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/// The files below a directory of the local disk, in the order of their names, found while they are
/// asked for: no more is in memory than the names in the directories that are open. Links are not
/// followed. What goes meanwhile is passed over. For one thread.
final class LocalListing implements Iterator<FileInfo> {
    private final String directory;
    private final Path root;
    private final Deque<Iterator<Entry>> open = new ArrayDeque<>();
    private @Nullable FileInfo next;

    private record Entry(Path path, BasicFileAttributes attributes) {
        String sortedName() {
            return path.getFileName() + (attributes.isDirectory() ? "/" : "");
        }
    }

    /// @param directory without slash at the end, as locations are to begin
    LocalListing(String directory) {
        this.directory = directory;
        this.root = LocalPaths.path(directory);
        open.push(entries(root).iterator());
    }

    @Override
    public boolean hasNext() {
        while (next == null && !open.isEmpty()) {
            if (!open.getFirst().hasNext()) {
                open.pop();
                continue;
            }
            Entry entry = open.getFirst().next();
            if (entry.attributes().isDirectory()) {
                open.push(entries(entry.path()).iterator());
            } else if (entry.attributes().isRegularFile()) {
                next = file(entry);
            }
        }
        return next != null;
    }

    @Override
    public FileInfo next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        FileInfo file = next;
        next = null;
        return file;
    }

    private FileInfo file(Entry entry) {
        return new FileInfo(
                directory + "/" + root.relativize(entry.path()),
                entry.attributes().size(),
                entry.attributes().lastModifiedTime().toMillis());
    }

    private List<Entry> entries(Path path) {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
            for (Path child : children) {
                add(child, entries);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw LocalFileIO.failure("list", directory, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw LocalFileIO.failure("list", directory, e);
        }
        entries.sort(Comparator.comparing(Entry::sortedName));
        return entries;
    }

    private static void add(Path path, List<Entry> entries) throws IOException {
        try {
            entries.add(
                    new Entry(
                            path,
                            Files.readAttributes(
                                    path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)));
        } catch (NoSuchFileException _) {
            // Gone since the directory was read.
        }
    }
}
