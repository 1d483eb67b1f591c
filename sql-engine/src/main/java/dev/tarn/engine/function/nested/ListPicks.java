package dev.tarn.engine.function.nested;

import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;

import java.util.Arrays;
import java.util.List;

/// Arrays made of the elements of others, row by row in ascending order: [#add] the elements of a
/// row, then [#end] it. Rows left out are empty. Owned by one call of a function.
final class ListPicks {
    private final int[] offsets;
    private int[] sources = new int[64];
    private int[] elements = new int[64];
    private int size;
    private int ended;

    ListPicks(Rows rows) {
        this.offsets = new int[rows.rowCount() + 1];
    }

    /// Adds the element at `element` of the vector numbered `source`.
    void add(int source, int element) {
        if (size == elements.length) {
            sources = Arrays.copyOf(sources, 2 * size);
            elements = Arrays.copyOf(elements, 2 * size);
        }
        sources[size] = source;
        elements[size++] = element;
    }

    /// Adds the elements `from..to` of a source.
    void addAll(int source, int from, int to) {
        for (int element = from; element < to; element++) {
            add(source, element);
        }
    }

    void end(int row) {
        Arrays.fill(offsets, ended + 1, row + 1, offsets[ended]);
        offsets[row + 1] = size;
        ended = row + 1;
    }

    /// The arrays of all rows, whose elements are of `vectors`. Nothing may be added afterwards,
    /// but the same elements of other vectors may be asked for.
    ListVector finish(ListOf type, List<? extends Vector> vectors) {
        Arrays.fill(offsets, ended + 1, offsets.length, size);
        return new ListVector(
                type,
                offsets,
                Interleave.of(type.element(), List.copyOf(vectors), sources, elements, size),
                null,
                offsets.length - 1);
    }
}
