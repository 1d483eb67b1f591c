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
final class JoinTable {
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long ROW = (1L << 48) - 1;

    private final KeyStore keys;
    private final boolean single;
    private final long[] words;
    private final long[] hashes;
    private final long[] slots;
    private final int[] next;
    private final int mask;

    /// An empty directory for all of `keys`, to which none may be appended any more.
    JoinTable(KeyStore keys) {
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

    /// Adds the build row `row`. Thread-safe.
    void add(int row) {
        long hash = hashes[row];
        int slot = (int) hash & mask;
        while (true) {
            long before = (long) SLOTS.getVolatile(slots, slot);
            next[row] = (int) (before & ROW);
            long after = before & ~ROW | tag(hash) | (row + 1L);
            if (SLOTS.compareAndSet(slots, slot, before, after)) {
                return;
            }
        }
    }

    /// Writes the head of the chain for each key of `batch` to `heads`, 0 where there is no match
    /// for sure; rows with a null that matches nothing have none.
    void findHeads(KeyBatch batch, int[] heads) {
        long[] probed = batch.hashes;
        for (int row = 0; row < batch.count; row++) {
            long hash = probed[row];
            long entry = slots[(int) hash & mask];
            heads[row] = (entry & tag(hash)) == 0 ? 0 : (int) (entry & ROW);
        }
        if (batch.hasNulls) {
            for (int row = 0; row < batch.count; row++) {
                if (batch.isNull[row]) {
                    heads[row] = 0;
                }
            }
        }
    }

    /// The first row, plus 1, of the chain from `head` on whose key is that of `row` in `batch`; 0
    /// where there is none.
    int findMatch(int head, KeyBatch batch, int row) {
        int candidate = head;
        if (single) {
            long word = batch.words[row];
            while (candidate != 0 && words[candidate - 1] != word) {
                candidate = next[candidate - 1];
            }
            return candidate;
        }
        long hash = batch.hashes[row];
        while (candidate != 0
                && (hashes[candidate - 1] != hash || !keys.matches(candidate - 1, batch, row))) {
            candidate = next[candidate - 1];
        }
        return candidate;
    }

    /// The row, plus 1, that follows `row` in its chain; 0 at the end.
    int next(int row) {
        return next[row];
    }
}
