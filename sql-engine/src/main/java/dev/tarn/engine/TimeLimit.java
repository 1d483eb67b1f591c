package dev.tarn.engine;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long a query may take, from its submission on: the session property `query_max_run_time`,
/// spelled as Trino's drivers do, such as `90s` or `1.5h`.
final class TimeLimit {
    static final String PROPERTY = "query_max_run_time";
    private static final Pattern SPELLING =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*([a-z]+)");
    private static final Map<String, Duration> UNITS =
            Map.of(
                    "ms", Duration.ofMillis(1),
                    "s", Duration.ofSeconds(1),
                    "m", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1),
                    "d", Duration.ofDays(1));

    private TimeLimit() {}

    /// The limit that `session` sets, or null.
    ///
    /// @throws SqlException INVALID_SESSION_PROPERTY if it is not a duration
    static @Nullable Duration of(Session session) {
        String text = session.properties().get(PROPERTY);
        if (text == null) {
            return null;
        }
        Matcher matcher = SPELLING.matcher(text.strip());
        Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new SqlException(
                    ErrorCode.INVALID_SESSION_PROPERTY,
                    "Session property %s must be a number and one of ms, s, m, h, d, such as 90s, not '%s'"
                            .formatted(PROPERTY, text));
        }
        BigDecimal millis =
                new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit.toMillis()));
        return Duration.ofMillis(millis.setScale(0, RoundingMode.UP).longValueExact());
    }

    /// Calls `cancel` with the reason once the limit that `session` sets has passed since now, if
    /// there is one, unless `over` comes before. Returns at once.
    ///
    /// @throws SqlException INVALID_SESSION_PROPERTY if it is not a duration
    static void watch(
            Session session, String id, CountDownLatch over, Consumer<SqlException> cancel) {
        Duration limit = of(session);
        if (limit == null) {
            return;
        }
        Thread.ofVirtual()
                .name("limit-" + id)
                .start(() -> {
                    try {
                        if (!over.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                            cancel.accept(exceeded(session));
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    static SqlException exceeded(Session session) {
        return new SqlException(
                ErrorCode.EXCEEDED_TIME_LIMIT,
                "Query exceeded its time limit of %s, set by the session property %s"
                        .formatted(session.properties().get(PROPERTY), PROPERTY));
    }
}
