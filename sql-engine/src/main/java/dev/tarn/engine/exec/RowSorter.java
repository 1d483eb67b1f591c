package dev.tarn.engine.exec;

import dev.tarn.columnar.Batch;

/// Sorts rows that do not come in order. Holds them within the query's memory, and else on disk.
/// Owned by one driver; must be closed.
public interface RowSorter extends AutoCloseable {
    void add(Batch batch);

    /// All rows that were added, in order; to be closed. Called once, behind all others.
    Morsel sorted();

    @Override
    void close();
}
