package dev.tarn.storage.parquet;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.parquet.encoding.Dictionary;
import dev.tarn.storage.parquet.encoding.Ones;
import dev.tarn.storage.parquet.encoding.PageValues;
import dev.tarn.storage.parquet.encoding.RawValues;
import dev.tarn.storage.parquet.encoding.RunDecoder;
import dev.tarn.storage.parquet.encoding.Spreading;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/// The slots of one vector of a leaf column while it is decoded.
///
/// Values are decoded densely, and nulls put between them at the end. Where all pages of the chunk
/// are dictionary-encoded, ids are kept and every vector shares the chunk's dictionary; one whose
/// ids are a single run is a constant. Slots that nobody looks at are holes: they cost no decoding,
/// and hold anything. One thread.
final class LeafSlots {
    private final LeafColumn column;
    private final RawValues.Kind kind;
    private final @Nullable Dictionary dictionary;
    private boolean keepIds;

    /// Whether arrays stay ours when a vector is finished, for the next one.
    private boolean lends;

    private int slotCount;
    private int[] ids = new int[0];
    private int idCount;
    private @Nullable RawValues values;
    private long @Nullable [] validity;

    /// The entry that all slots have; -1 where they are not a single run.
    private int runId = -1;

    /// The value of the run before, and which entry it is.
    private @Nullable FlatVector runValue;

    private int runValueId = -1;

    LeafSlots(LeafChunk chunk) throws IOException {
        this.column = chunk.column();
        this.kind =
                RawValues.Kind.of(column.descriptor().getPrimitiveType().getPrimitiveTypeName());
        this.dictionary = chunk.dictionary();
        this.keepIds = dictionary != null && chunk.keepsIds(dictionary);
    }

    /// Begins a vector; `areLent` where the one before is not used any more when the next begins.
    void begin(boolean areLent) {
        slotCount = 0;
        idCount = 0;
        runId = -1;
        validity = null;
        if (lends && areLent && values != null) {
            values.clear();
        } else {
            values = null;
        }
        lends = areLent;
    }

    int slotCount() {
        return slotCount;
    }

    /// Adds `length` slots that hold anything; `expectedSlots` is how many there will be at least.
    void addHole(int length, int expectedSlots) throws IOException {
        if (validity != null) {
            validity = withRoom(validity, slotCount + length);
            Ones.fill(validity, slotCount, length);
        }
        if (keepIds && values == null) {
            if (dictionary == null || dictionary.vector().length() == 0) {
                throw new IOException("rows of a column whose dictionary is empty");
            }
            roomForIds(length, Math.max(expectedSlots, slotCount + length));
            Arrays.fill(ids, idCount, idCount + length, 0);
            idCount += length;
        } else {
            values(Math.max(expectedSlots, slotCount + length)).pad(length);
        }
        slotCount += length;
    }

    /// Takes the next `length` entries of `page`.
    void take(OpenPage page, int length, int expectedSlots) throws IOException {
        int present = length;
        int slots = length;
        int[] definition = page.definition();
        if (definition != null) {
            slots = markSlots(definition, page.position, length, expectedSlots);
            present = countPresent(definition, page.position, length);
        } else if (!page.allPresent()) {
            long[] bits = validity(length, expectedSlots);
            present = page.readPresent(bits, slotCount, length);
        } else if (validity != null) {
            validity = withRoom(validity, slotCount + length);
            Ones.fill(validity, slotCount, length);
        }
        boolean isWhole = slotCount == 0 && length == expectedSlots && present == length;
        if (!isWhole || definition != null || !takeRun(page, length)) {
            decode(page, present, Math.max(expectedSlots, slotCount + slots));
        }
        slotCount += slots;
        page.position += length;
    }

    /// Takes the next `length` ids, if ids are kept and they are a single run.
    private boolean takeRun(OpenPage page, int length) throws IOException {
        Dictionary entries = dictionary;
        RunDecoder pageIds = page.ids();
        if (!keepIds || entries == null || pageIds == null || length == 0) {
            return false;
        }
        int id = pageIds.runOf(length);
        if (id < 0) {
            return false;
        }
        entries.check(new int[] {id}, 0, 1);
        pageIds.skip(length);
        runId = id;
        return true;
    }

    private int countPresent(int[] definition, int from, int length) {
        int max = column.maxDefinition();
        int present = 0;
        for (int i = from; i < from + length; i++) {
            present += definition[i] == max ? 1 : 0;
        }
        return present;
    }

    private int markSlots(int[] definition, int from, int length, int expectedSlots) {
        long[] bits = validity(length, expectedSlots);
        int max = column.maxDefinition();
        int least = column.elementDefinition();
        int slot = slotCount;
        for (int i = from; i < from + length; i++) {
            int level = definition[i];
            bits[slot >>> 6] |= (level == max ? 1L : 0L) << slot;
            slot += level >= least ? 1 : 0;
        }
        return slot - slotCount;
    }

    /// The validity with room for `length` more slots; all before are valid if there was none.
    private long[] validity(int length, int expectedSlots) {
        long[] bits = validity;
        if (bits == null) {
            bits = new long[Bitmaps.wordCount(Math.max(expectedSlots, slotCount + length)) + 1];
            Ones.fill(bits, 0, slotCount);
        }
        bits = withRoom(bits, slotCount + length);
        validity = bits;
        return bits;
    }

    /// One word more than `bitCount` needs, because entries without a slot touch the next bit.
    private static long[] withRoom(long[] bits, int bitCount) {
        int words = (bitCount >>> 6) + 1;
        return bits.length >= words ? bits : Arrays.copyOf(bits, Math.max(words, 2 * bits.length));
    }

    private void roomForIds(int count, int capacity) {
        if (idCount + count > ids.length || keepIds && idCount == 0 && !lends) {
            int[] more = new int[Math.max(idCount + count, capacity)];
            System.arraycopy(ids, 0, more, 0, idCount);
            ids = more;
        }
    }

    private void decode(OpenPage page, int count, int capacity) throws IOException {
        if (count == 0) {
            return;
        }
        RunDecoder pageIds = page.ids();
        if (pageIds != null) {
            Dictionary entries = dictionary;
            if (entries == null) {
                throw new IOException("dictionary ids without a dictionary");
            }
            roomForIds(count, capacity);
            pageIds.read(ids, idCount, count);
            entries.check(ids, idCount, count);
            idCount += count;
            if (!keepIds) {
                materialize(entries, capacity);
            }
            return;
        }
        PageValues pageValues = page.values();
        if (pageValues == null) {
            throw new IOException("a page without the values that its levels tell of");
        }
        if (keepIds) {
            // The footer promised dictionary pages only; go on without.
            keepIds = false;
            if (idCount > 0) {
                materialize(Objects.requireNonNull(dictionary), capacity);
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

    /// The vector of all slots since [#begin].
    Vector finish() {
        if (runId >= 0) {
            return run(Objects.requireNonNull(dictionary));
        }
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
            ids = lends ? kept : new int[0];
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

    private Vector run(Dictionary entries) {
        FlatVector value = runValue;
        if (value == null || runValueId != runId) {
            value = entries.vector().take(new int[] {runId}, 1);
            runValue = value;
            runValueId = runId;
        }
        return new ConstantVector(value, slotCount);
    }

    private void spreadIds(long[] bits, int nullId) {
        if (ids.length < slotCount) {
            ids = Arrays.copyOf(ids, slotCount);
        }
        Spreading.spread(ids, idCount, bits, slotCount, nullId);
    }
}
