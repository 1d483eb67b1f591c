package dev.tarn.engine.join;

import dev.tarn.engine.memory.Reservation;

/// Which rows of a probe side have found a partner, where it goes by several times, each time by
/// another block of the build side. Owned by one thread.
final class MatchedRows implements AutoCloseable {
    private final Reservation reservation;
    private final long[] words;
    private long at;
    private boolean last;

    /// @throws dev.tarn.engine.SqlException EXCEEDED_MEMORY_LIMIT if there is no room for a bit a
    ///   row
    MatchedRows(long rowCount, Reservation reservation) {
        this.reservation = reservation;
        int length = Math.toIntExact((rowCount + 63) / 64);
        reservation.resize(8L * length);
        this.words = new long[length];
    }

    /// Begins with the first row again; `lastTime` says that there is no further block.
    void rewind(boolean lastTime) {
        at = 0;
        last = lastTime;
    }

    /// Marks those of the next `count` rows that have found a partner before.
    void load(boolean[] matched, int count) {
        for (int i = 0; i < count; i++) {
            long row = at + i;
            matched[i] |= (words[(int) (row >>> 6)] >>> row & 1) != 0;
        }
    }

    /// Keeps the marks of the next `count` rows, and goes behind them; says whether they are
    /// complete.
    boolean keep(boolean[] matched, int count) {
        for (int i = 0; i < count; i++) {
            long row = at + i;
            if (matched[i]) {
                words[(int) (row >>> 6)] |= 1L << row;
            }
        }
        at += count;
        return last;
    }

    @Override
    public void close() {
        reservation.close();
    }
}
