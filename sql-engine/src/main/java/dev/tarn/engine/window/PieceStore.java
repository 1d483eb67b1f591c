package dev.tarn.engine.window;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.columns.KeyLayout;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spill.PartitionedRuns;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// What one driver has of a window's rows in memory: as they came, or divided into [#PIECES] by the
/// hash of their partition keys. Who adds to it reserves its bytes. Not thread-safe.
final class PieceStore {
    private static final int PIECE_BITS = 6;

    /// Pieces of the hash, by its upper bits.
    static final int PIECES = 1 << PIECE_BITS;

    /// Rows that are not worth dividing.
    private static final int UNDIVIDED_ROWS = 4096;

    /// Bytes of a piece beyond which it is not looked through for rows to leave out.
    private static final long MAX_LOOKED_THROUGH = 1L << 28;

    private final List<Integer> partitionKeys;
    private final @Nullable KeyLayout layout;
    private final int columnCount;
    private final KeyBatch keys = new KeyBatch();
    private RowStore undivided;
    private @Nullable List<RowStore> pieces;
    private long enoughRows = FirstRows.LEAST_ROWS;

    /// @param layout of the partition keys; null where there are none, and nothing is divided
    PieceStore(Plan.Window plan, @Nullable KeyLayout layout) {
        this.partitionKeys = plan.partitionKeys();
        this.layout = layout;
        this.columnCount = plan.input().output().size();
        this.undivided = new RowStore(columnCount);
    }

    /// Keeps the selected rows of `batch`.
    void add(Batch batch) {
        if (pieces == null) {
            undivided.add(batch);
        } else {
            divide(batch, pieces);
        }
    }

    /// Heap that the rows take.
    long sizeBytes() {
        long bytes = undivided.sizeBytes();
        for (RowStore piece : pieces == null ? List.<RowStore>of() : pieces) {
            bytes += piece.sizeBytes();
        }
        return bytes;
    }

    boolean isDivided() {
        return pieces != null;
    }

    /// Whether so many rows are here as they came that they should be divided.
    boolean isWorthDividing() {
        return layout != null && undivided.rowCount() > UNDIVIDED_ROWS;
    }

    /// Divides what was kept as it came, for which there must be room twice.
    void divide() {
        List<RowStore> divided = new ArrayList<>();
        for (int piece = 0; piece < PIECES; piece++) {
            divided.add(new RowStore(columnCount));
        }
        for (Batch batch : batches(undivided)) {
            divide(batch, divided);
        }
        undivided = new RowStore(columnCount);
        pieces = divided;
    }

    private void divide(Batch batch, List<RowStore> into) {
        Batch rows = batch.compact();
        int count = rows.rowCount();
        int[] found = piecesOf(rows);
        int[] starts = new int[PIECES + 1];
        for (int piece : found) {
            starts[piece + 1]++;
        }
        for (int piece = 0; piece < PIECES; piece++) {
            starts[piece + 1] += starts[piece];
        }
        int[] next = starts.clone();
        int[] ordered = new int[count];
        for (int row = 0; row < count; row++) {
            ordered[next[found[row]]++] = row;
        }
        for (int piece = 0; piece < PIECES; piece++) {
            int size = starts[piece + 1] - starts[piece];
            if (size > 0) {
                int[] selection = Arrays.copyOfRange(ordered, starts[piece], starts[piece + 1]);
                into.get(piece).add(new Batch(rows.columns(), count, selection, size));
            }
        }
    }

    /// The piece of each row of `batch`, which has no selection.
    int[] piecesOf(Batch batch) {
        new KeyEncoder(Objects.requireNonNull(layout))
                .encode(KeyEncoder.cells(batch, partitionKeys), batch.rowCount(), keys);
        int[] found = new int[batch.rowCount()];
        for (int row = 0; row < found.length; row++) {
            found[row] = (int) (keys.hashes[row] >>> Long.SIZE - PIECE_BITS);
        }
        return found;
    }

    /// Leaves out rows of pieces that are not `wanted`, if there may be many: more than twice as
    /// many as were left the last time, or, where that helped little, eight times.
    ///
    /// @param held has the bytes of these rows, here and afterwards
    void leaveOut(FirstRows wanted, Reservation held, QueryContext query) {
        List<RowStore> divided = pieces;
        if (divided == null || rowCount(divided) < enoughRows) {
            return;
        }
        long before = rowCount(divided);
        for (int piece = 0; piece < PIECES; piece++) {
            RowStore rows = divided.get(piece);
            if (rows.sizeBytes() < MAX_LOOKED_THROUGH
                    && held.tryGrowIfSpare(sizeBytes() + wanted.workBytes(rows))) {
                query.checkRunning();
                divided.set(piece, wanted.of(rows));
                held.resize(sizeBytes());
            }
        }
        long after = rowCount(divided);
        enoughRows = Math.max(FirstRows.LEAST_ROWS, after * (after < before / 2 ? 2 : 8));
    }

    private static long rowCount(List<RowStore> stores) {
        long rows = 0;
        for (RowStore store : stores) {
            rows += store.rowCount();
        }
        return rows;
    }

    /// Moves all rows to `target`, by piece.
    void moveTo(PartitionedRuns target) {
        for (Batch batch : batches(undivided)) {
            target.add(batch, piecesOf(batch));
        }
        undivided = new RowStore(columnCount);
        List<RowStore> divided = pieces == null ? List.of() : pieces;
        for (int piece = 0; piece < divided.size(); piece++) {
            for (Batch batch : batches(divided.get(piece))) {
                int[] same = new int[batch.rowCount()];
                Arrays.fill(same, piece);
                target.add(batch, same);
            }
        }
        pieces = null;
    }

    private List<Batch> batches(RowStore store) {
        List<Batch> batches = new ArrayList<>();
        int count = columnCount == 0 ? 0 : store.pieces(0).size();
        for (int batch = 0; batch < count; batch++) {
            List<Vector> columns = new ArrayList<>();
            for (int column = 0; column < columnCount; column++) {
                columns.add(store.pieces(column).get(batch));
            }
            batches.add(new Batch(columns, columns.getFirst().length()));
        }
        return batches;
    }

    /// The rows of one piece, or all of them where they are not divided.
    RowStore rows(int piece) {
        return pieces == null ? undivided : pieces.get(piece);
    }

    /// The same, for each column; who takes them may clear the lists.
    List<List<FlatVector>> columns(int piece) {
        RowStore store = rows(piece);
        List<List<FlatVector>> columns = new ArrayList<>();
        for (int column = 0; column < columnCount; column++) {
            columns.add(store.pieces(column));
        }
        return columns;
    }
}
