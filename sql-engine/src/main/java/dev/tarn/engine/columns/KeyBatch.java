package dev.tarn.engine.columns;

import java.util.Arrays;

/// The encoded keys of some rows, and their hashes; filled by a [KeyEncoder] or from a [KeyStore],
/// and filled again for the next rows. Arrays may be longer than `count` says.
///
/// `words` holds `wordCount` words a row (SINGLE and WORDS layouts); `bytes` and `offsets` hold the
/// BYTES layout. `hasNulls` says that `isNull` marks rows with a null among the keys that reject
/// nulls (SINGLE: its one key); what is encoded for them is 0.
public final class KeyBatch {
    public int count;
    public long[] hashes = new long[0];
    public long[] words = new long[0];
    public byte[] bytes = new byte[0];
    public int[] offsets = new int[1];
    public boolean hasNulls;
    public boolean[] isNull = new boolean[0];

    /// Makes room for `rowCount` rows of `wordCount` words, all words 0.
    void reset(int rowCount, int wordCount) {
        if (hasNulls) {
            Arrays.fill(isNull, false);
        }
        count = rowCount;
        hasNulls = false;
        if (hashes.length < rowCount) {
            hashes = new long[rowCount];
            isNull = new boolean[rowCount];
        }
        if (offsets.length < rowCount + 1) {
            offsets = new int[rowCount + 1];
        }
        if (words.length < rowCount * wordCount) {
            words = new long[rowCount * wordCount];
        } else {
            Arrays.fill(words, 0, rowCount * wordCount, 0);
        }
    }

    void markNull(int row) {
        hasNulls = true;
        isNull[row] = true;
    }

    /// Whether the rows `left` and `right` have the same key, of `layout`.
    boolean isSame(int left, int right, KeyLayout layout) {
        return switch (layout.kind()) {
            case SINGLE -> words[left] == words[right] && isNull[left] == isNull[right];
            case WORDS -> {
                int width = layout.wordCount();
                for (int word = 0; word < width; word++) {
                    if (words[left * width + word] != words[right * width + word]) {
                        yield false;
                    }
                }
                yield true;
            }
            case BYTES ->
                    Arrays.equals(
                            bytes,
                            offsets[left],
                            offsets[left + 1],
                            bytes,
                            offsets[right],
                            offsets[right + 1]);
        };
    }

    /// Makes room for `byteCount` bytes.
    void ensureBytes(int byteCount) {
        if (bytes.length < byteCount) {
            bytes = Arrays.copyOf(bytes, Math.max(byteCount, bytes.length * 2));
        }
    }

    /// Heap that this holds.
    public long sizeBytes() {
        return 8L * hashes.length
                + 8L * words.length
                + bytes.length
                + 4L * offsets.length
                + isNull.length;
    }
}
