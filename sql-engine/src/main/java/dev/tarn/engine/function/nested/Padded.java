package dev.tarn.engine.function.nested;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Arrays side by side: of each row as many elements as its longest array has, nulls behind the
/// last of the others. Element `i` belongs to row `rows[i]`; those of a row are
/// `offsets[row]..offsets[row + 1]`, none for rows left out.
record Padded(int[] offsets, int[] rows, List<FlatVector> elements, int count) {

    static Padded of(List<Vector> arguments, Rows asked) {
        List<ListVector> lists = new ArrayList<>();
        arguments.forEach(argument -> lists.add((ListVector) argument.flatten()));
        int[] offsets = new int[asked.rowCount() + 1];
        int[] rows = new int[64];
        int ended = 0;
        for (int i = 0; i < asked.selectedCount(); i++) {
            int row = asked.row(i);
            int count = offsets[ended];
            Arrays.fill(offsets, ended + 1, row + 1, count);
            ended = row + 1;
            offsets[ended] = Math.addExact(count, longest(lists, row));
            if (offsets[ended] > rows.length) {
                rows = Arrays.copyOf(rows, Math.max(2 * rows.length, offsets[ended]));
            }
            Arrays.fill(rows, count, offsets[ended], row);
        }
        int count = offsets[ended];
        Arrays.fill(offsets, ended + 1, offsets.length, count);
        List<FlatVector> elements = new ArrayList<>();
        for (ListVector list : lists) {
            elements.add(elements(list, offsets, rows, count));
        }
        return new Padded(offsets, rows, elements, count);
    }

    private static int longest(List<ListVector> lists, int row) {
        int longest = 0;
        for (ListVector list : lists) {
            longest = Math.max(longest, size(list, row));
        }
        return longest;
    }

    private static int size(ListVector list, int row) {
        return list.isNull(row) ? 0 : list.offsets()[row + 1] - list.offsets()[row];
    }

    private static FlatVector elements(ListVector list, int[] offsets, int[] rows, int count) {
        int[] from = new int[count];
        int[] places = new int[count];
        for (int at = 0; at < count; at++) {
            int row = rows[at];
            int place = at - offsets[row];
            boolean isThere = place < size(list, row);
            from[at] = isThere ? 0 : -1;
            places[at] = isThere ? list.offsets()[row] + place : 0;
        }
        DataType type = ((ListOf) list.type()).element();
        return Interleave.of(type, List.of(list.elements()), from, places, count);
    }
}
