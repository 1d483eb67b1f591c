package dev.tarn.engine.function.aggregate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// The values that came most often, with about how often: exact while there are no more than twice
/// `capacity` different ones. A count that is off is too high, by at most the count of rows over
/// `capacity`.
///
/// Misra, Gries: Finding repeated elements, 1982, in the form of Anderson and others, A
/// High-Performance Algorithm for Identifying Frequent Items in Data Streams, 2017: once there are
/// too many values, the median of the counts is taken from all counts, and those that are left with
/// nothing go. Keys have an order and do not change. Not thread-safe.
final class FrequentValues<K extends Comparable<K>> {
    /// Heap of an entry without its key, roughly.
    private static final int ENTRY_BYTES = 80;

    private final int capacity;
    private final ToLongFunction<K> bytesOf;
    private final Map<K, long[]> counts = new HashMap<>();
    private long taken;
    private long heapBytes;

    /// @param bytesOf heap of a key
    FrequentValues(int capacity, ToLongFunction<K> bytesOf) {
        this.capacity = capacity;
        this.bytesOf = bytesOf;
    }

    /// A value with how often it came.
    record Frequency<K>(K value, long count) {}

    /// Counts `key` as often as `times`.
    void add(K key, long times) {
        long[] count = counts.get(key);
        if (count != null) {
            count[0] += times;
            return;
        }
        counts.put(key, new long[] {times});
        heapBytes += ENTRY_BYTES + bytesOf.applyAsLong(key);
        if (counts.size() > 2L * capacity) {
            purge();
        }
    }

    private void purge() {
        long[] all = new long[counts.size()];
        int at = 0;
        for (long[] count : counts.values()) {
            all[at++] = count[0];
        }
        Arrays.sort(all);
        long median = all[all.length / 2];
        taken += median;
        Iterator<Map.Entry<K, long[]>> entries = counts.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<K, long[]> entry = entries.next();
            entry.getValue()[0] -= median;
            if (entry.getValue()[0] <= 0) {
                heapBytes -= ENTRY_BYTES + bytesOf.applyAsLong(entry.getKey());
                entries.remove();
            }
        }
    }

    /// Takes over how much another took from its counts, which are then [added][#add].
    void mergeTaken(long before) {
        taken += before;
    }

    /// How much was taken from each count.
    long taken() {
        return taken;
    }

    /// What is kept, in the order of values, without what was taken.
    List<Frequency<K>> entries() {
        return sorted(Comparator.comparing(Frequency::value), 0);
    }

    /// The `most` values that came most often, the most frequent first, equal ones by value.
    List<Frequency<K>> most(int most) {
        List<Frequency<K>> all =
                sorted(
                        Comparator.comparingLong((Frequency<K> f) -> -f.count())
                                .thenComparing(Frequency::value),
                        taken);
        return all.subList(0, Math.min(most, all.size()));
    }

    private List<Frequency<K>> sorted(Comparator<Frequency<K>> order, long more) {
        List<Frequency<K>> all = new ArrayList<>(counts.size());
        counts.forEach((key, count) -> all.add(new Frequency<>(key, count[0] + more)));
        all.sort(order);
        return all;
    }

    long sizeBytes() {
        return heapBytes;
    }
}
