package dev.tarn.storage.parquet;

import java.util.Arrays;

/// Repetition and definition levels of some rows of one leaf column, an entry each. One thread.
final class Levels {
    int[] repetition = new int[0];
    int[] definition = new int[0];
    int count;

    /// Makes room for `more` entries.
    void grow(int more) {
        if (count + more > definition.length) {
            int capacity = Math.max(count + more, 2 * definition.length);
            repetition = Arrays.copyOf(repetition, capacity);
            definition = Arrays.copyOf(definition, capacity);
        }
    }
}
