package dev.tarn.storage.parquet.encoding;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.FlatVector;

import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.schema.PrimitiveType;

import java.io.IOException;

/// The dictionary of a column chunk: its values as they stand, and as the vector that all batches
/// of the chunk share. Where the column has nulls, both have one entry more, a null, at the end.
public record Dictionary(RawValues values, FlatVector vector, int size) {

    public static Dictionary decode(
            DictionaryPage page, PrimitiveType type, boolean nullable, LeafConversion conversion)
            throws IOException {
        return decode(
                PageBytes.of(page.getBytes()),
                page.getDictionarySize(),
                type,
                nullable,
                conversion);
    }

    /// The dictionary of `size` values, PLAIN in the decompressed page `bytes`.
    public static Dictionary decode(
            PageBytes bytes,
            int size,
            PrimitiveType type,
            boolean nullable,
            LeafConversion conversion) {
        if (size < 0 || size > 8L * (bytes.end() - bytes.start())) {
            throw new PageException(
                    "A dictionary of %d values in %d bytes"
                            .formatted(size, bytes.end() - bytes.start()));
        }
        RawValues values = new RawValues(RawValues.Kind.of(type.getPrimitiveTypeName()), size + 1);
        new PlainValues(bytes, type).read(values, size);
        if (!nullable) {
            return new Dictionary(values, conversion.apply(values.vector(null)), size);
        }
        if (values.kind == RawValues.Kind.BYTES) {
            values.offsets[size + 1] = values.offsets[size];
        }
        values.count = size + 1;
        long[] validity = Bitmaps.allSet(size + 1);
        Bitmaps.clear(validity, size);
        return new Dictionary(values, conversion.apply(values.vector(validity)), size);
    }

    /// The id of the null entry.
    public int nullId() {
        if (values.count == size) {
            throw new PageException("A null in a column whose statistics say it has none");
        }
        return size;
    }

    /// Checks that all of `ids[from..from + count)` are values of this dictionary.
    public void check(int[] ids, int from, int count) {
        int limit = size;
        int bad = 0;
        for (int i = from; i < from + count; i++) {
            bad |= ids[i] | limit - 1 - ids[i];
        }
        if (bad < 0) {
            throw new PageException(
                    "A dictionary id beyond the %d values of the dictionary".formatted(limit));
        }
    }
}
