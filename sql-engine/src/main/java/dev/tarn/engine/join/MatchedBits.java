package dev.tarn.engine.join;

import dev.tarn.engine.memory.Reservation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Which build rows on disk have found a partner, a bit each. Thread-safe.
final class MatchedBits implements AutoCloseable {
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    private final Reservation reservation;
    private final long[] words;

    /// @param reservation is closed with this
    /// @throws dev.tarn.engine.SqlException EXCEEDED_MEMORY_LIMIT if there is no room for a bit a
    ///   row
    MatchedBits(long rowCount, Reservation reservation) {
        this.reservation = reservation;
        int length = Math.toIntExact((rowCount + 63) / 64);
        reservation.resize(8L * length);
        this.words = new long[length];
    }

    boolean isSet(long row) {
        return ((long) WORDS.getOpaque(words, (int) (row >>> 6)) >>> row & 1) != 0;
    }

    void set(long row) {
        if (!isSet(row)) {
            WORDS.getAndBitwiseOr(words, (int) (row >>> 6), 1L << row);
        }
    }

    @Override
    public void close() {
        reservation.close();
    }
}
