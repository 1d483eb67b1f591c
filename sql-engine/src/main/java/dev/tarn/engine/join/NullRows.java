package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.columns.KeyBatch;

import org.jspecify.annotations.Nullable;

/// Rows with a key that equals nothing, apart from the others.
final class NullRows {
    private NullRows() {}

    /// The selected rows of `batch` whose keys are marked null; null where there are none.
    static @Nullable Batch take(Batch batch, KeyBatch keys) {
        return keys.hasNulls ? selected(batch, keys, true) : null;
    }

    /// The other rows of `batch`; the hashes of `keys` are moved together to be theirs. null where
    /// there are none.
    static @Nullable Batch drop(Batch batch, KeyBatch keys) {
        if (!keys.hasNulls) {
            return batch;
        }
        Batch rest = selected(batch, keys, false);
        int count = 0;
        for (int i = 0; i < keys.count; i++) {
            if (!keys.isNull[i]) {
                keys.hashes[count++] = keys.hashes[i];
            }
        }
        return rest;
    }

    private static @Nullable Batch selected(Batch batch, KeyBatch keys, boolean isNull) {
        int[] selection = batch.selection();
        int[] rows = new int[keys.count];
        int count = 0;
        for (int i = 0; i < keys.count; i++) {
            if (keys.isNull[i] == isNull) {
                rows[count++] = selection == null ? i : selection[i];
            }
        }
        return count == 0 ? null : new Batch(batch.columns(), batch.rowCount(), rows, count);
    }
}
