package dev.tarn.storage.parquet;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.parquet.encoding.Dictionary;
import dev.tarn.storage.parquet.encoding.Ones;
import dev.tarn.storage.parquet.encoding.PageValues;
import dev.tarn.storage.parquet.encoding.RawValues;
import dev.tarn.storage.parquet.encoding.RunDecoder;

import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;

/// Reads one column chunk in runs of rows.
///
/// Levels are decoded a page at a time, values a batch at a time and without the nulls between
/// them, which are put in afterwards. Where all pages of the chunk are dictionary-encoded, ids are
/// kept and every batch shares the chunk's dictionary. One thread.
final class LeafReader {
    private final LeafColumn column;
    private final PageReader pages;
    private final PrimitiveType type;
    private final RawValues.Kind kind;
    private final @Nullable Dictionary dictionary;
    private final Levels levels = new Levels();
    private boolean keepIds;
    private @Nullable LeafPage page;
    private int pagePosition;
    private long entriesLeft;
    private int slotCount;

    private int[] ids = new int[0];
    private int idCount;
    private @Nullable RawValues values;
    private long @Nullable [] validity;

    LeafReader(LeafColumn column, PageReader pages, ColumnChunkMetaData chunk) throws IOException {
        this.column = column;
        this.pages = pages;
        this.type = column.descriptor().getPrimitiveType();
        this.kind = RawValues.Kind.of(type.getPrimitiveTypeName());
        this.entriesLeft = pages.getTotalValueCount();
        boolean nullable =
                column.maxDefinition() > 0
                        && !(chunk.getStatistics() != null
                                && chunk.getStatistics().getNumNulls() == 0);
        DictionaryPage dictionaryPage = pages.readDictionaryPage();
        this.dictionary =
                dictionaryPage == null
                        ? null
                        : Dictionary.decode(dictionaryPage, type, nullable, column.conversion());
        this.keepIds = dictionary != null && KeptDictionaries.keeps(dictionary, chunk);
    }

    LeafColumn column() {
        return column;
    }

    /// Levels of the rows read last; empty unless the column was asked for them.
    Levels levels() {
        return levels;
    }

    /// The values of the next `rowCount` rows: a slot for each row, or for each element of the
    /// innermost list around the column.
    Vector read(int rowCount) throws IOException {
        levels.count = 0;
        idCount = 0;
        slotCount = 0;
        values = null;
        validity = null;
        if (column.maxRepetition() == 0) {
            readFlat(rowCount);
        } else {
            readRepeated(rowCount);
        }
        return finish();
    }

    private void readFlat(int rowCount) throws IOException {
        while (slotCount < rowCount) {
            LeafPage open = page();
            if (open == null) {
                throw new IOException(
                        "the column chunk ends %d rows early".formatted(rowCount - slotCount));
            }
            int length = Math.min(rowCount - slotCount, open.entryCount() - pagePosition);
            if (column.withLevels()) {
                appendLevels(open, length);
            }
            takeEntries(open, length, rowCount);
        }
    }

    private void readRepeated(int rowCount) throws IOException {
        int rows = 0;
        boolean done = false;
        while (!done) {
            LeafPage open = page();
            if (open == null) {
                break;
            }
            int[] repetition = open.repetitionOrMax(column.maxRepetition());
            int end = pagePosition;
            while (end < open.entryCount()) {
                if (repetition[end] == 0) {
                    if (rows == rowCount) {
                        done = true;
                        break;
                    }
                    rows++;
                } else if (rows == 0) {
                    throw new IOException("a row that begins in the middle of a list");
                }
                end++;
            }
            int length = end - pagePosition;
            int at = levels.count;
            appendLevels(open, length);
            System.arraycopy(repetition, pagePosition, levels.repetition, at, length);
            takeEntries(open, length, 0);
        }
        if (rows < rowCount) {
            throw new IOException("the column chunk ends %d rows early".formatted(rowCount - rows));
        }
    }

    private void appendLevels(LeafPage open, int length) {
        levels.grow(length);
        int[] definition = open.definition();
        if (definition == null) {
            Arrays.fill(
                    levels.definition, levels.count, levels.count + length, column.maxDefinition());
        } else {
            System.arraycopy(definition, pagePosition, levels.definition, levels.count, length);
        }
        levels.count += length;
    }

    /// Takes `length` entries of the page: marks their slots and decodes the values that are there.
    private void takeEntries(LeafPage open, int length, int expectedSlots) throws IOException {
        int present = length;
        int slots = length;
        int[] definition = open.definition();
        if (definition != null) {
            slots = markSlots(definition, length, expectedSlots);
            present = 0;
            int max = column.maxDefinition();
            for (int i = pagePosition; i < pagePosition + length; i++) {
                present += definition[i] == max ? 1 : 0;
            }
        } else if (validity != null) {
            validity = withRoom(validity, slotCount + length);
            Ones.fill(validity, slotCount, length);
        }
        decode(open, present, Math.max(expectedSlots, slotCount + slots));
        slotCount += slots;
        pagePosition += length;
        entriesLeft -= length;
    }

    private int markSlots(int[] definition, int length, int expectedSlots) {
        long[] bits = validity;
        if (bits == null) {
            bits = new long[Bitmaps.wordCount(Math.max(expectedSlots, slotCount + length))];
            Ones.fill(bits, 0, slotCount);
        }
        bits = withRoom(bits, slotCount + length);
        int max = column.maxDefinition();
        int least = column.elementDefinition();
        int slot = slotCount;
        for (int i = pagePosition; i < pagePosition + length; i++) {
            int level = definition[i];
            bits[slot >>> 6] |= (level == max ? 1L : 0L) << slot;
            slot += level >= least ? 1 : 0;
        }
        validity = bits;
        return slot - slotCount;
    }

    /// One word more than `bitCount` needs, because entries without a slot touch the next bit.
    private static long[] withRoom(long[] bits, int bitCount) {
        int words = (bitCount >>> 6) + 1;
        return bits.length >= words ? bits : Arrays.copyOf(bits, Math.max(words, 2 * bits.length));
    }

    private void decode(LeafPage open, int count, int capacity) throws IOException {
        if (count == 0) {
            return;
        }
        RunDecoder pageIds = open.ids();
        if (pageIds != null) {
            Dictionary entries = dictionary;
            if (entries == null) {
                throw new IOException("dictionary ids without a dictionary");
            }
            if (idCount + count > ids.length || keepIds && idCount == 0) {
                int[] more = new int[Math.max(idCount + count, capacity)];
                System.arraycopy(ids, 0, more, 0, idCount);
                ids = more;
            }
            pageIds.read(ids, idCount, count);
            entries.check(ids, idCount, count);
            idCount += count;
            if (!keepIds) {
                materialize(entries, capacity);
            }
            return;
        }
        PageValues pageValues = open.values();
        if (pageValues == null) {
            throw new IOException("a page without the values that its levels tell of");
        }
        if (keepIds) {
            // The footer promised dictionary pages only; go on without.
            keepIds = false;
            if (idCount > 0) {
                materialize(java.util.Objects.requireNonNull(dictionary), capacity);
            }
        }
        pageValues.read(values(capacity), count);
    }

    private RawValues values(int capacity) {
        RawValues into = values;
        if (into == null) {
            into = new RawValues(kind, capacity);
            values = into;
        }
        return into;
    }

    private void materialize(Dictionary entries, int capacity) {
        values(capacity).gather(entries.values(), ids, idCount);
        idCount = 0;
    }

    private Vector finish() {
        long[] bits = validity;
        int present = bits == null ? slotCount : Bitmaps.count(bits, slotCount);
        if (present == slotCount) {
            bits = null;
        }
        if (keepIds && dictionary != null) {
            if (bits != null) {
                spreadIds(bits, dictionary.nullId());
            }
            int[] kept = ids;
            ids = new int[0];
            if (kept.length < slotCount) {
                kept = Arrays.copyOf(kept, slotCount);
            }
            return new DictionaryVector(dictionary.vector(), kept, slotCount);
        }
        RawValues dense = values(slotCount);
        if (bits != null) {
            dense.spread(bits, slotCount);
        }
        return column.conversion().apply(dense.vector(bits));
    }

    private void spreadIds(long[] bits, int nullId) {
        if (ids.length < slotCount) {
            ids = Arrays.copyOf(ids, slotCount);
        }
        int dense = idCount;
        for (int slot = slotCount - 1; slot >= 0; slot--) {
            ids[slot] = (bits[slot >>> 6] >>> slot & 1) != 0 ? ids[--dense] : nullId;
        }
    }

    /// The page to go on with; null at the end of the chunk.
    private @Nullable LeafPage page() throws IOException {
        LeafPage open = page;
        while (open == null || pagePosition == open.entryCount()) {
            if (entriesLeft <= 0) {
                return null;
            }
            DataPage next = pages.readPage();
            if (next == null) {
                return null;
            }
            if (next.getValueCount() < 0 || next.getValueCount() > entriesLeft) {
                throw new IOException(
                        "a page of %d values where %d are left"
                                .formatted(next.getValueCount(), entriesLeft));
            }
            open = LeafPage.open(next, column);
            page = open;
            pagePosition = 0;
        }
        return open;
    }
}
