package dev.tarn.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The files of this repository, as the tests about the repository itself see them: without build
/// output, version control and editors' folders. Paths are relative to the root, sorted.
final class SourceTree {

    private static final Set<String> SKIPPED =
            Set.of("target", ".git", ".idea", ".vscode", "node_modules", "data");
    private static final Set<String> BINARY =
            Set.of("jar", "png", "gz", "zst", "parquet", "orc", "avro", "bin", "puffin", "woff2");

    private final Path root;
    private final List<Path> files;

    private SourceTree(Path root, List<Path> files) {
        this.root = root;
        this.files = files;
    }

    /// The tree around the system property `tarn.root`, or else around the nearest parent folder
    /// that holds the launcher.
    static SourceTree load() {
        Path root = root();
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, new Collector(root, files));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.sort(Comparator.naturalOrder());
        return new SourceTree(root, List.copyOf(files));
    }

    private static Path root() {
        String told = System.getProperty("tarn.root");
        if (told != null) {
            return Path.of(told).toAbsolutePath();
        }
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.isRegularFile(here.resolve("tarn"))) {
            here = here.getParent();
        }
        return Objects.requireNonNull(here, "No folder above this one holds ./tarn");
    }

    List<Path> files() {
        return files;
    }

    List<Path> javaFiles() {
        return files.stream().filter(file -> file.toString().endsWith(".java")).toList();
    }

    List<Path> textFiles() {
        return files.stream().filter(file -> !BINARY.contains(extension(file))).toList();
    }

    Path absolute(Path file) {
        return root.resolve(file);
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path));
    }

    String read(Path file) {
        try {
            return Files.readString(root.resolve(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Path root;
        private final List<Path> files;

        Collector(Path root, List<Path> files) {
            this.root = root;
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            // "data" is skipped only at the root, where the server keeps its tables.
            String name = folder.getFileName().toString();
            boolean skipped =
                    SKIPPED.contains(name)
                            && (!name.equals("data") || root.equals(folder.getParent()));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            // In a linked work tree .git is a file.
            if (!SKIPPED.contains(file.getFileName().toString())) {
                files.add(root.relativize(file));
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
