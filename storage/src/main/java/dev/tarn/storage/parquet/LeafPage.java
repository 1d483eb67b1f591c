package dev.tarn.storage.parquet;

import dev.tarn.storage.parquet.encoding.PageBytes;
import dev.tarn.storage.parquet.encoding.PageValues;
import dev.tarn.storage.parquet.encoding.RunDecoder;

import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;

/// One data page, opened: its levels decoded, its values ready to be taken.
///
/// `repetition` is null for columns that do not repeat. `definition` is null where every entry has
/// a value, so that pages without nulls cost nothing. `ids` are set for dictionary pages, `values`
/// for all others.
record LeafPage(
        int entryCount,
        int @Nullable [] repetition,
        int @Nullable [] definition,
        @Nullable RunDecoder ids,
        @Nullable PageValues values) {

    static LeafPage open(DataPage page, LeafColumn column) throws IOException {
        return switch (page) {
            case DataPageV1 v1 -> open(v1, column);
            case DataPageV2 v2 -> open(v2, column);
            default -> throw new IOException("a page of an unknown kind: " + page.getClass());
        };
    }

    private static LeafPage open(DataPageV1 page, LeafColumn column) throws IOException {
        int count = page.getValueCount();
        PageBytes bytes = PageBytes.of(page.getBytes());
        int[] repetition = null;
        if (column.maxRepetition() > 0) {
            PageBytes levels = levels(bytes, page.getRlEncoding(), column.maxRepetition(), count);
            repetition = decode(levels, page.getRlEncoding(), column.maxRepetition(), count);
            bytes = new PageBytes(bytes.bytes(), levels.end(), bytes.end());
        }
        int[] definition = null;
        if (column.maxDefinition() > 0) {
            PageBytes levels = levels(bytes, page.getDlEncoding(), column.maxDefinition(), count);
            definition = decode(levels, page.getDlEncoding(), column.maxDefinition(), count);
            bytes = new PageBytes(bytes.bytes(), levels.end(), bytes.end());
        }
        return open(column, count, repetition, definition, bytes, page.getValueEncoding());
    }

    private static LeafPage open(DataPageV2 page, LeafColumn column) throws IOException {
        int count = page.getValueCount();
        int[] repetition = null;
        if (column.maxRepetition() > 0) {
            PageBytes levels = PageBytes.of(page.getRepetitionLevels());
            repetition = decode(levels, Encoding.RLE, column.maxRepetition(), count);
        }
        int[] definition = null;
        if (column.maxDefinition() > 0) {
            PageBytes levels = PageBytes.of(page.getDefinitionLevels());
            definition = decode(levels, Encoding.RLE, column.maxDefinition(), count);
        }
        PageBytes data = PageBytes.of(page.getData());
        return open(column, count, repetition, definition, data, page.getDataEncoding());
    }

    private static LeafPage open(
            LeafColumn column,
            int count,
            int @Nullable [] repetition,
            int @Nullable [] definition,
            PageBytes data,
            Encoding encoding)
            throws IOException {
        boolean bytesLeft = data.end() > data.start();
        if (encoding == Encoding.RLE_DICTIONARY || encoding == Encoding.PLAIN_DICTIONARY) {
            return new LeafPage(count, repetition, definition, data.ids(), null);
        }
        PageValues values =
                bytesLeft
                        ? PageValues.of(encoding, column.descriptor().getPrimitiveType(), data)
                        : null;
        return new LeafPage(count, repetition, definition, null, values);
    }

    private static PageBytes levels(PageBytes bytes, Encoding encoding, int max, int count)
            throws IOException {
        if (encoding == Encoding.RLE) {
            return bytes.skip(4).first(bytes.leadingInt());
        }
        if (encoding == Encoding.BIT_PACKED) {
            int width = 32 - Integer.numberOfLeadingZeros(max);
            return bytes.first(Math.toIntExact(((long) count * width + 7) / 8));
        }
        throw new IOException("levels in encoding " + encoding);
    }

    /// Levels of `count` entries; null where all are `max`.
    private static int @Nullable [] decode(PageBytes bytes, Encoding encoding, int max, int count)
            throws IOException {
        int[] levels = new int[0];
        if (encoding == Encoding.BIT_PACKED) {
            levels = bitPacked(bytes, 32 - Integer.numberOfLeadingZeros(max), count);
        } else {
            RunDecoder runs = bytes.runs(max);
            if (count > 0 && runs.runOf(count) == max) {
                return null;
            }
            levels = new int[count];
            runs.read(levels, 0, count);
        }
        for (int level : levels) {
            if (level > max || level < 0) {
                throw new IOException("a level of %d where %d is the most".formatted(level, max));
            }
        }
        return levels;
    }

    /// The deprecated encoding BIT_PACKED: from the highest bit of each byte down.
    private static int[] bitPacked(PageBytes bytes, int width, int count) {
        int[] levels = new int[count];
        long bit = 8L * bytes.start();
        for (int i = 0; i < count; i++) {
            int level = 0;
            for (int b = 0; b < width; b++, bit++) {
                level = level << 1 | bytes.bytes()[(int) (bit >>> 3)] >>> 7 - (bit & 7) & 1;
            }
            levels[i] = level;
        }
        return levels;
    }

    /// Repetition levels as an array, also where the page repeats nothing but the maximum.
    int[] repetitionOrMax(int max) {
        if (repetition != null) {
            return repetition;
        }
        int[] levels = new int[entryCount];
        Arrays.fill(levels, max);
        return levels;
    }
}
