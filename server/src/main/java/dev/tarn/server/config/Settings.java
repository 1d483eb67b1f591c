package dev.tarn.server.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// Values by key, each with where it came from, so that an error can name the place to correct.
///
/// Built from the weakest source to the strongest: defaults, file, environment, flags.
public final class Settings {
    /// Variables with our prefix that are not settings: the launcher's and the tests'.
    private static final Set<String> OTHER_VARIABLES =
            Set.of("TARN_HOME", "TARN_JAVA_OPTS", "TARN_SHARED_DATA", "TARN_ROOT", "TARN_TOKEN");

    private final Map<Key, Setting> values = new EnumMap<>(Key.class);

    private final Map<String, Map<WarehouseKey, Setting>> warehouses = new TreeMap<>();

    private record Setting(String value, String source) {}

    private Settings() {
        for (Key key : Key.values()) {
            values.put(key, new Setting(key.defaultValue(), "the default"));
        }
    }

    public static Settings defaults() {
        return new Settings();
    }

    /// Adds what a properties file says.
    public Settings file(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(
                    "Configuration file %s cannot be read: %s".formatted(file, describe(e)));
        }
        for (String name : properties.stringPropertyNames()) {
            set(name, properties.getProperty(name), file.toString());
        }
        return this;
    }

    /// Adds what variables named `TARN_…` say.
    public Settings environment(Map<String, String> environment) {
        environment.forEach((variable, value) -> {
            if (!variable.startsWith("TARN_") || OTHER_VARIABLES.contains(variable)) {
                return;
            }
            Setting setting = new Setting(value, "the environment (" + variable + ")");
            Key key = Key.findVariable(variable);
            if (key != null) {
                values.put(key, setting);
            } else if (!set(WarehouseKey.findVariable(variable), setting)) {
                throw unknown(variable, "the environment", Key::variable);
            }
        });
        return this;
    }

    /// Adds one value, as a flag does.
    public Settings set(String name, String value, String source) {
        Setting setting = new Setting(value.strip(), source);
        Key key = Key.find(name.strip());
        if (key != null) {
            values.put(key, setting);
        } else if (!set(WarehouseKey.find(name.strip()), setting)) {
            throw unknown(name.strip(), source, Key::text);
        }
        return this;
    }

    private boolean set(WarehouseKey.@Nullable OfWarehouse found, Setting setting) {
        if (found == null) {
            return false;
        }
        warehouses
                .computeIfAbsent(found.warehouse(), _ -> new EnumMap<>(WarehouseKey.class))
                .put(found.key(), setting);
        return true;
    }

    /// Names of the further warehouses that anything is set for.
    Set<String> warehouses() {
        return warehouses.keySet();
    }

    /// What is set for a further warehouse, or else for all; null where that is nothing.
    @Nullable String textOrNull(String warehouse, WarehouseKey key) {
        Setting own = warehouses.getOrDefault(warehouse, Map.of()).get(key);
        if (own != null) {
            return own.value().isEmpty() ? null : own.value();
        }
        Key fallback = key.fallback();
        return fallback == null ? null : textOrNull(fallback);
    }

    public Settings set(Key key, String value, String source) {
        return set(key.text(), value, source);
    }

    String text(Key key) {
        return setting(key).value();
    }

    @Nullable String textOrNull(Key key) {
        String value = text(key);
        return value.isEmpty() ? null : value;
    }

    boolean flag(Key key) {
        return switch (text(key)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refused(key, "true or false");
        };
    }

    int number(Key key, int least, int most) {
        try {
            int value = Integer.parseInt(text(key));
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw refused(key, "a whole number from " + least + " to " + most);
    }

    Duration duration(Key key) {
        Duration value = durationOrZero(key);
        if (value.isPositive()) {
            return value;
        }
        throw refused(key, "a number above 0 with s, m, h or d, such as 12h");
    }

    Duration durationOrZero(Key key) {
        try {
            return Durations.parse(text(key));
        } catch (IllegalArgumentException e) {
            throw refused(key, "a number with s, m, h or d, such as 12h");
        }
    }

    long bytes(Key key) {
        return parseBytes(key, text(key));
    }

    /// Bytes, or a share of `wholeBytes` such as `70%`.
    long bytesOf(Key key, long wholeBytes) {
        String value = text(key);
        if (!value.endsWith("%")) {
            return parseBytes(key, value);
        }
        try {
            int percent = Integer.parseInt(value.substring(0, value.length() - 1).strip());
            if (percent >= 1 && percent <= 100) {
                return wholeBytes / 100 * percent;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw refused(key, "1% to 100%, or bytes such as 4GB");
    }

    ConfigException refused(Key key, String accepted) {
        Setting setting = setting(key);
        return new ConfigException(
                "%s is '%s' in %s; accepted: %s"
                        .formatted(key.text(), setting.value(), setting.source(), accepted));
    }

    private Setting setting(Key key) {
        Setting setting = values.get(key);
        if (setting == null) {
            throw new IllegalStateException("Every key has a default, but not " + key);
        }
        return setting;
    }

    private long parseBytes(Key key, String value) {
        int digits = 0;
        while (digits < value.length() && Character.isDigit(value.charAt(digits))) {
            digits++;
        }
        long unit =
                switch (value.substring(digits).strip()) {
                    case "", "B" -> 1;
                    case "kB", "KB" -> 1L << 10;
                    case "MB" -> 1L << 20;
                    case "GB" -> 1L << 30;
                    case "TB" -> 1L << 40;
                    default -> 0;
                };
        if (digits == 0 || digits > 15 || unit == 0) {
            throw refused(key, "bytes such as 512MB or 4GB (B, kB, MB, GB, TB)");
        }
        try {
            return Math.multiplyExact(Long.parseLong(value.substring(0, digits)), unit);
        } catch (ArithmeticException e) {
            throw refused(key, "fewer bytes than 2^63");
        }
    }

    private static ConfigException unknown(
            String name, String source, Function<Key, String> spelling) {
        String nearest =
                List.of(Key.values()).stream()
                        .map(spelling)
                        .min(Comparator.comparingInt(known -> distance(known, name)))
                        .orElse("");
        return new ConfigException(
                "Unknown key %s in %s; the nearest known one is %s"
                        .formatted(name, source, nearest));
    }

    /// Levenshtein's distance, in one row of the matrix.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private static String describe(Exception e) {
        return e instanceof java.nio.file.NoSuchFileException
                ? "there is no such file"
                : e.toString();
    }
}
