package dev.tarn.engine;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// How long a query may take, from its submission on: the session property `query_max_run_time`,
/// spelled as Trino's drivers do, such as `90s` or `1.5h`.
final class TimeLimit {
    static final String PROPERTY = "query_max_run_time";

    private TimeLimit() {}

    /// The limit that `session` sets, or null.
    ///
    /// @throws SqlException INVALID_SESSION_PROPERTY if it is not a duration
    static @Nullable Duration of(Session session) {
        String text = session.properties().get(PROPERTY);
        if (text == null) {
            return null;
        }
        Duration limit = TimeSpans.parse(text);
        if (limit == null) {
            throw new SqlException(
                    ErrorCode.INVALID_SESSION_PROPERTY,
                    "Session property %s must be a number and one of ms, s, m, h, d, such as 90s, not '%s'"
                            .formatted(PROPERTY, text));
        }
        return limit;
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
