package dev.tarn.bench.duel;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// An engine that is asked. Used by one thread.
public interface Side extends AutoCloseable {

    /// Asks `sql` and reads its answer to the last row.
    Answer ask(String sql);

    @Override
    void close();

    /// The rows as Java values, and the most bytes of memory that the engine says it reserved
    /// meanwhile; -1 where it does not say.
    record Answer(List<List<@Nullable Object>> rows, long peakMemoryBytes) {}
}
