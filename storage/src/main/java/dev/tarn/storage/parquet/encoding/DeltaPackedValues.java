package dev.tarn.storage.parquet.encoding;

/// Numbers in encoding DELTA_BINARY_PACKED.
final class DeltaPackedValues implements PageValues {
    private final DeltaPackedDecoder decoder;

    DeltaPackedValues(PageBytes page) {
        this.decoder = new DeltaPackedDecoder(page);
    }

    @Override
    public void read(RawValues target, int count) {
        target.grow(target.count + count);
        switch (target.kind) {
            case INT -> decoder.read(target.ints, target.count, count);
            case LONG -> decoder.read(target.longs, target.count, count);
            case BOOLEAN, FLOAT, DOUBLE, BYTES -> throw new AssertionError(target.kind);
        }
        target.count += count;
    }

    @Override
    public void skip(int count) {
        decoder.skip(count);
    }
}
