package dev.tarn.engine.function.nested;

import static dev.tarn.columnar.DataType.BIGINT;

import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;

import java.util.Arrays;
import java.util.List;

/// The elements of each row's array grouped by what stands at the same place of `keys`, groups in
/// the order in which they begin: [#start] a row, [#add] its elements, [#end] it. Rows come in
/// ascending order; those left out are empty. Owned by one call of a function.
final class Grouping {
    private final Vector keys;
    private final ElementSet seen;
    private final int[] offsets;
    private int ended;

    // Of each group: its first element, and how many it has.
    private int[] firsts = new int[64];
    private int[] counts = new int[64];
    private int groupCount;

    // Of each element added: where it stands, and its group.
    private int[] elements = new int[64];
    private int[] groups = new int[64];
    private int size;

    Grouping(Vector keys, Rows rows) {
        this.keys = keys;
        this.seen = new ElementSet(List.of(keys));
        this.offsets = new int[rows.rowCount() + 1];
    }

    void start(int elementCount) {
        seen.clear(elementCount);
    }

    /// Whether the element begins a group.
    boolean add(int element) {
        int place = seen.place(0, element);
        int group = place < 0 ? begin(element) : offsets[ended] + place;
        if (size == elements.length) {
            elements = Arrays.copyOf(elements, 2 * size);
            groups = Arrays.copyOf(groups, 2 * size);
        }
        elements[size] = element;
        groups[size++] = group;
        counts[group]++;
        return place < 0;
    }

    private int begin(int element) {
        seen.add(0, element);
        if (groupCount == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * groupCount);
            counts = Arrays.copyOf(counts, 2 * groupCount);
        }
        firsts[groupCount] = element;
        return groupCount++;
    }

    void end(int row) {
        Arrays.fill(offsets, ended + 1, row + 1, offsets[ended]);
        ended = row + 1;
        offsets[ended] = groupCount;
    }

    /// How many elements each group has.
    Vector counts() {
        long[] all = new long[groupCount];
        Arrays.setAll(all, group -> counts[group]);
        return new LongVector(BIGINT, all);
    }

    /// What of `values` stands where each group begins.
    Vector firsts(Vector values) {
        return values.take(firsts, groupCount);
    }

    /// What of `values` stands where the elements of each group do.
    Vector lists(ListOf type, Vector values) {
        int[] ends = new int[groupCount + 1];
        for (int group = 0; group < groupCount; group++) {
            ends[group + 1] = ends[group] + counts[group];
        }
        int[] next = ends.clone();
        int[] ordered = new int[size];
        for (int i = 0; i < size; i++) {
            ordered[next[groups[i]]++] = elements[i];
        }
        return new ListVector(type, ends, values.take(ordered, size), null, groupCount);
    }

    /// Maps of each row's keys to `values`, one for each group.
    MapVector finish(MapOf type, Vector values) {
        Arrays.fill(offsets, ended + 1, offsets.length, groupCount);
        return new MapVector(
                type, offsets, firsts(keys).flatten(), values, null, offsets.length - 1);
    }
}
