package dev.tarn.engine.agg;

import dev.tarn.engine.columns.KeyStore;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Which of the 64 partitions a group is merged in; the same for the same key in all tables.
sealed interface Partitioning {

    int of(KeyStore keys, int group);

    /// By the upper bits of the hash, which any keys spread over.
    record ByHash() implements Partitioning {
        @Override
        public int of(KeyStore keys, int group) {
            return Radix.partition(keys.hashes[group]);
        }
    }

    /// By the upper bits of words that are close together, so that groups which came in the order
    /// of their keys are also merged in it.
    record ByRange(long least, int shift) implements Partitioning {
        @Override
        public int of(KeyStore keys, int group) {
            return group == keys.nullKey ? 0 : (int) (keys.words[group] - least >>> shift);
        }
    }

    /// That of `tables`: by range where all of them have direct slots.
    static Partitioning of(List<@Nullable GroupTable> tables) {
        long least = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        long slots = 0;
        for (GroupTable table : tables) {
            DirectSlots direct = table == null ? null : table.direct();
            if (direct == null) {
                return new ByHash();
            }
            least = Math.min(least, direct.least());
            end = Math.max(end, direct.least() + direct.width());
            slots += direct.slotCount();
        }
        // Where tables have keys far from one another's, some partitions would get most of them.
        if (tables.isEmpty() || end - least <= 0 || end - least > 4 * slots) {
            return new ByHash();
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(end - least - 1);
        return new ByRange(least, Math.max(0, bits - Radix.BITS));
    }
}
