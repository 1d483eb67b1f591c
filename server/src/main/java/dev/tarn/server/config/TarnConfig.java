package dev.tarn.server.config;

import dev.tarn.catalog.auth.AccessConfig;
import dev.tarn.catalog.auth.OidcConfig;
import dev.tarn.columnar.Batch;
import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.FusionConfig;
import dev.tarn.engine.SpillConfig;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Everything Tarn is started with, checked; one record for each module. `cacheBytes` of heap are
/// for what scans keep of files that never change.
public record TarnConfig(
        LakeConfig lake,
        EngineConfig engine,
        long cacheBytes,
        HttpConfig http,
        AccessConfig access) {

    /// @throws ConfigException for a value that is not accepted
    public static TarnConfig from(Settings settings) {
        EngineConfig engine = engine(settings);
        return new TarnConfig(
                lake(settings),
                engine,
                settings.bytesOf(Key.CACHE_BYTES, Runtime.getRuntime().maxMemory()),
                http(settings, engine.spill().directory()),
                access(settings));
    }

    private static LakeConfig lake(Settings settings) {
        Path data = Path.of(settings.text(Key.DATA_DIR)).toAbsolutePath().normalize();
        return new LakeConfig(data, CatalogSettings.read(settings, data));
    }

    private static EngineConfig engine(Settings settings) {
        long heapBytes = Runtime.getRuntime().maxMemory();
        int workers =
                settings.textOrNull(Key.ENGINE_WORKERS) == null
                        ? Runtime.getRuntime().availableProcessors()
                        : settings.number(Key.ENGINE_WORKERS, 1, 1024);
        long all = settings.bytesOf(Key.ENGINE_MEMORY, heapBytes);
        long results = settings.bytesOf(Key.ENGINE_RESULT_CACHE, all);
        if (results > all / 2) {
            throw settings.refused(Key.ENGINE_RESULT_CACHE, "at most half of engine.memory");
        }
        long memory = all - results;
        EngineConfig.Limits limits =
                new EngineConfig.Limits(
                        workers,
                        memory,
                        Math.min(memory, settings.bytesOf(Key.ENGINE_QUERY_MEMORY, heapBytes)),
                        settings.number(Key.ENGINE_MAX_CONCURRENT_QUERIES, 1, 10_000),
                        settings.number(Key.ENGINE_MAX_QUEUED_QUERIES, 0, 1_000_000),
                        Batch.TARGET_ROW_COUNT);
        return new EngineConfig(
                limits,
                spill(settings),
                AdmissionSettings.read(settings, memory),
                results,
                FusionConfig.STANDARD);
    }

    private static SpillConfig spill(Settings settings) {
        String said = settings.textOrNull(Key.ENGINE_SPILL_DIRECTORY);
        Path directory =
                (said == null
                                ? Path.of(settings.text(Key.DATA_DIR)).resolve("spill")
                                : Path.of(said))
                        .toAbsolutePath()
                        .normalize();
        Path existing = directory;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return new SpillConfig(
                directory,
                settings.bytesOf(Key.ENGINE_SPILL_BYTES, existing.toFile().getUsableSpace()));
    }

    private static HttpConfig http(Settings settings, Path spoolDirectory) {
        return new HttpConfig(
                settings.text(Key.HTTP_HOST),
                settings.number(Key.HTTP_PORT, 0, 65_535),
                settings.bytes(Key.HTTP_MAX_REQUEST_SIZE),
                spoolDirectory);
    }

    private static AccessConfig access(Settings settings) {
        boolean isOn =
                switch (settings.text(Key.AUTH_MODE)) {
                    case "on" -> true;
                    case "off" -> false;
                    default -> throw settings.refused(Key.AUTH_MODE, "on or off");
                };
        try {
            return new AccessConfig(
                    isOn,
                    settings.duration(Key.AUTH_ACCESS_TOKEN_LIFETIME),
                    settings.textOrNull(Key.AUTH_ADMIN_TOKEN),
                    oidc(settings));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable OidcConfig oidc(Settings settings) {
        String issuer = settings.textOrNull(Key.AUTH_OIDC_ISSUER);
        if (issuer == null) {
            return null;
        }
        String keys = settings.textOrNull(Key.AUTH_OIDC_JWKS_URI);
        return new OidcConfig(
                issuer,
                settings.text(Key.AUTH_OIDC_AUDIENCE),
                keys == null ? null : URI.create(keys),
                settings.text(Key.AUTH_OIDC_PRINCIPAL_CLAIM),
                settings.textOrNull(Key.AUTH_OIDC_ROLES_CLAIM),
                List.of(settings.text(Key.AUTH_OIDC_ALGORITHMS).strip().split("\\s*,\\s*")));
    }
}
