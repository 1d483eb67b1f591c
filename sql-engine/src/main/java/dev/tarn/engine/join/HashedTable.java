package dev.tarn.engine.join;

import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyLayout;
import dev.tarn.engine.columns.KeyStore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A directory from hashes to chains of build rows.
///
/// Slot `hash & mask` holds, in its lower 48 bits, the first row of its chain plus 1; in its upper
/// 16 bits, one bit for each of the hashes in the chain, chosen by 4 other bits of the hash. Most
/// probes without a match end at that bit. `next[row]` is the following row plus 1. Rows may be
/// added by several threads at once; probing begins when all are in.
///
/// The tags in the directory follow HyPer's join (Leis et al. 2014).
final class HashedTable implements JoinTable {
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long ROW = (1L << 48) - 1;

    private final KeyStore keys;
    private final boolean single;
    private final long[] words;
    private final long[] hashes;
    private final long[] slots;
    private final int[] next;
    private final int mask;
    private volatile boolean unique = true;

    /// An empty directory for all of `keys`, to which none may be appended any more.
    HashedTable(KeyStore keys) {
        this.keys = keys;
        this.single = keys.layout.kind() == KeyLayout.Kind.SINGLE;
        this.words = keys.words;
        this.hashes = keys.hashes;
        int capacity = capacity(keys.count);
        this.slots = new long[capacity];
        this.mask = capacity - 1;
        this.next = new int[keys.count];
    }

    private static int capacity(int rowCount) {
        int atLeast = Math.max(16, Math.min(rowCount, 1 << 29));
        return Integer.highestOneBit(atLeast - 1) << 2;
    }

    /// Heap that the directory for `rowCount` rows takes.
    static long sizeBytes(int rowCount) {
        return 8L * capacity(rowCount) + 4L * rowCount;
    }

    private static long tag(long hash) {
        return 1L << 48 + (hash >>> 60);
    }

    @Override
    public void add(int row) {
        long hash = hashes[row];
        int slot = (int) hash & mask;
        while (true) {
            long before = (long) SLOTS.getVolatile(slots, slot);
            next[row] = (int) (before & ROW);
            long after = before & ~ROW | tag(hash) | (row + 1L);
            if (SLOTS.compareAndSet(slots, slot, before, after)) {
                if ((before & tag(hash)) != 0 && unique) {
                    unique = isNew(row);
                }
                return;
            }
        }
    }

    /// Whether no row behind `row` in its chain has its key. A key that another thread adds at the
    /// same time stands before or behind, and one of both sees the other.
    private boolean isNew(int row) {
        for (int other = next[row]; other != 0; other = next[other - 1]) {
            if (hashes[other - 1] == hashes[row]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void findFirst(KeyBatch batch, int[] first) {
        findHeads(batch.hashes, batch.count, slots, first);
        if (batch.hasNulls) {
            for (int probe = 0; probe < batch.count; probe++) {
                if (batch.isNull[probe]) {
                    first[probe] = 0;
                }
            }
        }
        if (single) {
            findSingle(batch.words, batch.count, words, next, first);
            return;
        }
        for (int probe = 0; probe < batch.count; probe++) {
            if (first[probe] != 0) {
                first[probe] = find(first[probe], batch, probe);
            }
        }
    }

    /// The heads of chains, without looking at keys, so that many cache misses are under way at
    /// once.
    private static void findHeads(long[] hashes, int count, long[] slots, int[] heads) {
        int mask = slots.length - 1;
        for (int probe = 0; probe < count; probe++) {
            long hash = hashes[probe];
            long entry = slots[(int) hash & mask];
            // All bits set where the tag is in the entry, else none.
            long hit = -(entry >>> 48 + (hash >>> 60) & 1);
            heads[probe] = (int) (entry & ROW & hit);
        }
    }

    /// Moves each head to the first row of its chain whose key is equal.
    private static void findSingle(
            long[] probed, int count, long[] words, int[] next, int[] heads) {
        for (int probe = 0; probe < count; probe++) {
            int row = heads[probe];
            if (row != 0 && words[row - 1] != probed[probe]) {
                heads[probe] = follow(row, probed[probe], words, next);
            }
        }
    }

    private static int follow(int from, long word, long[] words, int[] next) {
        int row = next[from - 1];
        while (row != 0 && words[row - 1] != word) {
            row = next[row - 1];
        }
        return row;
    }

    private int find(int from, KeyBatch batch, int probe) {
        int row = from;
        long hash = batch.hashes[probe];
        while (row != 0 && (hashes[row - 1] != hash || !keys.matches(row - 1, batch, probe))) {
            row = next[row - 1];
        }
        return row;
    }

    @Override
    public int findNext(int row, KeyBatch batch, int probe) {
        int following = next[row - 1];
        if (following == 0) {
            return 0;
        }
        if (single) {
            return words[following - 1] == batch.words[probe]
                    ? following
                    : follow(following, batch.words[probe], words, next);
        }
        return find(following, batch, probe);
    }

    @Override
    public boolean isUnique() {
        return unique;
    }

    @Override
    public boolean usesHashes() {
        return true;
    }
}
