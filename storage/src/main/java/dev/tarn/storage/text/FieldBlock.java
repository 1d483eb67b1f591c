package dev.tarn.storage.text;

import java.util.Arrays;

/// Where the fields of some records lie in a buffer: what the tokenizer hands to the columns.
///
/// The field of `row` and `column` is found by its [#index]: `data[start(index)..end(index))`,
/// quotes left out. Valid until the tokenizer is asked again; the arrays are the tokenizer's.
final class FieldBlock {
    private final int columnCount;

    /// Start and end of each field from `base` on, row by row. A quoted field has its end
    /// complemented; a quoted field with escapes has its start complemented too.
    private int[] bounds;

    byte[] data;
    int base;
    int rowCount;

    /// Whether every byte of the block is ASCII, so that no text needs a UTF-8 check.
    boolean ascii;

    /// Offset in the file of `data[0]`.
    long dataOffset;

    FieldBlock(int columnCount, byte[] data) {
        this.columnCount = columnCount;
        this.data = data;
        this.bounds = new int[2 * columnCount * 64];
    }

    int columnCount() {
        return columnCount;
    }

    /// Makes room for one more row and answers where its first field goes.
    int nextRow() {
        int at = 2 * columnCount * rowCount;
        if (at + 2 * columnCount > bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        return at;
    }

    /// What comes behind the bounds of the row that [#nextRow] made room for.
    int nextRowEnd() {
        return 2 * columnCount * (rowCount + 1);
    }

    int[] bounds() {
        return bounds;
    }

    int index(int row, int column) {
        return 2 * (row * columnCount + column);
    }

    int start(int index) {
        int start = bounds[index];
        return base + (start < 0 ? ~start : start);
    }

    int end(int index) {
        int end = bounds[index + 1];
        return base + (end < 0 ? ~end : end);
    }

    /// Where the record of `row` starts and ends in `data`, quotes and all.
    int recordStart(int row) {
        int first = index(row, 0);
        return start(first) - (quoted(first) ? 1 : 0);
    }

    int recordEnd(int row) {
        int last = index(row, columnCount - 1);
        return end(last) + (quoted(last) ? 1 : 0);
    }

    /// Whether the field at `index` is neither empty nor quoted.
    boolean plain(int index) {
        int start = bounds[index];
        int end = bounds[index + 1];
        return start >= 0 && end > start;
    }

    boolean quoted(int index) {
        return bounds[index + 1] < 0;
    }

    boolean escaped(int index) {
        return bounds[index] < 0;
    }

    /// Offset in the file of the field at `index`.
    long fileOffset(int index) {
        return dataOffset + start(index);
    }
}
