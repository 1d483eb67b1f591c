package dev.tarn.storage.parquet.encoding;

/// Booleans in encoding RLE.
public final class RunValues implements PageValues {
    private final RunDecoder runs;

    public RunValues(PageBytes page) {
        int length = page.leadingInt();
        PageBytes body = page.skip(4).first(length);
        this.runs = body.runs(1);
    }

    @Override
    public void read(RawValues target, int count) {
        target.grow(target.count + count);
        int[] values = new int[count];
        runs.read(values, 0, count);
        for (int i = 0; i < count; i++) {
            target.booleans[target.count + i] = values[i] != 0;
        }
        target.count += count;
    }

    @Override
    public void skip(int count) {
        runs.skip(count);
    }
}
