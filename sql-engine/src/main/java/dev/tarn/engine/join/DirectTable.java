package dev.tarn.engine.join;

import dev.tarn.engine.columns.KeyBatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Build rows by integer keys from a range that is not much larger than they are many: the slot of
/// a key is the key itself less the least one. What is found is the key, so nothing is hashed or
/// compared.
final class DirectTable implements JoinTable {
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(int[].class);

    /// Slots that are little memory whatever the number of rows, and slots for each row.
    private static final int FEW_SLOTS = 1 << 18;

    private static final int SLOTS_A_ROW = 6;

    private final long[] words;
    private final long least;
    private final int[] slots;
    private final int[] next;
    private volatile boolean unique = true;

    /// @param words the key of each row, from `least` to `most`, which [#suits]
    DirectTable(long[] words, int rowCount, long least, long most) {
        this.words = words;
        this.least = least;
        this.slots = new int[(int) (most - least + 1)];
        this.next = new int[rowCount];
    }

    /// Whether keys from `least` to `most` of `rowCount` rows are worth a slot each.
    static boolean suits(long least, long most, int rowCount) {
        long slots = most - least + 1;
        return slots > 0
                && slots <= Math.max(FEW_SLOTS, (long) SLOTS_A_ROW * rowCount)
                && slots <= 1 << 30;
    }

    /// Heap that it takes.
    static long sizeBytes(long least, long most, int rowCount) {
        return 4 * (most - least + 1) + 4L * rowCount;
    }

    @Override
    public void add(int row) {
        int slot = (int) (words[row] - least);
        while (true) {
            int before = (int) SLOTS.getVolatile(slots, slot);
            next[row] = before;
            if (SLOTS.compareAndSet(slots, slot, before, row + 1)) {
                if (before != 0 && unique) {
                    unique = false;
                }
                return;
            }
        }
    }

    @Override
    public void findFirst(KeyBatch batch, int[] first) {
        look(batch.words, batch.count, least, slots, first);
        if (batch.hasNulls) {
            for (int probe = 0; probe < batch.count; probe++) {
                if (batch.isNull[probe]) {
                    first[probe] = 0;
                }
            }
        }
    }

    private static void look(long[] words, int count, long least, int[] slots, int[] first) {
        for (int probe = 0; probe < count; probe++) {
            long at = words[probe] - least;
            first[probe] = at >= 0 && at < slots.length ? slots[(int) at] : 0;
        }
    }

    @Override
    public int findNext(int row, KeyBatch batch, int probe) {
        return next[row - 1];
    }

    @Override
    public boolean isUnique() {
        return unique;
    }

    @Override
    public boolean usesHashes() {
        return false;
    }
}
