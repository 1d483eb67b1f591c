package dev.tarn.storage.parquet.write;

import dev.tarn.columnar.Vector;
import dev.tarn.storage.StorageException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Entries of one leaf column on their way from rows to levels: for each the row of the current
/// vector that it stands at (-1 where a null or an empty list has ended it), and its levels.
///
/// Levels are null while all of them are the same: 0 for repetition, `uniform` for definition.
final class LeafEntries {
    int[] rows;
    int @Nullable [] repetition;
    int @Nullable [] definition;
    int uniform;
    int count;

    /// An entry for each of `rows[from..to)`, or of the rows `from` to `to` where there is no
    /// selection.
    LeafEntries(int @Nullable [] selection, int from, int to) {
        this.count = to - from;
        if (selection != null) {
            this.rows = Arrays.copyOfRange(selection, from, to);
        } else {
            this.rows = new int[count];
            for (int i = 0; i < count; i++) {
                rows[i] = from + i;
            }
        }
    }

    private int[] definitions() {
        int[] levels = definition;
        if (levels == null) {
            levels = new int[count];
            Arrays.fill(levels, uniform);
            definition = levels;
        }
        return levels;
    }

    /// One level down into an optional field: entries whose value is null end here.
    void optional(Vector vector) {
        if (!vector.mayHaveNulls() && definition == null) {
            uniform++;
            return;
        }
        int[] levels = definitions();
        for (int i = 0; i < count; i++) {
            if (rows[i] < 0) {
                continue;
            }
            if (vector.isNull(rows[i])) {
                rows[i] = -1;
            } else {
                levels[i]++;
            }
        }
    }

    /// A required field, in which a null is an error.
    void required(Vector vector, String column) {
        if (!vector.mayHaveNulls()) {
            return;
        }
        for (int i = 0; i < count; i++) {
            if (rows[i] >= 0 && vector.isNull(rows[i])) {
                throw new StorageException(
                        StorageException.Kind.BAD_VALUE,
                        "Column %s is required and cannot hold NULL".formatted(column));
            }
        }
    }

    /// Into the elements of a list or the entries of a map, whose repetition level is `level`.
    void repeated(int[] offsets, int level) {
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += rows[i] < 0 ? 1 : Math.max(1, offsets[rows[i] + 1] - offsets[rows[i]]);
        }
        int[] oldDefinition = definitions();
        int[] oldRepetition = repetition;
        int[] newRows = new int[total];
        int[] newRepetition = new int[total];
        int[] newDefinition = new int[total];
        int at = 0;
        for (int i = 0; i < count; i++) {
            int first = oldRepetition == null ? 0 : oldRepetition[i];
            int row = rows[i];
            int elements = row < 0 ? 0 : offsets[row + 1] - offsets[row];
            if (elements == 0) {
                newRows[at] = -1;
                newRepetition[at] = first;
                newDefinition[at++] = oldDefinition[i];
            }
            for (int element = 0; element < elements; element++) {
                newRows[at] = offsets[row] + element;
                newRepetition[at] = element == 0 ? first : level;
                newDefinition[at++] = oldDefinition[i] + 1;
            }
        }
        rows = newRows;
        repetition = newRepetition;
        definition = newDefinition;
        count = total;
    }
}
