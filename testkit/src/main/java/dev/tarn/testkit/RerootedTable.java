package dev.tarn.testkit;

import org.apache.iceberg.Files;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// An Iceberg table in a folder that was copied from elsewhere, whose metadata still names the
/// paths of that other machine.
///
/// Nothing is rewritten: [#io] finds each file by the longest tail that its old path shares with a
/// file in the folder, so manifests and position deletes keep speaking of the old paths. Read only.
public final class RerootedTable {
    private static final Pattern UPDATED = Pattern.compile("\"last-updated-ms\"\\s*:\\s*(\\d+)");
    private static final Pattern VERSION = Pattern.compile("v?(\\d+).*");

    private final Path folder;
    private final Map<String, List<Path>> filesByName = new HashMap<>();

    private RerootedTable(Path folder) {
        this.folder = folder;
        try (Stream<Path> tree = java.nio.file.Files.walk(folder)) {
            tree.filter(java.nio.file.Files::isRegularFile)
                    .forEach(file ->
                            filesByName
                                    .computeIfAbsent(
                                            file.getFileName().toString(),
                                            name -> new ArrayList<>())
                                    .add(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The table in `folder`, which has a folder `metadata`.
    public static RerootedTable of(Path folder) {
        return new RerootedTable(folder);
    }

    /// The metadata file that was changed last.
    public Path latestMetadata() {
        try (Stream<Path> files = java.nio.file.Files.list(folder.resolve("metadata"))) {
            return files.filter(file ->
                            file.toString().endsWith(".metadata.json")
                                    || file.toString().endsWith(".metadata.json.gz"))
                    .max(
                            Comparator.comparingLong(RerootedTable::updatedMillis)
                                    .thenComparingLong(RerootedTable::version))
                    .orElseThrow(
                            () -> new IllegalArgumentException("No metadata file in " + folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long updatedMillis(Path file) {
        Matcher matcher = UPDATED.matcher(text(file));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static long version(Path file) {
        Matcher matcher = VERSION.matcher(file.getFileName().toString());
        return matcher.matches() && matcher.group(1).length() < 10
                ? Long.parseLong(matcher.group(1))
                : 1L << 30;
    }

    private static String text(Path file) {
        try {
            byte[] bytes = java.nio.file.Files.readAllBytes(file);
            if (bytes.length > 1 && bytes[0] == 0x1f && (bytes[1] & 0xff) == 0x8b) {
                try (GZIPInputStream zipped =
                        new GZIPInputStream(new java.io.ByteArrayInputStream(bytes))) {
                    bytes = zipped.readAllBytes();
                }
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads the table's files by their old paths.
    public FileIO io() {
        return new Io(this);
    }

    /// The file that `location` meant.
    ///
    /// @throws NotFoundException if no file in the folder has its name
    public Path find(String location) {
        String[] wanted = location.split("/");
        Path best = null;
        int bestLength = -1;
        for (Path file : filesByName.getOrDefault(wanted[wanted.length - 1], List.of())) {
            String[] parts = file.toString().split("/");
            int shared = 0;
            while (shared < Math.min(parts.length, wanted.length)
                    && parts[parts.length - 1 - shared].equals(
                            wanted[wanted.length - 1 - shared])) {
                shared++;
            }
            if (shared > bestLength) {
                best = file;
                bestLength = shared;
            }
        }
        if (best == null) {
            throw new NotFoundException("No file in %s was %s", folder, location);
        }
        return best;
    }

    /// A file under its old name.
    private static final class Input extends ForwardingFileIO.Input {
        private final String location;

        Input(String location, InputFile file) {
            super(file);
            this.location = location;
        }

        @Override
        public String location() {
            return location;
        }
    }

    private static final class Io implements FileIO {
        private static final long serialVersionUID = 1L;

        private final transient RerootedTable table;

        Io(RerootedTable table) {
            this.table = table;
        }

        @Override
        public InputFile newInputFile(String location) {
            return new Input(location, Files.localInput(table.find(location).toFile()));
        }

        /// Lengths are looked up: some of these tables had files replaced after they were written.
        @Override
        public InputFile newInputFile(String location, long length) {
            return newInputFile(location);
        }

        @Override
        public OutputFile newOutputFile(String location) {
            throw new UnsupportedOperationException("Read only: " + location);
        }

        @Override
        public void deleteFile(String location) {
            throw new UnsupportedOperationException("Read only: " + location);
        }
    }
}
