package dev.tarn.storage.parquet;

import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.parquet.prune.RowRanges;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The decoded values of one column of one row group, as far as scans have made them: a slot for
/// each batch of the row group.
///
/// Nothing is kept for the first scan that comes by, so that what is read once costs nothing. A
/// vector may cover a part of its batch, or have values for some rows alone. Thread-safe; slots
/// only gain.
final class KeptColumn {
    /// What an empty one weighs, with its key.
    static final long EMPTY_BYTES = 300;

    /// What a slot weighs beside its values.
    private static final long PART_BYTES = 128;

    private final int batchRowCount;
    private final AtomicReferenceArray<@Nullable Part> slots;
    private final AtomicBoolean gained = new AtomicBoolean();
    private volatile boolean filling;

    /// The values of the rows from `from` on; `rows` has a bit for each that has its value, null if
    /// all have.
    private record Part(long from, KeptVector values, long @Nullable [] rows) {
        boolean covers(long first, int count, int @Nullable [] selection, int selectedCount) {
            if (first < from || first + count > from + values.length()) {
                return false;
            }
            if (rows == null) {
                return true;
            }
            if (selection == null) {
                return false;
            }
            int shift = (int) (first - from);
            // All rows are looked at, as a loop that may end early takes twice as long for each.
            long missing = 0;
            for (int i = 0; i < selectedCount; i++) {
                int row = selection[i] + shift;
                missing |= ~rows[row >>> 6] >>> row;
            }
            return (missing & 1) == 0;
        }

        /// Whether one that has `others` of the rows from `first` to `end`, all where that is null,
        /// may take the place of this one: whole rows stay.
        boolean givesWay(long first, long end, long @Nullable [] others) {
            int length = values.length();
            boolean isLonger = first <= from && from + length <= end && length < end - first;
            return rows != null || others == null && isLonger;
        }
    }

    KeptColumn(long rowCount, int batchRowCount) {
        this.batchRowCount = batchRowCount;
        this.slots =
                new AtomicReferenceArray<>(
                        Math.toIntExact((rowCount + batchRowCount - 1) / batchRowCount));
    }

    /// Says that one more scan has come by, and keeps what it decodes.
    void fill() {
        filling = true;
    }

    boolean isFilling() {
        return filling;
    }

    /// The vector of `count` rows from `first` on, which are of one batch, with values at least for
    /// the selected ones; null where it is not kept. With `room` it is good until the next one is
    /// read into it.
    @Nullable Vector find(
            long first,
            int count,
            int @Nullable [] selection,
            int selectedCount,
            KeptVector.@Nullable Room room) {
        Part part = slots.get((int) (first / batchRowCount));
        if (part == null || !part.covers(first, count, selection, selectedCount)) {
            return null;
        }
        return part.values().read((int) (first - part.from()), count, room);
    }

    /// Keeps `vector`, of the rows from `first` on, unless rows would be lost that are kept
    /// already: whoever was told that they are here has not fetched them.
    void keep(long first, Vector vector, int @Nullable [] selection, int selectedCount) {
        int slot = (int) (first / batchRowCount);
        Part known = slots.get(slot);
        long[] rows = null;
        if (selection != null && selectedCount < vector.length()) {
            rows = new long[(vector.length() + 63) >>> 6];
            for (int i = 0; i < selectedCount; i++) {
                rows[selection[i] >>> 6] |= 1L << selection[i];
            }
        }
        boolean isFree = known == null || known.givesWay(first, first + vector.length(), rows);
        if (isFree
                && slots.compareAndSet(
                        slot, known, new Part(first, KeptVector.of(vector, rows), rows))) {
            gained.set(true);
        }
    }

    /// Whether anything was kept since this was asked last.
    boolean takeGain() {
        return gained.getAndSet(false);
    }

    /// Those of `wanted` that do not have their values, with what else of their batches is wanted.
    RowRanges missing(RowRanges wanted) {
        RowRanges.Builder missing = new RowRanges.Builder();
        for (int i = 0; i < wanted.count(); i++) {
            long at = wanted.start(i);
            while (at < wanted.end(i)) {
                long end = Math.min(wanted.end(i), (at / batchRowCount + 1) * batchRowCount);
                Part part = slots.get((int) (at / batchRowCount));
                if (part == null || !part.covers(at, (int) (end - at), null, 0)) {
                    missing.add(at, end);
                }
                at = end;
            }
        }
        return missing.build();
    }

    /// Heap that the vectors hold; a dictionary that several share is counted once for neighbours.
    long heldBytes() {
        long bytes = EMPTY_BYTES + 8L * slots.length();
        FlatVector shared = null;
        for (int slot = 0; slot < slots.length(); slot++) {
            Part part = slots.get(slot);
            if (part == null) {
                continue;
            }
            bytes += PART_BYTES + part.values().sizeBytes();
            FlatVector dictionary = part.values().dictionary();
            if (dictionary != null && dictionary != shared) {
                bytes += dictionary.sizeBytes();
                shared = dictionary;
            }
        }
        return bytes;
    }
}
