package dev.tarn.storage.parquet;

import dev.tarn.storage.parquet.encoding.LevelDecoder;
import dev.tarn.storage.parquet.encoding.PageBytes;
import dev.tarn.storage.parquet.encoding.PageValues;
import dev.tarn.storage.parquet.encoding.RunDecoder;
import dev.tarn.storage.parquet.format.Encoding;
import dev.tarn.storage.parquet.format.PageHeader;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// One data page, decompressed, whose entries are taken in order. One thread.
///
/// `ids` are set for dictionary pages, `values` for all others, neither where no entry has a value.
/// A column that repeats, or whose levels are wanted, has its levels decoded into arrays, one entry
/// each; `definition` is null there where every entry has a value. Other columns have `present`,
/// which tells entries with a value from those without, null where all have one.
final class OpenPage {
    private final int entryCount;
    private final int @Nullable [] repetition;
    private final int @Nullable [] definition;
    private final @Nullable LevelDecoder present;
    private final @Nullable RunDecoder ids;
    private final @Nullable PageValues values;

    /// Entries taken or passed over so far.
    int position;

    private OpenPage(
            LeafColumn column,
            int entryCount,
            @Nullable LevelDecoder repetitionLevels,
            @Nullable LevelDecoder definitionLevels,
            PageBytes data,
            Encoding encoding) {
        this.entryCount = entryCount;
        this.repetition = repetitionLevels == null ? null : decode(repetitionLevels, entryCount);
        int max = column.maxDefinition();
        LevelDecoder some =
                definitionLevels == null
                                || entryCount > 0 && definitionLevels.runOf(entryCount) == max
                        ? null
                        : definitionLevels;
        boolean asArray = column.maxRepetition() > 0 || column.withLevels();
        this.definition = some == null || !asArray ? null : decode(some, entryCount);
        this.present = asArray ? null : some;
        boolean dictionary = encoding.isDictionary();
        this.ids = dictionary ? data.ids() : null;
        this.values =
                dictionary || data.length() == 0
                        ? null
                        : PageValues.of(encoding, column.descriptor().getPrimitiveType(), data);
    }

    static OpenPage of(PageHeader.DataV1 page, LeafColumn column, PageBytes body) {
        int count = page.valueCount();
        PageBytes rest = body;
        LevelDecoder repetition = null;
        if (column.maxRepetition() > 0) {
            Encoding encoding = page.repetitionLevels();
            int max = column.maxRepetition();
            repetition = LevelDecoder.of(rest, encoding, max, count);
            rest = rest.skip(LevelDecoder.section(rest, encoding, max, count).length());
        }
        LevelDecoder definition = null;
        if (column.maxDefinition() > 0) {
            Encoding encoding = page.definitionLevels();
            int max = column.maxDefinition();
            definition = LevelDecoder.of(rest, encoding, max, count);
            rest = rest.skip(LevelDecoder.section(rest, encoding, max, count).length());
        }
        return new OpenPage(column, count, repetition, definition, rest, page.encoding());
    }

    static OpenPage of(
            PageHeader.DataV2 page, LeafColumn column, PageBytes levels, PageBytes values) {
        LevelDecoder repetition =
                column.maxRepetition() > 0
                        ? new LevelDecoder(
                                levels.first(page.repetitionLevelBytes()), column.maxRepetition())
                        : null;
        LevelDecoder definition =
                column.maxDefinition() > 0
                        ? new LevelDecoder(
                                levels.skip(page.repetitionLevelBytes()), column.maxDefinition())
                        : null;
        return new OpenPage(
                column, page.valueCount(), repetition, definition, values, page.encoding());
    }

    private static int[] decode(LevelDecoder levels, int count) {
        int[] decoded = new int[count];
        levels.read(decoded, 0, count);
        return decoded;
    }

    int entryCount() {
        return entryCount;
    }

    int entriesLeft() {
        return entryCount - position;
    }

    int[] repetition() {
        return repetition == null ? new int[entryCount] : repetition;
    }

    int @Nullable [] definition() {
        return definition;
    }

    /// Whether every entry has a value.
    boolean allPresent() {
        return definition == null && present == null;
    }

    @Nullable RunDecoder ids() {
        return ids;
    }

    @Nullable PageValues values() {
        return values;
    }

    /// Copies the definition levels of the next `length` entries, which are not taken by it.
    void copyDefinition(int max, int[] target, int at, int length) {
        if (definition == null) {
            Arrays.fill(target, at, at + length, max);
        } else {
            System.arraycopy(definition, position, target, at, length);
        }
    }

    /// Sets the bits from `from` on, so far zeros, of entries with a value among the next `length`;
    /// for pages without levels as arrays. Returns how many there are.
    int readPresent(long[] bits, int from, int length) {
        LevelDecoder levels = present;
        if (levels == null) {
            throw new IllegalStateException("Every entry has a value");
        }
        return levels.readPresent(bits, from, length);
    }

    /// Passes over `length` entries.
    void skip(int length, int max) {
        int valueCount = length;
        if (present != null) {
            valueCount = present.skipPresent(length);
        } else if (definition != null) {
            valueCount = 0;
            for (int i = position; i < position + length; i++) {
                valueCount += definition[i] == max ? 1 : 0;
            }
        }
        position += length;
        if (valueCount == 0) {
            return;
        }
        if (ids != null) {
            ids.skip(valueCount);
        } else if (values != null) {
            values.skip(valueCount);
        }
    }
}
