package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ValueHash;
import dev.tarn.engine.function.ValueOrder;

import java.util.Arrays;
import java.util.List;

/// Maps out of the keys, and the values beside them, that a group was given. Rows with a null key
/// are left out; a group without others has no map.
final class KeyedLists {
    private KeyedLists() {}

    /// The entries of each group's map: entry `e` of group `g`, for `e` in `offsets[g]..offsets[g +
    /// 1]`, begins with row `firstRows[e]`; `entries[row]` is the entry of a row, or -1.
    private record Entries(int[] offsets, int[] firstRows, int[] entries) {
        static Entries of(ListVector keys, int groupCount) {
            FlatVector elements = keys.elements().flatten();
            int total = keys.offsets()[groupCount];
            long[] hashes = ValueHash.of(elements, Rows.all(elements.length()));
            int[] offsets = new int[groupCount + 1];
            int[] firstRows = new int[total];
            int[] entries = new int[total];
            int count = 0;
            for (int group = 0; group < groupCount; group++) {
                int from = keys.offsets()[group];
                int to = keys.offsets()[group + 1];
                int mask = Integer.highestOneBit(Math.max(1, to - from)) * 4 - 1;
                int[] slots = new int[mask + 1];
                for (int row = from; row < to; row++) {
                    entries[row] = -1;
                    if (elements.isNull(row)) {
                        continue;
                    }
                    int slot = (int) hashes[row] & mask;
                    while (slots[slot] != 0
                            && !ValueOrder.equal(
                                    elements, firstRows[slots[slot] - 1], elements, row)) {
                        slot = slot + 1 & mask;
                    }
                    if (slots[slot] == 0) {
                        firstRows[count++] = row;
                        slots[slot] = count;
                    }
                    entries[row] = slots[slot] - 1;
                }
                offsets[group + 1] = count;
            }
            return new Entries(offsets, Arrays.copyOf(firstRows, count), entries);
        }

        int count() {
            return firstRows.length;
        }

        /// How many rows each entry has.
        int[] rowCounts() {
            int[] counts = new int[count()];
            for (int entry : entries) {
                if (entry >= 0) {
                    counts[entry]++;
                }
            }
            return counts;
        }

        /// The map vector with these keys beside `values`.
        MapVector map(DataType.MapOf type, ListVector keys, Vector values) {
            int groupCount = offsets.length - 1;
            boolean[] seen = new boolean[groupCount];
            for (int group = 0; group < groupCount; group++) {
                seen[group] = offsets[group] < offsets[group + 1];
            }
            return new MapVector(
                    type,
                    offsets,
                    keys.elements().take(firstRows, count()),
                    values,
                    Groups.validity(seen, 0, groupCount),
                    groupCount);
        }
    }

    /// `map_agg`: each key with the value that came with it first.
    static Vector firstValues(DataType.MapOf type, List<ListVector> columns, int groupCount) {
        Entries entries = Entries.of(columns.get(0), groupCount);
        Vector values = columns.get(1).elements().take(entries.firstRows(), entries.count());
        return entries.map(type, columns.get(0), values);
    }

    /// `multimap_agg`: each key with all values that came with it.
    static Vector allValues(DataType.MapOf type, List<ListVector> columns, int groupCount) {
        Entries entries = Entries.of(columns.get(0), groupCount);
        int[] offsets = new int[entries.count() + 1];
        int[] counts = entries.rowCounts();
        for (int entry = 0; entry < counts.length; entry++) {
            offsets[entry + 1] = offsets[entry] + counts[entry];
        }
        int[] next = offsets.clone();
        int[] rows = new int[offsets[counts.length]];
        for (int row = 0; row < entries.entries().length; row++) {
            int entry = entries.entries()[row];
            if (entry >= 0) {
                rows[next[entry]++] = row;
            }
        }
        Vector values =
                new ListVector(
                        (DataType.ListOf) type.value(),
                        offsets,
                        columns.get(1).elements().take(rows, rows.length),
                        null,
                        counts.length);
        return entries.map(type, columns.get(0), values);
    }

    /// `map_union`: each key with the value that came with it first; null where all maps are.
    static Vector union(DataType.MapOf type, List<ListVector> columns, int groupCount) {
        MapVector maps = (MapVector) columns.getFirst().elements().flatten();
        int[] of = columns.getFirst().offsets();
        int[] offsets = new int[groupCount + 1];
        int[] rows = new int[maps.length() == 0 ? 0 : maps.offsets()[maps.length()]];
        boolean[] seen = new boolean[groupCount];
        int count = 0;
        for (int group = 0; group < groupCount; group++) {
            for (int map = of[group]; map < of[group + 1]; map++) {
                seen[group] |= !maps.isNull(map);
                for (int at = maps.offsets()[map]; at < maps.offsets()[map + 1]; at++) {
                    rows[count++] = at;
                }
            }
            offsets[group + 1] = count;
        }
        List<ListVector> entries =
                List.of(
                        entries(type.key(), maps.keys().take(rows, count), offsets),
                        entries(type.value(), maps.values().take(rows, count), offsets));
        MapVector union = (MapVector) firstValues(type, entries, groupCount);
        return union.withValidity(Groups.validity(seen, 0, groupCount));
    }

    private static ListVector entries(DataType type, Vector elements, int[] offsets) {
        return new ListVector(
                new DataType.ListOf(type), offsets, elements, null, offsets.length - 1);
    }

    /// `histogram`: each value with how often it came.
    static Vector counts(DataType.MapOf type, List<ListVector> columns, int groupCount) {
        Entries entries = Entries.of(columns.get(0), groupCount);
        int[] rowCounts = entries.rowCounts();
        long[] counts = new long[rowCounts.length];
        for (int entry = 0; entry < counts.length; entry++) {
            counts[entry] = rowCounts[entry];
        }
        return entries.map(type, columns.get(0), new LongVector(DataType.BIGINT, counts));
    }
}
