package dev.tarn.engine.columns;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Encoded keys that are kept, numbered from 0 without gaps, with their hashes. Reading is
/// thread-safe as long as nobody appends.
///
/// Fields are open to the hash tables' loops, which may read but not write them: `words` holds
/// `wordCount` words a key, `bytes` and `offsets` the BYTES layout. A SINGLE key of a null row is
/// stored as 0; `nullKey` is its number, or -1.
public final class KeyStore {
    public final KeyLayout layout;
    public int count;
    public long[] hashes;
    public long[] words = new long[0];
    public byte[] bytes = new byte[0];
    public int[] offsets = new int[0];
    public int nullKey = -1;

    public KeyStore(KeyLayout layout) {
        this(layout, 16);
    }

    /// A store with room for `capacity` keys.
    public KeyStore(KeyLayout layout, int capacity) {
        this.layout = layout;
        hashes = new long[capacity];
        if (layout.kind() == KeyLayout.Kind.BYTES) {
            offsets = new int[capacity + 1];
        } else {
            words = new long[capacity * layout.wordCount()];
        }
    }

    /// Keeps the key of `row` in `keys`, and returns its number.
    public int append(KeyBatch keys, int row) {
        int number = count;
        if (number == hashes.length) {
            growKeys(number + 1L);
        }
        hashes[number] = keys.hashes[row];
        if (layout.kind() == KeyLayout.Kind.BYTES) {
            appendBytes(keys.bytes, keys.offsets[row], keys.offsets[row + 1], number);
        } else {
            int width = layout.wordCount();
            for (int word = 0; word < width; word++) {
                words[number * width + word] = keys.words[row * width + word];
            }
        }
        count++;
        return number;
    }

    private void appendBytes(byte[] from, int start, int end, int number) {
        int at = offsets[number];
        int byteCount = end - start;
        if (bytes.length - at < byteCount) {
            bytes = Arrays.copyOf(bytes, Buffers.grow(bytes.length, (long) at + byteCount));
        }
        System.arraycopy(from, start, bytes, at, byteCount);
        offsets[number + 1] = at + byteCount;
    }

    private void growKeys(long needed) {
        int capacity = Buffers.grow(hashes.length, needed);
        hashes = Arrays.copyOf(hashes, capacity);
        if (layout.kind() == KeyLayout.Kind.BYTES) {
            offsets = Arrays.copyOf(offsets, capacity + 1);
        } else {
            long wordTotal = (long) capacity * layout.wordCount();
            words = Arrays.copyOf(words, Buffers.grow(0, wordTotal));
        }
    }

    /// A store of the keys `numbers`, in that order, and of no more capacity.
    public KeyStore taken(int[] numbers) {
        KeyStore taken = new KeyStore(layout, 0);
        taken.count = numbers.length;
        taken.hashes = new long[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            taken.hashes[i] = hashes[numbers[i]];
        }
        switch (layout.kind()) {
            case SINGLE -> taken.words = takenSingle(numbers);
            case WORDS -> taken.words = takenWords(numbers);
            case BYTES -> takeBytes(numbers, taken);
        }
        for (int i = 0; nullKey >= 0 && i < numbers.length; i++) {
            if (numbers[i] == nullKey) {
                taken.nullKey = i;
            }
        }
        return taken;
    }

    private long[] takenSingle(int[] numbers) {
        long[] out = new long[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            out[i] = words[numbers[i]];
        }
        return out;
    }

    private long[] takenWords(int[] numbers) {
        int width = layout.wordCount();
        long[] out = new long[Buffers.grow(0, (long) numbers.length * width)];
        for (int i = 0; i < numbers.length; i++) {
            int from = numbers[i] * width;
            for (int word = 0; word < width; word++) {
                out[i * width + word] = words[from + word];
            }
        }
        return out;
    }

    private void takeBytes(int[] numbers, KeyStore taken) {
        int[] ends = new int[numbers.length + 1];
        int total = 0;
        for (int i = 0; i < numbers.length; i++) {
            total += offsets[numbers[i] + 1] - offsets[numbers[i]];
            ends[i + 1] = total;
        }
        byte[] out = new byte[total];
        for (int i = 0; i < numbers.length; i++) {
            System.arraycopy(bytes, offsets[numbers[i]], out, ends[i], ends[i + 1] - ends[i]);
        }
        taken.offsets = ends;
        taken.bytes = out;
    }

    /// Keeps all of `keys`, in order, and writes their numbers to `numbers`: each row is a key of
    /// its own, but for all nulls of a SINGLE layout, which are one.
    public void appendRows(KeyBatch keys, int[] numbers) {
        if (!keys.hasNulls) {
            for (int row = 0; row < keys.count; row++) {
                numbers[row] = count + row;
            }
            appendAll(keys);
            return;
        }
        for (int row = 0; row < keys.count; row++) {
            boolean isNull = layout.kind() == KeyLayout.Kind.SINGLE && keys.isNull[row];
            if (isNull && nullKey >= 0) {
                numbers[row] = nullKey;
                continue;
            }
            numbers[row] = append(keys, row);
            if (isNull) {
                nullKey = numbers[row];
            }
        }
    }

    /// Keeps all of `keys`, in order.
    public void appendAll(KeyBatch keys) {
        if (hashes.length - count < keys.count) {
            growKeys((long) count + keys.count);
        }
        System.arraycopy(keys.hashes, 0, hashes, count, keys.count);
        if (layout.kind() == KeyLayout.Kind.BYTES) {
            appendAllBytes(keys.bytes, keys.offsets, keys.count);
        } else {
            int width = layout.wordCount();
            System.arraycopy(keys.words, 0, words, count * width, keys.count * width);
        }
        count += keys.count;
    }

    /// Keeps all keys of `other`, in order.
    public void appendAll(KeyStore other) {
        if (hashes.length - count < other.count) {
            growKeys((long) count + other.count);
        }
        System.arraycopy(other.hashes, 0, hashes, count, other.count);
        if (layout.kind() == KeyLayout.Kind.BYTES) {
            appendAllBytes(other.bytes, other.offsets, other.count);
        } else {
            int width = layout.wordCount();
            System.arraycopy(other.words, 0, words, count * width, other.count * width);
        }
        count += other.count;
    }

    private void appendAllBytes(byte[] from, int[] fromOffsets, int added) {
        int at = offsets[count];
        int start = fromOffsets[0];
        int byteCount = fromOffsets[added] - start;
        if (bytes.length - at < byteCount) {
            bytes = Arrays.copyOf(bytes, Buffers.grow(bytes.length, (long) at + byteCount));
        }
        System.arraycopy(from, start, bytes, at, byteCount);
        for (int i = 1; i <= added; i++) {
            offsets[count + i] = at + fromOffsets[i] - start;
        }
    }

    /// Puts the keys `numbers[from..to)` into `out`, as if they had just been encoded.
    public void load(int[] numbers, int from, int to, KeyBatch out) {
        int width = layout.wordCount();
        out.reset(to - from, width);
        for (int i = 0; i < out.count; i++) {
            out.hashes[i] = hashes[numbers[from + i]];
        }
        if (layout.kind() == KeyLayout.Kind.BYTES) {
            loadBytes(numbers, from, out);
            return;
        }
        if (width == 1) {
            for (int i = 0; i < out.count; i++) {
                out.words[i] = words[numbers[from + i]];
            }
        } else {
            for (int i = 0; i < out.count; i++) {
                System.arraycopy(words, numbers[from + i] * width, out.words, i * width, width);
            }
        }
        for (int i = 0; nullKey >= 0 && i < out.count; i++) {
            if (numbers[from + i] == nullKey) {
                out.markNull(i);
            }
        }
    }

    private void loadBytes(int[] numbers, int from, KeyBatch out) {
        int byteCount = 0;
        for (int i = 0; i < out.count; i++) {
            int start = offsets[numbers[from + i]];
            int length = offsets[numbers[from + i] + 1] - start;
            out.offsets[i] = byteCount;
            out.ensureBytes(byteCount + length);
            System.arraycopy(bytes, start, out.bytes, byteCount, length);
            byteCount += length;
        }
        out.offsets[out.count] = byteCount;
    }

    /// Whether key `number` is the key of `row` in `keys`; their hashes are taken to be equal.
    public boolean matches(int number, KeyBatch keys, int row) {
        return switch (layout.kind()) {
            case SINGLE -> words[number] == keys.words[row];
            case WORDS -> {
                int width = layout.wordCount();
                int mine = number * width;
                int other = row * width;
                for (int word = 0; word < width; word++) {
                    if (words[mine + word] != keys.words[other + word]) {
                        yield false;
                    }
                }
                yield true;
            }
            case BYTES ->
                    Arrays.equals(
                            bytes,
                            offsets[number],
                            offsets[number + 1],
                            keys.bytes,
                            keys.offsets[row],
                            keys.offsets[row + 1]);
        };
    }

    /// The keys `numbers[from..to)` as vectors again, one a key column.
    public List<FlatVector> decode(int[] numbers, int from, int to) {
        return switch (layout.kind()) {
            case SINGLE -> List.of(decodeSingle(numbers, from, to));
            case WORDS -> decodeWords(numbers, from, to);
            case BYTES -> decodeBytes(numbers, from, to);
        };
    }

    private FlatVector decodeSingle(int[] numbers, int from, int to) {
        int length = to - from;
        long[] values = new long[length];
        long[] present = Bitmaps.allSet(length);
        boolean anyNull = false;
        for (int i = 0; i < length; i++) {
            int number = numbers[from + i];
            values[i] = words[number];
            if (number == nullKey) {
                Bitmaps.clear(present, i);
                anyNull = true;
            }
        }
        return Words.vector(
                layout.types().getFirst(), values, values, anyNull ? present : null, length);
    }

    private List<FlatVector> decodeWords(int[] numbers, int from, int to) {
        List<FlatVector> columns = new ArrayList<>();
        int at = 1;
        for (int key = 0; key < layout.types().size(); key++) {
            DataType type = layout.types().get(key);
            int keyWords = KeyLayout.words(type);
            columns.add(decodeWords(type, key, at, numbers, from, to));
            at += keyWords;
        }
        return columns;
    }

    private FlatVector decodeWords(
            DataType type, int key, int at, int[] numbers, int from, int to) {
        int length = to - from;
        int width = layout.wordCount();
        boolean wide = KeyLayout.words(type) == 2;
        long[] first = new long[length];
        long[] second = new long[wide ? length : 0];
        long[] present = Bitmaps.allSet(length);
        boolean anyNull = false;
        for (int i = 0; i < length; i++) {
            int base = numbers[from + i] * width;
            first[i] = words[base + at];
            if (wide) {
                second[i] = words[base + at + 1];
            }
            if ((words[base] >>> key & 1) != 0) {
                Bitmaps.clear(present, i);
                anyNull = true;
            }
        }
        long[] low = wide ? second : first;
        return Words.vector(type, low, first, anyNull ? present : null, length);
    }

    private List<FlatVector> decodeBytes(int[] numbers, int from, int to) {
        List<ColumnReader> readers = new ArrayList<>();
        for (DataType type : layout.types()) {
            readers.add(ColumnReader.of(type));
        }
        boolean openEnd = layout.types().getLast().physical() == DataType.Physical.BYTES;
        int last = readers.size() - 1;
        for (int i = from; i < to; i++) {
            int cursor = offsets[numbers[i]];
            for (int key = 0; key < last; key++) {
                cursor = readers.get(key).read(bytes, cursor, -1);
            }
            readers.get(last).read(bytes, cursor, openEnd ? offsets[numbers[i] + 1] : -1);
        }
        List<FlatVector> columns = new ArrayList<>();
        for (ColumnReader reader : readers) {
            columns.add(reader.vector());
        }
        return columns;
    }

    /// Heap that this holds.
    public long sizeBytes() {
        return 8L * hashes.length + 8L * words.length + bytes.length + 4L * offsets.length;
    }

    /// Heap that this may hold at most once `keys` are kept too.
    public long sizeBytesWith(KeyBatch keys) {
        boolean bytewise = layout.kind() == KeyLayout.Kind.BYTES;
        return sizeBytesWith(keys.count, bytewise ? keys.offsets[keys.count] : 0);
    }

    /// As [#sizeBytesWith(KeyBatch)], of the keys of `rows` alone.
    public long sizeBytesWith(KeyBatch keys, int[] rows) {
        long addedBytes = 0;
        for (int i = 0; layout.kind() == KeyLayout.Kind.BYTES && i < rows.length; i++) {
            addedBytes += keys.offsets[rows[i] + 1] - keys.offsets[rows[i]];
        }
        return sizeBytesWith(rows.length, addedBytes);
    }

    private long sizeBytesWith(int added, long addedBytes) {
        long capacity = hashes.length;
        if (count + (long) added > capacity) {
            // Keys are kept one by one, so the last step may go half beyond what is needed.
            long needed = count + (long) added;
            capacity = needed + (needed >>> 1) + 16;
        }
        long size = capacity * 8 + capacity * 8 * layout.wordCount();
        if (layout.kind() == KeyLayout.Kind.BYTES) {
            long needed = offsets[count] + addedBytes;
            long grown = bytes.length + (long) (bytes.length >>> 1) + 16;
            size += 4 * capacity + (needed > bytes.length ? Math.max(needed, grown) : bytes.length);
        }
        return size;
    }
}
