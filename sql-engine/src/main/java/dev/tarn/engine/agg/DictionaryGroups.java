package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Remembers which group each combination of dictionary ids belongs to, so that keys which come
/// dictionary-coded are looked at once a combination and not once a row.
///
/// Used where all key columns of a batch are dictionaries or constants whose sizes multiply to at
/// most `MAX_COMBINATIONS`; forgets when a dictionary changes. Not thread-safe.
final class DictionaryGroups {
    private static final int MAX_COMBINATIONS = 1 << 16;

    private List<FlatVector> dictionaries = List.of();

    /// Group + 1 of each combination; 0 where it has not been seen.
    private int[] groups = new int[0];

    private int combinationCount;
    private int[] combinations = new int[0];

    /// Whether the keys of `batch` can be looked up by combination; if so, `combination(i)` is that
    /// of its i-th selected row.
    boolean prepare(Batch batch, List<Integer> keys) {
        long product = 1;
        List<FlatVector> found = new ArrayList<>(keys.size());
        for (int key : keys) {
            FlatVector dictionary = dictionary(batch.column(key));
            if (dictionary == null) {
                return false;
            }
            found.add(dictionary);
            product *= Math.max(1, dictionary.length());
            if (product > MAX_COMBINATIONS) {
                return false;
            }
        }
        if (!same(found)) {
            if (product > 8L * batch.selectedCount()) {
                return false;
            }
            dictionaries = found;
            combinationCount = (int) product;
            if (groups.length < combinationCount) {
                groups = new int[combinationCount];
            } else {
                Arrays.fill(groups, 0, combinationCount, 0);
            }
        }
        combine(batch, keys);
        return true;
    }

    private boolean same(List<FlatVector> found) {
        if (found.size() != dictionaries.size()) {
            return false;
        }
        for (int key = 0; key < found.size(); key++) {
            if (found.get(key) != dictionaries.get(key)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable FlatVector dictionary(Vector column) {
        return switch (column) {
            case DictionaryVector coded -> coded.dictionary();
            case ConstantVector constant -> constant.value();
            case FlatVector _, SequenceVector _ -> null;
        };
    }

    private void combine(Batch batch, List<Integer> keys) {
        int count = batch.selectedCount();
        if (combinations.length < count) {
            combinations = new int[count];
        }
        Arrays.fill(combinations, 0, count, 0);
        int[] selection = batch.selection();
        for (int key : keys) {
            if (batch.column(key) instanceof DictionaryVector coded) {
                int size = coded.dictionary().length();
                addIds(coded.ids(), selection, count, size);
            }
        }
    }

    private void addIds(int[] ids, int @Nullable [] selection, int count, int size) {
        int[] sums = combinations;
        if (selection == null) {
            for (int i = 0; i < count; i++) {
                sums[i] = sums[i] * size + ids[i];
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            sums[i] = sums[i] * size + ids[selection[i]];
        }
    }

    /// Writes the groups of the prepared rows to `out`, where known. The others' rows (in the
    /// batch) and places (among the selected) go to `rows` and `places`; says how many they are.
    int lookUp(Batch batch, int[] out, int[] rows, int[] places) {
        int[] selection = batch.selection();
        int unknown = 0;
        for (int i = 0; i < batch.selectedCount(); i++) {
            int group = groups[combinations[i]];
            out[i] = group - 1;
            if (group == 0) {
                rows[unknown] = selection == null ? i : selection[i];
                places[unknown++] = i;
            }
        }
        return unknown;
    }

    /// Remembers that the combination at `place` is `group`.
    void learn(int place, int group) {
        groups[combinations[place]] = group + 1;
    }

    long sizeBytes() {
        return 4L * (groups.length + combinations.length);
    }
}
