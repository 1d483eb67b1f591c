package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyStore;
import dev.tarn.engine.columns.RowStore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Build rows that one driver keeps in memory, all of them or those of one partition: the columns
/// that are needed, and the encoded keys. Says what it takes, and reserves nothing. Owned by one
/// driver.
final class KeptRows {
    /// What a row takes in the table and in the arrays beside it.
    private static final long TABLE_BYTES_A_ROW = 40;

    private final JoinKeys joinKeys;
    private final List<Integer> columns;
    private final RowStore rows;
    private final boolean integers;
    private KeyStore keys;
    private boolean[] isNull = new boolean[0];
    private long least = Long.MAX_VALUE;
    private long most = Long.MIN_VALUE;

    /// @param columns the right columns that are kept
    KeptRows(JoinKeys joinKeys, List<Integer> columns) {
        this.joinKeys = joinKeys;
        this.columns = columns;
        this.rows = new RowStore(columns.size());
        this.integers = joinKeys.isInteger();
        this.keys = new KeyStore(joinKeys.layout());
    }

    RowStore rows() {
        return rows;
    }

    KeyStore keys() {
        return keys;
    }

    /// For each row, and maybe for more, whether its key equals nothing.
    boolean[] isNull() {
        return isNull;
    }

    int rowCount() {
        return keys.count;
    }

    /// Bounds of the keys that are integers; `least` is more than `most` where there are none.
    long least() {
        return least;
    }

    long most() {
        return most;
    }

    /// Heap that the rows and keys take.
    long sizeBytes() {
        return rows.sizeBytes() + keys.sizeBytes() + isNull.length;
    }

    /// What the rows will take once they are put together and have a table.
    long builtBytes() {
        return 2 * rows.sizeBytes() + 2 * keys.sizeBytes() + TABLE_BYTES_A_ROW * rowCount();
    }

    /// As [#builtBytes()], with the selected rows of `batch` too, whose keys are `added`.
    long builtBytesWith(Batch batch, KeyBatch added) {
        long batchBytes = bytes(batch) * batch.selectedCount() / batch.rowCount();
        return 2 * (rows.sizeBytes() + batchBytes)
                + 2 * keys.sizeBytesWith(added)
                + TABLE_BYTES_A_ROW * ((long) rowCount() + batch.selectedCount());
    }

    /// As [#builtBytes()], with those rows of `batch` too whose keys are `added[numbers]`.
    long builtBytesWith(Batch batch, KeyBatch added, int[] numbers) {
        long batchBytes = 64L * columns.size() + bytes(batch) * numbers.length / batch.rowCount();
        return 2 * (rows.sizeBytes() + batchBytes)
                + 2 * keys.sizeBytesWith(added, numbers)
                + TABLE_BYTES_A_ROW * ((long) rowCount() + numbers.length);
    }

    /// Heap that the kept columns of all rows of `batch` would take.
    private long bytes(Batch batch) {
        long bytes = 64;
        for (int column : columns) {
            bytes += batch.column(column).sizeBytes() + 64;
        }
        return bytes;
    }

    /// Keeps the selected rows of `batch`, which has all right columns; `added` are their keys.
    void add(Batch batch, KeyBatch added) {
        int before = keys.count;
        rows.add(narrowed(batch));
        keys.appendAll(added);
        growNulls();
        System.arraycopy(added.isNull, 0, isNull, before, added.count);
        for (int row = 0; integers && row < added.count; row++) {
            if (!added.hasNulls || !added.isNull[row]) {
                widenBounds(added.words[row]);
            }
        }
    }

    private Batch narrowed(Batch batch) {
        List<Vector> vectors = columns.stream().map(batch::column).toList();
        return new Batch(vectors, batch.rowCount(), batch.selection(), batch.selectedCount());
    }

    private void growNulls() {
        if (isNull.length < keys.count) {
            isNull = Arrays.copyOf(isNull, keys.hashes.length);
        }
    }

    private void widenBounds(long word) {
        least = Math.min(least, word);
        most = Math.max(most, word);
    }

    /// Keeps the selected rows of `batch`, whose keys are `added[numbers]`.
    void add(Batch batch, KeyBatch added, int[] numbers) {
        rows.add(narrowed(batch));
        for (int number : numbers) {
            int row = keys.append(added, number);
            growNulls();
            isNull[row] = added.isNull[number];
            if (integers && !isNull[row]) {
                widenBounds(added.words[number]);
            }
        }
    }

    /// Some of the rows, from row `from` on: their kept columns, as long as `count`.
    interface Piece {
        void take(List<Vector> columns, int from, int count);
    }

    /// Gives the rows in order, a batch at a time.
    void forEachPiece(Piece piece) {
        int batches = columns.isEmpty() ? 0 : rows.pieces(0).size();
        int from = 0;
        for (int number = 0; number < batches; number++) {
            List<Vector> vectors = new ArrayList<>(columns.size());
            for (int column = 0; column < columns.size(); column++) {
                vectors.add(rows.pieces(column).get(number));
            }
            int count = vectors.getFirst().length();
            piece.take(vectors, from, count);
            from += count;
        }
        for (int count; from < rowCount(); from += count) {
            count = Math.min(Batch.TARGET_ROW_COUNT, rowCount() - from);
            piece.take(List.of(), from, count);
        }
    }

    /// The rows by partition, copied.
    List<KeptRows> divided() {
        List<KeptRows> parts = new ArrayList<>(Partitions.COUNT);
        Partitions all = Partitions.ofHashes(keys.hashes, keys.count, 0);
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            parts.add(withKeys(all.rows(partition)));
        }
        forEachPiece((vectors, from, count) -> {
            long[] hashes = Arrays.copyOfRange(keys.hashes, from, from + count);
            Partitions some = Partitions.ofHashes(hashes, count, 0);
            Batch batch = new Batch(vectors, count);
            for (int partition = 0; partition < Partitions.COUNT; partition++) {
                if (some.count(partition) > 0) {
                    parts.get(partition).rows.add(some.select(batch, partition));
                }
            }
        });
        return parts;
    }

    /// The keys `numbers`, still without their rows.
    private KeptRows withKeys(int[] numbers) {
        KeptRows part = new KeptRows(joinKeys, columns);
        part.keys = keys.taken(numbers);
        part.isNull = new boolean[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            part.isNull[i] = isNull[numbers[i]];
            if (integers && !part.isNull[i]) {
                part.widenBounds(part.keys.words[i]);
            }
        }
        return part;
    }
}
