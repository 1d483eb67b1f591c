package dev.tarn.storage.text;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.text.RowRejects.Reject;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.List;

/// What becomes of the records of one split that cannot be read: the first is an error, or, where
/// rejects are collected, each is left out and told once. Owned by one thread.
final class BadRecords {
    private final TextErrors errors;
    private final @Nullable RowRejects rejects;

    /// Rows of the batch that is being read.
    private final BitSet rows = new BitSet();

    BadRecords(TextErrors errors, @Nullable RowRejects rejects) {
        this.errors = errors;
        this.rejects = rejects;
    }

    /// Whether readers go on behind a bad record.
    boolean areLeftOut() {
        return rejects != null;
    }

    /// A record at `offset` that is none.
    ///
    /// @throws dev.tarn.storage.StorageException unless it is left out
    void broken(long offset, String what, String text) {
        if (rejects == null) {
            throw errors.at(offset, what + ": '" + text + "'");
        }
        add(rejects, offset, null, text, what);
    }

    /// The field at `index` of `row`, that is not what its column takes.
    ///
    /// @throws dev.tarn.storage.StorageException unless the record is left out
    void badValue(FieldBlock block, int row, int index, String column, String type) {
        String value = TextErrors.shown(block.data, block.start(index), block.end(index));
        if (rejects == null) {
            throw errors.badValue(block.fileOffset(index), column, type, value);
        }
        leaveOut(
                rejects, block, row, column, "'%s' is not %s".formatted(value, TextErrors.a(type)));
    }

    /// The same for what no type takes, or the column does not.
    void badField(FieldBlock block, int row, int index, String column, String what) {
        if (rejects == null) {
            throw errors.at(block.fileOffset(index), what);
        }
        leaveOut(rejects, block, row, column, what);
    }

    private void leaveOut(
            RowRejects collected, FieldBlock block, int row, String column, String reason) {
        if (rows.get(row)) {
            return;
        }
        rows.set(row);
        int from = block.recordStart(row);
        String text =
                TextErrors.shown(block.data, from, block.recordEnd(row), RowRejects.MAX_TEXT_BYTES);
        add(collected, block.dataOffset + from, column, text, reason);
    }

    private void add(
            RowRejects collected,
            long offset,
            @Nullable String column,
            String text,
            String reason) {
        collected.add(
                new Reject(
                        errors.file().location(), errors.lineEnd(), offset, column, text, reason));
    }

    /// The rows of `columns` that were not left out; the next batch starts anew.
    Batch batch(List<Vector> columns, int rowCount) {
        if (rows.isEmpty()) {
            return new Batch(columns, rowCount);
        }
        int[] selection = new int[rowCount - rows.cardinality()];
        int kept = 0;
        for (int row = rows.nextClearBit(0); row < rowCount; row = rows.nextClearBit(row + 1)) {
            selection[kept++] = row;
        }
        rows.clear();
        return new Batch(columns, rowCount, selection, kept);
    }
}
