package dev.tarn.bench.command;

import dev.tarn.bench.lake.BenchLake;
import dev.tarn.bench.lake.DataFolders;
import dev.tarn.server.config.Key;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Map;

/// The options that say which data a benchmark uses. Each kind of tables and each scale has a lake
/// of its own, made once and kept.
public final class DataOptions {
    @Option(
            names = "--scale",
            description = "Scale factor of the data (default: ${DEFAULT-VALUE}).")
    private double scale;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where data is made once and kept (default: ${sys:user.home}/.cache/tarn-bench,"
                            + " or bench in TARN_DATA_DIR).")
    private @Nullable Path data;

    /// @param scale where none is given
    public DataOptions(double scale) {
        this.scale = scale;
    }

    public double scale() {
        return scale;
    }

    /// What the lake of such tables is called, as a schema too.
    public String name(String kind) {
        return (kind + "_" + scale).replaceFirst("\\.0$", "").replace('.', '_');
    }

    /// Where that lake is.
    public Path folder(String kind) {
        return made().resolve(name(kind));
    }

    /// Where the results of such a benchmark are kept.
    public Path results(String kind) {
        return made().resolve("results").resolve(name(kind) + ".json");
    }

    /// The lake of such tables, which the caller closes.
    public BenchLake open(String kind) {
        return open(kind, Map.of());
    }

    /// The same with settings that are changed.
    public BenchLake open(String kind, Map<Key, String> changed) {
        return BenchLake.open(folder(kind), name(kind), changed);
    }

    private Path made() {
        return DataFolders.made(data);
    }
}
