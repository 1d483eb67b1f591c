package dev.tarn.maintenance.reach;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import java.util.Map;

/// The argument that procedures have in common that delete files.
public final class Deletes {
    private static final String THREADS = "max_concurrent_deletes";
    private static final int MOST_THREADS = 64;

    private Deletes() {}

    /// How many pages of files are deleted at the same time: one, unless the call says so.
    ///
    /// @throws SqlException INVALID_ARGUMENTS if that is not possible
    public static int threads(Map<String, Object> arguments) {
        int threads = (Integer) arguments.getOrDefault(THREADS, 1);
        if (threads < 1 || threads > MOST_THREADS) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Argument '%s' must be from 1 to %d, not %d"
                            .formatted(THREADS, MOST_THREADS, threads));
        }
        return threads;
    }
}
