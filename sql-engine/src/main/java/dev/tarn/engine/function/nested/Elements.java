package dev.tarn.engine.function.nested;

import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;

import java.util.Arrays;

/// The elements of the arrays, or the entries of the maps, of some rows, one after another: element
/// `i` stands at `places[i]` of the children and belongs to row `rows[i]`; those of a row are
/// `offsets[row]..offsets[row + 1]`, none for nulls and for rows left out.
record Elements(int[] offsets, int[] places, int[] rows, int count) {

    /// @param ranges where the elements of each row begin among the children, and end
    static Elements of(Vector lists, int[] ranges, Rows asked) {
        int[] offsets = new int[asked.rowCount() + 1];
        int[] places = new int[64];
        int[] rows = new int[64];
        int count = 0;
        int ended = 0;
        for (int i = 0; i < asked.selectedCount(); i++) {
            int row = asked.row(i);
            Arrays.fill(offsets, ended + 1, row + 1, count);
            int size = lists.isNull(row) ? 0 : ranges[row + 1] - ranges[row];
            if (count + size > places.length) {
                int room = Math.max(2 * places.length, Math.addExact(count, size));
                places = Arrays.copyOf(places, room);
                rows = Arrays.copyOf(rows, room);
            }
            for (int at = 0; at < size; at++) {
                places[count] = ranges[row] + at;
                rows[count++] = row;
            }
            ended = row + 1;
            offsets[ended] = count;
        }
        Arrays.fill(offsets, ended + 1, offsets.length, count);
        return new Elements(offsets, places, rows, count);
    }

    /// These elements of one of the children.
    Vector of(Vector children) {
        return children.take(places, count);
    }
}
