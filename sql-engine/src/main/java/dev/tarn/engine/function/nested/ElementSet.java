package dev.tarn.engine.function.nested;

import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ValueHash;
import dev.tarn.engine.function.ValueOrder;

import java.util.Arrays;
import java.util.List;

/// A set of elements of arrays, by open addressing: nulls are equal here, and so are NaNs. It is
/// filled anew for each row. Owned by one call of a function.
final class ElementSet {
    private final List<FlatVector> vectors;
    private final List<long[]> hashes;
    private int[] slots = new int[0];
    private int[] sources = new int[0];
    private int[] elements = new int[0];
    private int size;

    /// For elements of `vectors`, of one type, which are named by their numbers.
    ElementSet(List<? extends Vector> vectors) {
        this.vectors = vectors.stream().map(Vector::flatten).toList();
        this.hashes =
                this.vectors.stream()
                        .map(vector -> ValueHash.of(vector, Rows.all(vector.length())))
                        .toList();
    }

    /// Empties it, with room for so many elements.
    void clear(int capacity) {
        int slotCount = Integer.highestOneBit(Math.max(1, capacity)) * 4;
        if (slots.length < slotCount) {
            slots = new int[slotCount];
            sources = new int[slotCount];
            elements = new int[slotCount];
        } else {
            Arrays.fill(slots, 0);
        }
        size = 0;
    }

    /// Whether the element was not there yet; it is then.
    boolean add(int source, int element) {
        int slot = slot(source, element);
        if (slots[slot] != 0) {
            return false;
        }
        sources[size] = source;
        elements[size++] = element;
        slots[slot] = size;
        return true;
    }

    /// How many elements were added before the one that is equal; -1 where there is none.
    int place(int source, int element) {
        return slots[slot(source, element)] - 1;
    }

    boolean contains(int source, int element) {
        return slots[slot(source, element)] != 0;
    }

    /// Where the element is, or else an empty slot.
    private int slot(int source, int element) {
        int mask = slots.length - 1;
        int slot = (int) hashes.get(source)[element] & mask;
        while (slots[slot] != 0) {
            int held = slots[slot] - 1;
            if (ValueOrder.equal(
                    vectors.get(sources[held]), elements[held], vectors.get(source), element)) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
