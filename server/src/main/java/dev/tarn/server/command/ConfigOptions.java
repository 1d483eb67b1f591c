package dev.tarn.server.command;

import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The flags that every command with a lake has, and the commands below it.
public final class ConfigOptions {
    @Option(
            names = "--data",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "Folder of the lake (default: tarn-data).")
    @Nullable Path data;

    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Settings, as Java properties; see docs/CONFIGURATION.md.")
    @Nullable Path file;

    @Option(
            names = "--cache-bytes",
            scope = ScopeType.INHERIT,
            paramLabel = "BYTES",
            description = "Heap for what is kept of files (default: 20%%); 0 keeps nothing.")
    @Nullable String cacheBytes;

    @Option(
            names = "--set",
            scope = ScopeType.INHERIT,
            paramLabel = "KEY=VALUE",
            description = "One setting; may be repeated.")
    Map<String, String> values = new LinkedHashMap<>();

    /// The same flags for a command line that is read without picocli; `--set` is not among them.
    PlainFlags addTo(PlainFlags flags) {
        return flags.once("--data", folder -> data = Path.of(folder))
                .once("--config", path -> file = Path.of(path))
                .once("--cache-bytes", bytes -> cacheBytes = bytes);
    }

    /// Defaults, file, environment and these flags, in that order.
    Settings settings() {
        Settings settings = Settings.defaults();
        if (file != null) {
            settings.file(file);
        }
        settings.environment(System.getenv());
        values.forEach((key, value) -> settings.set(key, value, "--set"));
        if (data != null) {
            settings.set(Key.DATA_DIR, data.toString(), "--data");
        }
        if (cacheBytes != null) {
            settings.set(Key.CACHE_BYTES, cacheBytes, "--cache-bytes");
        }
        return settings;
    }
}
