package dev.tarn.storage.io;

import dev.tarn.storage.StorageException;

import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SupportsPrefixOperations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Files that a pattern names.
public final class FileListing {
    /// As [LocalOutputStream] names them.
    private static final Pattern UNFINISHED =
            Pattern.compile("\\..+\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private FileListing() {}

    /// The files that `pattern` names, sorted by location.
    ///
    /// `*` stands for any characters within a name, `?` for one, `**` for any including `/`,
    /// `{a,b}` for either; `\` takes the special meaning away. A pattern without these names one
    /// file, or, where it ends in `/`, every file below. Files and directories whose name starts
    /// with `.` or `_` are found only by a pattern that spells that character, as in Hive and
    /// Spark.
    ///
    /// @throws StorageException NOT_FOUND if there is no such file
    public static List<FileInfo> glob(String pattern, Map<String, String> properties) {
        try (DelegateFileIO io = FileIos.open(pattern, properties)) {
            return glob(pattern, io);
        }
    }

    /// The same, in a store that is open already.
    public static List<FileInfo> glob(String pattern, DelegateFileIO io) {
        Glob glob = Glob.parse(absolute(pattern));
        List<FileInfo> found = new ArrayList<>();
        if (glob.literal()) {
            String location = glob.prefix();
            InputFile file = io.newInputFile(location);
            if (file.exists()) {
                found.add(described(file, io));
            }
        } else {
            Pattern matcher = glob.matcher();
            String root = glob.listingRoot();
            Iterable<FileInfo> candidates =
                    io instanceof LocalFileIO local
                            ? local.list(root, glob.depth())
                            : io.listPrefix(root);
            for (FileInfo file : candidates) {
                if (matcher.matcher(file.location()).matches()) {
                    found.add(file);
                }
            }
        }
        if (found.isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.NOT_FOUND,
                    glob.literal()
                            ? "File does not exist: " + pattern
                            : "No file matches %s (looked below %s)"
                                    .formatted(pattern, glob.listingRoot()));
        }
        found.sort(Comparator.comparing(FileInfo::location));
        return List.copyOf(found);
    }

    /// All files below `directory`, found while they are asked for; none where there is no such
    /// directory. Locations begin as `directory` does. Links of the local disk are not followed:
    /// what they lead to is not below it.
    public static Iterable<FileInfo> below(String directory, SupportsPrefixOperations io) {
        String head =
                directory.endsWith("/")
                        ? directory.substring(0, directory.length() - 1)
                        : directory;
        return "file".equals(LocalPaths.scheme(head))
                ? () -> new LocalListing(head)
                : io.listPrefix(head + "/");
    }

    /// Whether `location`, which is below `root` by its name, is there in truth, and no link of the
    /// local disk leads elsewhere; true where there is nothing.
    public static boolean isReallyBelow(String root, String location) {
        if (!"file".equals(LocalPaths.scheme(location))) {
            return true;
        }
        Path below = LocalPaths.path(location).normalize();
        Path top = LocalPaths.path(root).normalize();
        try {
            return !Files.exists(below)
                    || below.toRealPath().equals(top.toRealPath().resolve(top.relativize(below)));
        } catch (IOException e) {
            throw LocalFileIO.failure("find", location, e);
        }
    }

    /// Whether a file of the local disk has the name of one that is being written, or was when its
    /// writer died.
    public static boolean isUnfinished(String name) {
        return UNFINISHED.matcher(name).matches();
    }

    /// `file` with the time of its last change where the store lists it, else 0: who may read it
    /// need not be allowed to list.
    private static FileInfo described(InputFile file, DelegateFileIO io) {
        String location = file.location();
        try {
            // Stores list by name, and no name that begins so comes before it.
            Iterator<FileInfo> listed = io.listPrefix(location).iterator();
            FileInfo first = listed.hasNext() ? listed.next() : null;
            if (first != null && first.location().equals(location)) {
                return first;
            }
        } catch (StorageException refused) {
            if (refused.kind() != StorageException.Kind.ACCESS_DENIED) {
                throw refused;
            }
        }
        return new FileInfo(location, file.getLength(), 0);
    }

    /// `location` as the same file is always written: local paths without scheme and detours, `s3`
    /// for all of its schemes.
    public static String identity(String location) {
        return switch (LocalPaths.scheme(location)) {
            case "file" -> LocalPaths.path(location).toAbsolutePath().normalize().toString();
            case "s3", "s3a", "s3n" -> "s3" + location.substring(location.indexOf(':'));
            default -> location;
        };
    }

    /// Relative paths start at the working directory.
    private static String absolute(String pattern) {
        boolean local = "file".equals(LocalPaths.scheme(pattern));
        if (!local || LocalPaths.plain(pattern).startsWith("/")) {
            return pattern;
        }
        return Path.of("").toAbsolutePath() + "/" + LocalPaths.plain(pattern);
    }
}
