package dev.tarn.storage;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;

import java.util.Arrays;
import java.util.List;

/// Numbers the distinct rows of some columns 0, 1, 2, … in the order in which they are first seen.
///
/// A row is a key of bytes: for each column a byte that says null or not, and the value in a fixed
/// or length-prefixed form, so that equal rows have equal bytes and no others do. Nulls equal each
/// other; all NaNs are one, and the two zeros of floating point are two. Keys live in one array
/// behind an open hash table; nothing is allocated for a row that is known. Filled by one thread.
public final class RowKeys {
    private static final int FIRST_SLOTS = 64;

    private byte[] keys = new byte[1024];
    private int[] ends = new int[16];
    private int[] hashes = new int[16];
    private int[] slots = emptySlots(FIRST_SLOTS);
    private int count;
    private final Encoder encoder = new Encoder();

    private static int[] emptySlots(int length) {
        int[] slots = new int[length];
        Arrays.fill(slots, -1);
        return slots;
    }

    /// Distinct rows so far.
    public int count() {
        return count;
    }

    /// Bytes of heap that the keys take.
    public long sizeBytes() {
        return keys.length + 4L * (ends.length + hashes.length + slots.length);
    }

    /// The columns of a batch, ready to be looked at row by row.
    public record Columns(List<FlatVector> vectors) {
        public static Columns of(List<Vector> vectors) {
            return new Columns(vectors.stream().map(Vector::flatten).toList());
        }
    }

    /// The number of the row at `row`, a new one if it was not seen before.
    public int add(Columns columns, int row) {
        encoder.encode(columns, row);
        int hash = encoder.hash();
        int slot = find(hash, encoder);
        if (slots[slot] >= 0) {
            return slots[slot];
        }
        append(hash);
        slots[slot] = count - 1;
        if (count * 2 > slots.length) {
            rehash();
        }
        return count - 1;
    }

    /// A way to look rows up, for one thread; any number of them may be used at a time, as long as
    /// nothing is added.
    public Lookup lookup() {
        return new Lookup(this, new Encoder());
    }

    /// Looks rows up. One thread.
    public static final class Lookup {
        private final RowKeys keys;
        private final Encoder encoder;

        private Lookup(RowKeys keys, Encoder encoder) {
            this.keys = keys;
            this.encoder = encoder;
        }

        /// Whether the row at `row` was added.
        public boolean contains(Columns columns, int row) {
            if (keys.count == 0) {
                return false;
            }
            encoder.encode(columns, row);
            return keys.slots[keys.find(encoder.hash(), encoder)] >= 0;
        }
    }

    private int find(int hash, Encoder key) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] >= 0 && !matches(slots[slot], hash, key)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean matches(int key, int hash, Encoder wanted) {
        int start = key == 0 ? 0 : ends[key - 1];
        return hashes[key] == hash
                && Arrays.equals(keys, start, ends[key], wanted.scratch, 0, wanted.scratchLength);
    }

    private void append(int hash) {
        int start = count == 0 ? 0 : ends[count - 1];
        int end = Math.addExact(start, encoder.scratchLength);
        if (end > keys.length) {
            keys =
                    Arrays.copyOf(
                            keys,
                            (int)
                                    Math.min(
                                            Integer.MAX_VALUE - 8L,
                                            Math.max(end, 2L * keys.length)));
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
            hashes = Arrays.copyOf(hashes, 2 * count);
        }
        System.arraycopy(encoder.scratch, 0, keys, start, encoder.scratchLength);
        ends[count] = end;
        hashes[count] = hash;
        count++;
    }

    private void rehash() {
        slots = emptySlots(2 * slots.length);
        int mask = slots.length - 1;
        for (int key = 0; key < count; key++) {
            int slot = hashes[key] & mask;
            while (slots[slot] >= 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = key;
        }
    }

    /// The key of one row at a time, in an array of its own.
    private static final class Encoder {
        private byte[] scratch = new byte[64];
        private int scratchLength;

        int hash() {
            long hash = 0x9E3779B97F4A7C15L;
            for (int i = 0; i < scratchLength; i++) {
                hash = (hash ^ scratch[i]) * 0x100000001B3L;
            }
            return (int) (hash ^ hash >>> 32) & Integer.MAX_VALUE;
        }

        void encode(Columns columns, int row) {
            scratchLength = 0;
            for (FlatVector vector : columns.vectors()) {
                if (vector.isNull(row)) {
                    room(1);
                    scratch[scratchLength++] = 0;
                    continue;
                }
                room(17);
                scratch[scratchLength++] = 1;
                switch (vector) {
                    case BooleanVector booleans ->
                            scratch[scratchLength++] = (byte) (booleans.values()[row] ? 1 : 0);
                    case IntVector ints -> putLong(ints.values()[row]);
                    case LongVector longs -> putLong(longs.values()[row]);
                    case FloatVector floats -> putLong(Float.floatToIntBits(floats.values()[row]));
                    case DoubleVector doubles ->
                            putLong(Double.doubleToLongBits(doubles.values()[row]));
                    case Int128Vector decimals -> {
                        putLong(decimals.high()[row]);
                        putLong(decimals.low()[row]);
                    }
                    case BytesVector bytes -> putBytes(bytes, row);
                    default ->
                            throw new StorageException(
                                    StorageException.Kind.UNSUPPORTED,
                                    "Values of type %s cannot be keys".formatted(vector.type()));
                }
            }
        }

        private void putLong(long value) {
            for (int shift = 0; shift < 64; shift += 8) {
                scratch[scratchLength++] = (byte) (value >>> shift);
            }
        }

        private void putBytes(BytesVector bytes, int row) {
            int length = bytes.byteCount(row);
            putLong(length);
            room(length);
            System.arraycopy(bytes.data(), bytes.offsets()[row], scratch, scratchLength, length);
            scratchLength += length;
        }

        private void room(int more) {
            if (scratchLength + more > scratch.length) {
                scratch =
                        Arrays.copyOf(scratch, Math.max(scratchLength + more, 2 * scratch.length));
            }
        }
    }
}
