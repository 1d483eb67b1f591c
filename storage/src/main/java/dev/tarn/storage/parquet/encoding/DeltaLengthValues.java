package dev.tarn.storage.parquet.encoding;

/// Encoding DELTA_LENGTH_BYTE_ARRAY: the lengths of all values, as differences, then their bytes.
///
/// Source: Parquet format, Encodings.md, "Delta-length byte array".
final class DeltaLengthValues implements PageValues {
    private final DeltaPackedDecoder lengths;
    private final byte[] bytes;
    private final int end;
    private int position;
    private int[] taken = new int[0];

    DeltaLengthValues(PageBytes page) {
        this.lengths = new DeltaPackedDecoder(page);
        this.bytes = page.bytes();
        this.end = page.end();
        this.position = new DeltaPackedDecoder(page).end();
    }

    @Override
    public void read(RawValues target, int count) {
        int length = take(count);
        target.grow(target.count + count);
        target.growData(length);
        int[] offsets = target.offsets;
        int written = offsets[target.count];
        System.arraycopy(bytes, position, target.data, written, length);
        for (int i = 0; i < count; i++) {
            written += taken[i];
            offsets[target.count + i + 1] = written;
        }
        target.count += count;
        position += length;
    }

    @Override
    public void skip(int count) {
        position += take(count);
    }

    /// Copies the next value's bytes to `target` from `offset` on, which has room for `lengths[i]`
    /// of them.
    void copy(byte[] target, int offset, int length) {
        System.arraycopy(bytes, position, target, offset, length);
        position += length;
    }

    /// Takes the lengths of the next `count` values and returns their sum, which the page has.
    int take(int count) {
        if (taken.length < count) {
            taken = new int[count];
        }
        lengths.read(taken, 0, count);
        long sum = 0;
        int bad = 0;
        for (int i = 0; i < count; i++) {
            bad |= taken[i];
            sum += taken[i];
        }
        if (bad < 0 || sum > end - position) {
            throw new PageException(
                    "Values of %d bytes where %d are left".formatted(sum, end - position));
        }
        return (int) sum;
    }

    /// The length of the value `i` of those taken last.
    int length(int i) {
        return taken[i];
    }
}
