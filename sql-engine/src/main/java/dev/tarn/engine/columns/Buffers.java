package dev.tarn.engine.columns;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

/// Capacities of arrays that grow.
public final class Buffers {
    /// The longest array that virtual machines give.
    public static final int MAX_LENGTH = Integer.MAX_VALUE - 16;

    private Buffers() {}

    /// A capacity for `needed` elements, at least half as much again as `current`, so that growing
    /// by and by stays cheap.
    ///
    /// @throws SqlException EXCEEDED_MEMORY_LIMIT if no array is that long
    public static int grow(int current, long needed) {
        if (needed > MAX_LENGTH) {
            throw new SqlException(
                    ErrorCode.EXCEEDED_MEMORY_LIMIT,
                    "One column of one operator would hold %d elements or bytes; %d is the most"
                            .formatted(needed, MAX_LENGTH));
        }
        return (int) Math.min(MAX_LENGTH, Math.max(needed, current + (long) (current >>> 1) + 16));
    }
}
