package dev.tarn.engine.join;

import dev.tarn.engine.columns.KeyBatch;

/// Finds the build rows of a key. Rows may be added by several threads at once; looking up begins
/// when all are in. Rows are given plus 1, so that 0 is none.
sealed interface JoinTable permits DirectTable, HashedTable {

    /// Adds the build row `row`.
    void add(int row);

    /// Writes for each key of `batch` the first build row with that key to `first`, 0 where there
    /// is none; rows with a null that matches nothing have none.
    void findFirst(KeyBatch batch, int[] first);

    /// The build row after `row` with the key of `probe` in `batch`, which `row` has too.
    int findNext(int row, KeyBatch batch, int probe);

    /// Whether no two build rows have the same key, so that there is never a next one; known once
    /// all are in.
    boolean isUnique();

    /// Whether keys are looked up by their hashes.
    boolean usesHashes();
}
