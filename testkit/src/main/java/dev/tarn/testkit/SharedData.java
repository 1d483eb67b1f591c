package dev.tarn.testkit;

import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Real data sets that lie beside the repository, never in it.
///
/// They are looked for in the folder that the environment variable `TARN_SHARED_DATA` names, else
/// in `../shared/data` beside the repository root. Where they are missing, a test that asks for
/// them is skipped and says so on standard error.
public final class SharedData {
    private SharedData() {}

    /// The file or folder `relative` of the shared data; skips the test where the data is missing.
    public static Path path(String relative) {
        Path path = assumePresent().resolve(relative);
        if (!Files.exists(path)) {
            throw skip("no " + relative + " in " + path);
        }
        return path;
    }

    /// The folder of the shared data; skips the test where it is missing.
    public static Path assumePresent() {
        Path folder = folder();
        if (folder == null || !Files.isDirectory(folder)) {
            throw skip("no shared data at " + folder + " (set TARN_SHARED_DATA)");
        }
        return folder;
    }

    /// The repository root: what the system property `tarn.root` says, else the nearest folder
    /// above the working directory that holds the parent `pom.xml`.
    public static Path repositoryRoot() {
        String property = System.getProperty("tarn.root");
        if (property != null && !property.isEmpty()) {
            return Path.of(property).toAbsolutePath().normalize();
        }
        Path start = Path.of("").toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (isRoot(at)) {
                return at;
            }
        }
        throw new IllegalStateException("No repository root above " + start);
    }

    private static boolean isRoot(Path folder) {
        Path pom = folder.resolve("pom.xml");
        if (!Files.exists(pom) || !Files.exists(folder.resolve(".git"))) {
            return false;
        }
        try {
            return Files.readString(pom).contains("<artifactId>tarn</artifactId>");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Path folder() {
        String environment = System.getenv("TARN_SHARED_DATA");
        if (environment != null && !environment.isEmpty()) {
            return Path.of(environment);
        }
        Path beside = repositoryRoot().getParent();
        return beside == null ? null : beside.resolve("shared").resolve("data");
    }

    private static TestAbortedException skip(String why) {
        System.err.println("SKIPPED, " + why);
        return new TestAbortedException("Skipped: " + why);
    }
}
