package dev.tarn.storage.parquet.encoding;

/// Booleans in encoding RLE.
final class RunValues implements PageValues {
    private final RunDecoder runs;

    RunValues(PageBytes page) {
        int length = page.leadingInt();
        PageBytes body = page.skip(4).first(length);
        this.runs = body.runs(1);
    }

    @Override
    public void read(RawValues target, int count) {
        target.grow(target.count + count);
        runs.read(target.booleans, target.count, count);
        target.count += count;
    }

    @Override
    public void skip(int count) {
        runs.skip(count);
    }
}
