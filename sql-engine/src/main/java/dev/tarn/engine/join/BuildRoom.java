package dev.tarn.engine.join;

import dev.tarn.engine.memory.QueryMemory;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.spill.SpillBuffers;

/// When a driver of a build side puts rows on disk.
final class BuildRoom {
    /// Of rows that take so much, or such a share of the query's memory, it helps to write them.
    private static final long LARGE_BYTES = 1 << 20;

    private static final int LARGE_SHARE = 16;

    private BuildRoom() {}

    /// Whether `held` may hold `bytes`, which it does then: not where memory is refused, or is
    /// short and this is much of it. Very little, such as the one row of a sub-query, may be of
    /// what is left to those who cannot spill.
    static boolean tryHold(Reservation held, long bytes, QueryMemory memory) {
        boolean large = held.heldBytes() > Math.min(LARGE_BYTES, memory.limitBytes() / LARGE_SHARE);
        return !(large && memory.isShort()) && held.tryGrow(bytes, SpillBuffers.ROW_BYTES);
    }
}
