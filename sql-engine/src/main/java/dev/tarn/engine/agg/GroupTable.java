package dev.tarn.engine.agg;

import dev.tarn.engine.columns.Buffers;
import dev.tarn.engine.columns.Hashes;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyLayout;
import dev.tarn.engine.columns.KeyStore;

import org.jspecify.annotations.Nullable;

/// Numbers distinct keys from 0 in the order in which they come: linear probing over slots that
/// hold the upper half of the hash beside the group, so that most probes that miss never look at
/// the key. At most half of the slots are taken. Not thread-safe.
///
/// For a SINGLE key the slots hold the key itself beside the group, so that a probe that hits
/// touches one cache line. Keys that are close together have no hash slots but [DirectSlots]; that
/// is looked at each time the slots would grow.
final class GroupTable {
    private static final int FIRST_CAPACITY = 1024;

    private final KeyStore keys;
    private final boolean single;

    /// SINGLE: key and group + 1 of slot `s` are at `2 * s` and `2 * s + 1`. Otherwise one word a
    /// slot: the upper half of the hash, and group + 1 below it. 0 where a slot is free.
    private long[] slots;

    private int mask;

    /// The entries in the first slot of each key of a batch.
    private long[] heads = new long[0];

    /// What stands in the place of slots while SINGLE keys are close together.
    private @Nullable DirectSlots direct;

    GroupTable(KeyLayout layout) {
        this.keys = new KeyStore(layout);
        this.single = layout.kind() == KeyLayout.Kind.SINGLE;
        this.mask = FIRST_CAPACITY - 1;
        this.slots = new long[single ? 2 * FIRST_CAPACITY : FIRST_CAPACITY];
    }

    KeyStore keys() {
        return keys;
    }

    int groupCount() {
        return keys.count;
    }

    @Nullable DirectSlots direct() {
        return direct;
    }

    /// Writes the group of each key in `batch` to `groups`; keys not seen before become groups.
    void findOrAdd(KeyBatch batch, int[] groups) {
        DirectSlots close = single ? direct(batch) : null;
        if (close != null) {
            close.findOrAdd(keys, batch, groups);
            return;
        }
        ensureRoom(batch.count);
        if (single) {
            findOrAddSingle(batch, groups);
            return;
        }
        if (heads.length < batch.count) {
            heads = new long[batch.count];
        }
        findHeads(batch.hashes, batch.count, slots, heads);
        for (int row = 0; row < batch.count; row++) {
            int group = (int) heads[row] - 1;
            groups[row] =
                    group >= 0
                                    && (heads[row] ^ batch.hashes[row]) >>> Integer.SIZE == 0
                                    && keys.matches(group, batch, row)
                            ? group
                            : findOrAdd(batch, row);
        }
    }

    /// What the first slot of each hash holds, without looking at keys, so that many cache misses
    /// are under way at once.
    private static void findHeads(long[] hashes, int count, long[] slots, long[] heads) {
        int mask = slots.length - 1;
        for (int row = 0; row < count; row++) {
            heads[row] = slots[(int) hashes[row] & mask];
        }
    }

    /// Direct slots for what is here and `batch`; null where keys are not close together.
    private @Nullable DirectSlots direct(KeyBatch batch) {
        DirectSlots had = direct;
        if (had != null) {
            direct = had.cover(keys, batch) ? had : null;
        } else if (isShort(batch)) {
            direct = DirectSlots.of(keys, batch);
            if (direct != null) {
                slots = new long[0];
                mask = -1;
            }
        }
        return direct;
    }

    /// Whether the slots have to grow for `batch`.
    private boolean isShort(KeyBatch batch) {
        return 2 * ((long) keys.count + batch.count) > mask + 1L;
    }

    private void findOrAddSingle(KeyBatch batch, int[] groups) {
        if (batch.hasNulls) {
            findOrAddSingleOrNull(batch, groups);
            return;
        }
        findSingleHeads(batch.hashes, batch.words, batch.count, slots, groups);
        for (int row = 0; row < batch.count; row++) {
            groups[row] = groups[row] != 0 ? groups[row] - 1 : findOrAddSingle(batch, row);
        }
    }

    /// The group + 1 of each key that stands in the first slot of its hash, else 0; without a
    /// branch, so that many cache misses are under way at once.
    private static void findSingleHeads(
            long[] hashes, long[] words, int count, long[] slots, int[] heads) {
        int mask = (slots.length >> 1) - 1;
        for (int row = 0; row < count; row++) {
            int slot = (int) hashes[row] & mask;
            int group = (int) slots[2 * slot + 1];
            heads[row] = slots[2 * slot] == words[row] ? group : 0;
        }
    }

    private int findOrAddSingle(KeyBatch batch, int row) {
        long word = batch.words[row];
        int slot = (int) batch.hashes[row] & mask;
        while (true) {
            long group = slots[2 * slot + 1];
            if (group == 0) {
                return addSingle(batch, row, slot);
            }
            if (slots[2 * slot] == word) {
                return (int) group - 1;
            }
            slot = slot + 1 & mask;
        }
    }

    private void findOrAddSingleOrNull(KeyBatch batch, int[] groups) {
        for (int row = 0; row < batch.count; row++) {
            if (batch.isNull[row]) {
                if (keys.nullKey < 0) {
                    keys.nullKey = keys.append(batch, row);
                }
                groups[row] = keys.nullKey;
                continue;
            }
            groups[row] = findOrAddSingle(batch, row);
        }
    }

    private int addSingle(KeyBatch batch, int row, int slot) {
        int group = keys.append(batch, row);
        slots[2 * slot] = batch.words[row];
        slots[2 * slot + 1] = group + 1L;
        return group;
    }

    private int findOrAdd(KeyBatch batch, int row) {
        long hash = batch.hashes[row];
        long tag = hash & 0xFFFFFFFF00000000L;
        int slot = (int) hash & mask;
        while (true) {
            long entry = slots[slot];
            if (entry == 0) {
                int group = keys.append(batch, row);
                slots[slot] = tag | (group + 1L);
                return group;
            }
            int group = (int) entry - 1;
            if ((entry & 0xFFFFFFFF00000000L) == tag && keys.matches(group, batch, row)) {
                return group;
            }
            slot = slot + 1 & mask;
        }
    }

    private void ensureRoom(int added) {
        long needed = 2 * ((long) keys.count + added);
        if (needed <= mask + 1L) {
            return;
        }
        int capacity = capacityFor(needed);
        mask = capacity - 1;
        slots = new long[single ? 2 * capacity : capacity];
        for (int group = 0; group < keys.count; group++) {
            if (single) {
                reinsertSingle(group);
            } else {
                reinsert(group);
            }
        }
    }

    private int capacityFor(long needed) {
        int mostSlots = 1 << (single ? 29 : 30);
        if (needed > mostSlots) {
            Buffers.grow(0, Long.MAX_VALUE);
        }
        return (int) Math.max(mask + 1L, Long.highestOneBit(needed - 1) << 1);
    }

    private void reinsertSingle(int group) {
        if (group == keys.nullKey) {
            return;
        }
        long word = keys.words[group];
        int slot = (int) Hashes.ofWord(word) & mask;
        while (slots[2 * slot + 1] != 0) {
            slot = slot + 1 & mask;
        }
        slots[2 * slot] = word;
        slots[2 * slot + 1] = group + 1L;
    }

    private void reinsert(int group) {
        long hash = keys.hashes[group];
        int slot = (int) hash & mask;
        while (slots[slot] != 0) {
            slot = slot + 1 & mask;
        }
        slots[slot] = hash & 0xFFFFFFFF00000000L | group + 1;
    }

    long sizeBytes() {
        return 8L * (slots.length + heads.length)
                + (direct == null ? 0 : direct.sizeBytes())
                + keys.sizeBytes();
    }

    /// Heap that this may hold at most once the keys of `batch` are added.
    long sizeBytesWith(KeyBatch batch) {
        long needed = 2 * ((long) keys.count + batch.count);
        long slotWords = slots.length;
        if (needed > mask + 1L) {
            slotWords += (Long.highestOneBit(needed - 1) << 1) * (single ? 2 : 1);
        }
        long directBytes = direct == null ? 0 : direct.sizeBytes();
        if (single && needed > mask + 1L) {
            directBytes += DirectSlots.mostBytes(keys, batch);
        }
        long headWords = single ? 0 : Math.max(heads.length, batch.count);
        return 8 * (slotWords + headWords) + directBytes + keys.sizeBytesWith(batch);
    }
}
