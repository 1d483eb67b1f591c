package dev.tarn.bench.lake;

import dev.tarn.server.config.Key;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/// Where the data of benchmarks is.
public final class DataFolders {
    private DataFolders() {}

    /// Where data is made once and kept: `given`, or a folder of the user's.
    public static Path made(@Nullable Path given) {
        String lake = System.getenv(Key.DATA_DIR.variable());
        if (given != null) {
            return given.toAbsolutePath();
        }
        return lake != null
                ? Path.of(lake, "bench").toAbsolutePath()
                : Path.of(System.getProperty("user.home"), ".cache", "tarn-bench");
    }

    /// Where the data is that comes with no checkout.
    public static Path shared() {
        String given = System.getenv("TARN_SHARED_DATA");
        return given != null ? Path.of(given) : checkout().resolve("../shared/data");
    }

    /// The checkout that benchmarks were built from.
    public static Path checkout() {
        String home = System.getenv("TARN_HOME");
        return Path.of(home == null ? "." : home).toAbsolutePath();
    }
}
