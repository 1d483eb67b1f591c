package dev.tarn.storage.parquet.write;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;

import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/// The values of one column chunk on their way into its bloom filter.
///
/// Hashes are kept, each once, until the chunk ends, so that the filter is made for as many
/// distinct values as there are. When there are more than a filter of the most bytes can hold at
/// the false positive rate asked for, they go into one of that size, which is wrong more often
/// then. Nulls are not in it. Memory: 16 to 32 bytes for each distinct value, then the filter's.
/// One thread.
///
/// Source: Parquet format, "Bloom Filter".
final class BloomValues {
    private static final int FIRST_SLOTS = 1024;

    /// Hashes depend on values alone, but are made in a buffer of this filter's own.
    private final BlockSplitBloomFilter hashing =
            new BlockSplitBloomFilter(BlockSplitBloomFilter.LOWER_BOUND_BYTES);

    private final PrimitiveType type;
    private final double falsePositives;
    private final int mostBytes;
    private final long mostDistinct;
    private long[] slots = new long[FIRST_SLOTS];
    private int distinctCount;
    private boolean hasZero;
    private @Nullable BlockSplitBloomFilter filter;

    /// `distinct` is how many different values are expected, 0 where nothing is known.
    BloomValues(PrimitiveType type, double falsePositives, int mostBytes, long distinct) {
        this.type = type;
        this.falsePositives = falsePositives;
        this.mostBytes = mostBytes;
        double perBit = -Math.log(1 - Math.pow(falsePositives, 1.0 / 8)) / 8;
        this.mostDistinct = (long) (8.0 * mostBytes * perBit);
        if (distinct > 0) {
            this.filter = sized(distinct);
        }
    }

    private BlockSplitBloomFilter sized(long distinct) {
        long counted = Math.max(1, Math.min(distinct, mostDistinct));
        int bits = BlockSplitBloomFilter.optimalNumOfBits(counted, falsePositives);
        return new BlockSplitBloomFilter(bits / 8, mostBytes);
    }

    /// Takes in the values of `vector` at `rows[0..count)`, as Parquet stores them.
    void add(FlatVector vector, int[] rows, int count) {
        PrimitiveTypeName stored = type.getPrimitiveTypeName();
        switch (vector) {
            case IntVector ints -> {
                for (int i = 0; i < count; i++) {
                    int value = ints.values()[rows[i]];
                    add(
                            stored == PrimitiveTypeName.INT64
                                    ? hashing.hash((long) value)
                                    : hashing.hash(value));
                }
            }
            case LongVector longs -> addLongs(longs.values(), rows, count);
            case FloatVector floats -> {
                for (int i = 0; i < count; i++) {
                    add(hashing.hash(floats.values()[rows[i]]));
                }
            }
            case DoubleVector doubles -> {
                for (int i = 0; i < count; i++) {
                    add(hashing.hash(doubles.values()[rows[i]]));
                }
            }
            case BytesVector bytes -> {
                int[] offsets = bytes.offsets();
                for (int i = 0; i < count; i++) {
                    int from = offsets[rows[i]];
                    int length = offsets[rows[i] + 1] - from;
                    add(hashing.hash(Binary.fromReusedByteArray(bytes.data(), from, length)));
                }
            }
            case Int128Vector decimals -> {
                for (int i = 0; i < count; i++) {
                    long high = decimals.high()[rows[i]];
                    long low = decimals.low()[rows[i]];
                    add(hashing.hash(Decimals.bigEndian(high, low, type.getTypeLength())));
                }
            }
            default -> throw new IllegalArgumentException("Bloom filter of " + vector.type());
        }
    }

    private void addLongs(long[] values, int[] rows, int count) {
        for (int i = 0; i < count; i++) {
            long value = values[rows[i]];
            add(
                    switch (type.getPrimitiveTypeName()) {
                        case INT32 -> hashing.hash((int) value);
                        case FIXED_LEN_BYTE_ARRAY ->
                                hashing.hash(
                                        Decimals.bigEndian(
                                                value >> 63, value, type.getTypeLength()));
                        case INT64, BOOLEAN, BINARY, FLOAT, DOUBLE, INT96 -> hashing.hash(value);
                    });
        }
    }

    private void add(long hash) {
        BlockSplitBloomFilter open = filter;
        if (open != null) {
            open.insertHash(hash);
            return;
        }
        if (hash == 0) {
            hasZero = true;
            return;
        }
        if (!insert(slots, hash)) {
            return;
        }
        distinctCount++;
        if (distinctCount > mostDistinct) {
            filter = filled(mostDistinct);
            slots = new long[0];
        } else if (distinctCount > slots.length / 2) {
            long[] old = slots;
            slots = new long[2 * old.length];
            for (long kept : old) {
                if (kept != 0) {
                    insert(slots, kept);
                }
            }
        }
    }

    /// Puts `hash`, which is not 0, into its place; false if it was there already.
    private static boolean insert(long[] slots, long hash) {
        int mask = slots.length - 1;
        int at = (int) (hash ^ hash >>> 32) & mask;
        while (slots[at] != 0) {
            if (slots[at] == hash) {
                return false;
            }
            at = at + 1 & mask;
        }
        slots[at] = hash;
        return true;
    }

    private BlockSplitBloomFilter filled(long distinct) {
        BlockSplitBloomFilter filled = sized(distinct);
        if (hasZero) {
            filled.insertHash(0);
        }
        for (long hash : slots) {
            if (hash != 0) {
                filled.insertHash(hash);
            }
        }
        return filled;
    }

    long bufferedBytes() {
        BlockSplitBloomFilter open = filter;
        return open != null ? open.getBitsetSize() : 8L * slots.length;
    }

    /// The filter of all values taken in.
    BloomFilter finish() {
        BlockSplitBloomFilter open = filter;
        return open != null ? open : filled(distinctCount + (hasZero ? 1 : 0));
    }
}
