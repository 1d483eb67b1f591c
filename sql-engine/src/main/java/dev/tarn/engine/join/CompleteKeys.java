package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Concatenation;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.memory.Reservation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Rows in order, cut so that all rows with the same keys are in one batch: whoever merges with
/// them never has to go back. Owned by one driver.
///
/// A batch is held until the next one shows whether its last key goes on; mostly it does not, and
/// no row is copied. The rows of a key that does are gathered, and reserved.
final class CompleteKeys implements AutoCloseable {
    private final KeyedRows rows;
    private final List<DataType> types;
    private final Reservation reservation;

    /// The last batch, of which it is not known yet whether its last key goes on.
    private @Nullable KeyedBatch held;

    /// Rows of one key that are in several batches, behind them nothing is known yet.
    private final List<Batch> pieces = new ArrayList<>();

    CompleteKeys(KeyedRows rows, List<Field> columns, Reservation reservation) {
        this.rows = rows;
        this.types = columns.stream().map(Field::type).toList();
        this.reservation = reservation;
    }

    boolean isReady(Runnable waker) {
        return rows.isReady(waker);
    }

    boolean isAtEnd() {
        return rows.isAtEnd() && held == null;
    }

    /// The next rows; null where there are none, or none yet.
    @Nullable KeyedBatch next() {
        KeyedBatch before = held;
        KeyedBatch batch = rows.isAtEnd() ? null : rows.next();
        if (batch == null) {
            return rows.isAtEnd() && before != null ? release(before) : null;
        }
        held = batch;
        if (before == null) {
            return null;
        }
        int continued = batch.continued(before);
        return continued == 0 ? whole(before) : joined(before, batch, continued);
    }

    private KeyedBatch release(KeyedBatch last) {
        held = null;
        return whole(last);
    }

    /// `before` with the pieces that it is the last of.
    private KeyedBatch whole(KeyedBatch before) {
        if (pieces.isEmpty()) {
            return before;
        }
        pieces.add(before.batch);
        return gathered();
    }

    private KeyedBatch gathered() {
        reserve(2);
        RowStore store = new RowStore(types.size());
        pieces.forEach(store::add);
        pieces.clear();
        List<Vector> columns = new ArrayList<>();
        for (int column = 0; column < types.size(); column++) {
            columns.add(Concatenation.of(types.get(column), store.pieces(column)));
        }
        Batch whole = new Batch(columns, store.rowCount());
        reservation.resize(whole.sizeBytes());
        return rows.keyed(whole);
    }

    /// The last key of `before` goes on in `batch`, whose first `continued` rows have it. Gives the
    /// rows before that key, and keeps the others.
    private @Nullable KeyedBatch joined(KeyedBatch before, KeyedBatch batch, int continued) {
        int start = pieces.isEmpty() ? before.lastGroup() : 0;
        pieces.add(start == 0 ? before.batch : part(before.batch, start, before.rowCount()));
        reserve(1);
        if (continued < batch.rowCount()) {
            pieces.add(batch.batch);
            held = gathered();
        }
        return start == 0 ? null : rows.keyed(part(before.batch, 0, start));
    }

    private void reserve(int copies) {
        long bytes = 0;
        for (Batch piece : pieces) {
            bytes += piece.sizeBytes();
        }
        reservation.resize(copies * bytes);
    }

    private static Batch part(Batch batch, int from, int to) {
        int[] taken = new int[to - from];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = from + i;
        }
        return new Batch(batch.columns(), batch.rowCount(), taken, taken.length).compact();
    }

    @Override
    public void close() {
        reservation.close();
        rows.close();
    }
}
