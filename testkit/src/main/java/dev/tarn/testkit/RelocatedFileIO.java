package dev.tarn.testkit;

import org.apache.iceberg.Files;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Reads the files of a table that was copied away from where its metadata says it is.
///
/// A location is looked up by the longest tail that it has in common with a file below the folder,
/// so metadata, manifests and delete files keep the names they were written with. Read-only.
public final class RelocatedFileIO implements FileIO {
    private final transient Path folder;
    private final transient Map<String, List<Path>> filesByName = new HashMap<>();

    /// All files below `folder`.
    public RelocatedFileIO(Path folder) {
        this.folder = folder;
        try (Stream<Path> files = java.nio.file.Files.walk(folder)) {
            files.filter(java.nio.file.Files::isRegularFile).forEach(this::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Path file) {
        filesByName
                .computeIfAbsent(String.valueOf(file.getFileName()), name -> new ArrayList<>())
                .add(file);
    }

    @Override
    public InputFile newInputFile(String location) {
        return Files.localInput(find(location).toFile());
    }

    private Path find(String location) {
        String[] wanted = location.split("/");
        Path best = folder.resolve(wanted[wanted.length - 1]);
        int bestTail = 0;
        for (Path file : filesByName.getOrDefault(wanted[wanted.length - 1], List.of())) {
            int tail = 1;
            while (tail < Math.min(wanted.length, file.getNameCount())
                    && wanted[wanted.length - 1 - tail].equals(
                            file.getName(file.getNameCount() - 1 - tail).toString())) {
                tail++;
            }
            if (tail > bestTail) {
                best = file;
                bestTail = tail;
            }
        }
        return best;
    }

    @Override
    public OutputFile newOutputFile(String location) {
        throw new UnsupportedOperationException("Read-only: " + location);
    }

    @Override
    public void deleteFile(String location) {
        throw new UnsupportedOperationException("Read-only: " + location);
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }
}
