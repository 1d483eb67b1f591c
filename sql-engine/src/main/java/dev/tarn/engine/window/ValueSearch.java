package dev.tarn.engine.window;

import dev.tarn.columnar.FlatVector;
import dev.tarn.engine.function.ValueOrder;
import dev.tarn.engine.physical.WindowFrame;

/// Where a RANGE frame starts or ends that is given by a distance from the order key.
///
/// Keys are in order but for nulls, which stand at one end of the partition and are in no frame but
/// their own.
final class ValueSearch {
    private final Section section;
    private final FlatVector bounds;
    private final FlatVector keys;
    private final boolean preceding;
    private final boolean descending;

    ValueSearch(Section section, WindowFrame.Bound.Value value) {
        this.section = section;
        this.bounds = section.column(value.column());
        this.keys = section.column(value.key());
        this.preceding = value.preceding();
        this.descending = section.isDescending();
    }

    /// Fills `places[from..to)`, the rows of one partition: the first row that is not before the
    /// bound, or, for ends, the first row that is behind it.
    void find(int from, int to, boolean isStart, int[] places) {
        int[] peers = section.peers();
        int[] peersOf = section.peersOf();
        int first = from;
        while (first < to && keys.isNull(first)) {
            first++;
        }
        int last = to;
        while (last > first && keys.isNull(last - 1)) {
            last--;
        }
        int place = first;
        for (int row = from; row < to; row++) {
            if (row < first || row >= last) {
                places[row] = peers[peersOf[row] + (isStart ? 0 : 1)];
                continue;
            }
            check(row);
            while (place > first && !isBefore(place - 1, row, isStart)) {
                place--;
            }
            while (place < last && isBefore(place, row, isStart)) {
                place++;
            }
            places[row] = place;
        }
    }

    /// A distance is not negative exactly if the bound is on its side of the key.
    private void check(int row) {
        int order = bounds.isNull(row) ? 0 : ValueOrder.compare(bounds, row, keys, row);
        int towards = descending == preceding ? order : -order;
        if (bounds.isNull(row) || towards < 0) {
            throw FrameRows.negative(bounds.isNull(row) ? "null" : "negative");
        }
    }

    /// Whether the row at `place` stands before the bound of `row`.
    private boolean isBefore(int place, int row, boolean isStart) {
        int order = ValueOrder.compare(keys, place, bounds, row);
        int towards = descending ? -order : order;
        return isStart ? towards < 0 : towards <= 0;
    }
}
