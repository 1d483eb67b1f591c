package dev.tarn.storage.parquet.encoding;

import java.util.Arrays;

/// Encoding DELTA_BYTE_ARRAY: how many bytes each value shares with the one before, as differences,
/// then the rest of each, in encoding DELTA_LENGTH_BYTE_ARRAY.
///
/// Values that are passed over are put together all the same, as the next may begin with them.
///
/// Source: Parquet format, Encodings.md, "Delta Strings".
final class DeltaByteValues implements PageValues {
    /// Values taken at a time, so that a count that no page bears out allocates nothing.
    private static final int CHUNK = 1024;

    private final DeltaPackedDecoder prefixes;
    private final DeltaLengthValues suffixes;
    private final int fixedLength;
    private final int[] shared = new int[CHUNK];

    /// The value read last, in the first `lastLength` bytes.
    private byte[] last = new byte[64];

    private int lastLength;

    /// `fixedLength` is that of every value; -1 where they vary.
    DeltaByteValues(PageBytes page, int fixedLength) {
        this.prefixes = new DeltaPackedDecoder(page);
        int end = new DeltaPackedDecoder(page).end();
        this.suffixes = new DeltaLengthValues(new PageBytes(page.bytes(), end, page.end()));
        this.fixedLength = fixedLength;
    }

    @Override
    public void read(RawValues target, int count) {
        target.grow(target.count + count);
        for (int done = 0; done < count; done += CHUNK) {
            int length = Math.min(CHUNK, count - done);
            takeLengths(length);
            target.growData(totalBytes(length));
            for (int i = 0; i < length; i++) {
                append(target, i);
            }
        }
    }

    @Override
    public void skip(int count) {
        for (int done = 0; done < count; done += CHUNK) {
            int length = Math.min(CHUNK, count - done);
            takeLengths(length);
            totalBytes(length);
            for (int i = 0; i < length; i++) {
                next(i);
            }
        }
    }

    private void takeLengths(int count) {
        prefixes.read(shared, 0, count);
        suffixes.take(count);
    }

    /// Checks the lengths of the values taken last and returns their sum.
    private long totalBytes(int count) {
        long total = 0;
        long before = lastLength;
        for (int i = 0; i < count; i++) {
            if (shared[i] < 0 || shared[i] > before) {
                throw new PageException(
                        "A value that begins with %d bytes of one of %d"
                                .formatted(shared[i], before));
            }
            before = (long) shared[i] + suffixes.length(i);
            if (fixedLength >= 0 && before != fixedLength) {
                throw new PageException(
                        "A value of %d bytes where all have %d".formatted(before, fixedLength));
            }
            total += before;
        }
        return total;
    }

    private void append(RawValues target, int i) {
        int length = next(i);
        int from = target.offsets[target.count];
        System.arraycopy(last, 0, target.data, from, length);
        target.count++;
        target.offsets[target.count] = from + length;
    }

    /// Makes the value `i` the last one and returns its length.
    private int next(int i) {
        int suffix = suffixes.length(i);
        int length = shared[i] + suffix;
        if (length > last.length) {
            last = Arrays.copyOf(last, Math.max(length, Math.min(2 * last.length, 1 << 28)));
        }
        suffixes.copy(last, shared[i], suffix);
        lastLength = length;
        return length;
    }
}
