package dev.tarn.engine;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times as Trino spells them: a number and a unit, such as `90s`, `1.5h` or `7d`.
public final class TimeSpans {
    private static final Pattern SPELLING =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*([a-z]+)");
    private static final Map<String, Duration> UNITS =
            Map.of(
                    "ms", Duration.ofMillis(1),
                    "s", Duration.ofSeconds(1),
                    "m", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1),
                    "d", Duration.ofDays(1));

    private TimeSpans() {}

    /// The time that `text` says, rounded up to milliseconds; null where it says none.
    public static @Nullable Duration parse(String text) {
        Matcher matcher = SPELLING.matcher(text.strip());
        Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit == null) {
            return null;
        }
        BigDecimal millis =
                new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit.toMillis()));
        return Duration.ofMillis(millis.setScale(0, RoundingMode.UP).longValueExact());
    }
}
