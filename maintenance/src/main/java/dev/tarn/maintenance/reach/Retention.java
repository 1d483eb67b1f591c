package dev.tarn.maintenance.reach;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SessionProperty;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.TimeSpans;

import java.time.Duration;

/// How long files or snapshots stay at least, as Trino's `retention_threshold` says it.
public final class Retention {
    private Retention() {}

    /// The time that `text` says.
    ///
    /// @throws SqlException INVALID_ARGUMENTS if it is none, or shorter than the session property
    ///   `floor` allows
    public static Duration atLeast(String text, Session session, SessionProperty floor) {
        Duration retention = of("retention_threshold", text);
        String least = session.properties().getOrDefault(floor.spelling(), floor.standard());
        Duration minimum = TimeSpans.parse(least);
        if (minimum != null && retention.compareTo(minimum) < 0) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Retention specified (%s) is shorter than the minimum retention (%s); SET SESSION %s = '%s' allows it"
                            .formatted(text, least, floor.spelling(), text));
        }
        return retention;
    }

    /// The time that `text` says.
    ///
    /// @throws SqlException INVALID_ARGUMENTS if it is none
    public static Duration of(String argument, String text) {
        Duration span = TimeSpans.parse(text);
        if (span == null) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Argument '%s' must be a number and one of ms, s, m, h, d, such as 7d, not '%s'"
                            .formatted(argument, text));
        }
        return span;
    }
}
