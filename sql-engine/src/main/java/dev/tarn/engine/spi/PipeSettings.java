package dev.tarn.engine.spi;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How a pipe runs.
///
/// @param interval how long after a run that found nothing it looks again
/// @param settle how long a file must not have changed before it is loaded
/// @param maxFiles how many files a run loads; what is left comes with the next, at once
/// @param maxBytes how many bytes these have together, as far as one of them alone has not more
public record PipeSettings(Duration interval, Duration settle, long maxFiles, long maxBytes) {
    public static final String INTERVAL = "interval";
    public static final String SETTLE = "settle";
    public static final String MAX_FILES = "max_files";
    public static final String MAX_BYTES = "max_bytes";

    private static final Duration LONGEST = Duration.ofDays(30);
    private static final long MOST_FILES = 100_000;

    public static final PipeSettings DEFAULT =
            new PipeSettings(Duration.ofSeconds(10), Duration.ofSeconds(5), 1_000, 1L << 30);

    /// @throws IllegalArgumentException if one of them is out of its bounds
    public PipeSettings {
        check(INTERVAL, interval.toMillis() >= 1_000 && isShort(interval), text(interval));
        check(SETTLE, !settle.isNegative() && isShort(settle), text(settle));
        check(MAX_FILES, maxFiles >= 1 && maxFiles <= MOST_FILES, maxFiles);
        check(MAX_BYTES, maxBytes >= 1, maxBytes);
    }

    private static boolean isShort(Duration duration) {
        return duration.compareTo(LONGEST) <= 0;
    }

    private static void check(String name, boolean isRight, Object value) {
        if (!isRight) {
            String accepted =
                    switch (name) {
                        case INTERVAL -> "1s to 30d";
                        case SETTLE -> "0s to 30d";
                        case MAX_FILES -> "1 to " + MOST_FILES;
                        default -> "1 or more";
                    };
            throw new IllegalArgumentException(
                    "%s is %s; accepted: %s".formatted(name, value, accepted));
        }
    }

    /// All settings as SQL spells them, in order.
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(INTERVAL, text(interval));
        texts.put(SETTLE, text(settle));
        texts.put(MAX_FILES, Long.toString(maxFiles));
        texts.put(MAX_BYTES, Long.toString(maxBytes));
        return texts;
    }

    private static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }
}
