package dev.tarn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Text that a test must produce again, kept in a file that is reviewed as a diff.
///
/// With the system property `tarn.update=true` the file is rewritten instead of compared.
public record GoldenFile(Path path) {

    /// The golden file `relative` to the repository root.
    public static GoldenFile of(String relative) {
        return new GoldenFile(SharedData.repositoryRoot().resolve(relative));
    }

    /// Whether this run rewrites answers rather than checking them.
    public static boolean updating() {
        return Boolean.getBoolean("tarn.update");
    }

    /// Fails unless the file holds exactly `actual`, line ends aside.
    public void assertMatches(String actual) {
        String seen = actual.replace("\r\n", "\n");
        try {
            if (updating()) {
                Path folder = path.toAbsolutePath().getParent();
                if (folder != null) {
                    Files.createDirectories(folder);
                }
                Files.writeString(path, seen);
                return;
            }
            assertThat(path).as("golden file; create it with -Dtarn.update=true").exists();
            assertThat(seen)
                    .as("%s; rewrite it with -Dtarn.update=true", path)
                    .isEqualTo(Files.readString(path).replace("\r\n", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
