package dev.tarn.engine.columns;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.memory.Reservation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The rows of all drivers as one vector a column, built column by column by whichever worker
/// comes. Thread-safe in that different columns may be built at once.
public final class CollectedRows {
    private final List<Field> fields;
    private final Reservation reservation;
    private final List<RowStore> stores = new ArrayList<>();
    private final @Nullable FlatVector[] columns;
    private int rowCount;
    private int unbuilt;
    private long copiedBytes;

    public CollectedRows(List<Field> fields, Reservation reservation) {
        this.fields = List.copyOf(fields);
        this.reservation = reservation;
        this.columns = new @Nullable FlatVector[fields.size()];
        this.unbuilt = fields.size();
    }

    /// Takes over the rows of one driver; all come before any column is built.
    public synchronized void add(RowStore store) {
        Buffers.grow(0, (long) rowCount + store.rowCount());
        stores.add(store);
        rowCount += store.rowCount();
    }

    public synchronized int rowCount() {
        return rowCount;
    }

    public int columnCount() {
        return fields.size();
    }

    /// What building all columns takes at most, besides what the drivers hold. Whoever reserves
    /// that before knows that building will not be refused.
    public synchronized long buildBytes() {
        long bytes = 0;
        for (RowStore store : stores) {
            bytes += store.sizeBytes();
        }
        return bytes;
    }

    /// Makes the vector of `column`, and drops the pieces it is made of. Says whether it was the
    /// last one.
    public boolean build(int column) {
        List<FlatVector> pieces = new ArrayList<>();
        long bytes = 0;
        synchronized (this) {
            for (RowStore store : stores) {
                pieces.addAll(store.pieces(column));
            }
            for (FlatVector piece : pieces) {
                bytes += piece.sizeBytes();
            }
            // Nothing is copied of a single piece.
            copiedBytes += pieces.size() > 1 ? bytes : 0;
            reservation.resize(Math.max(reservation.heldBytes(), copiedBytes));
        }
        FlatVector built =
                Concatenation.of(
                        fields.get(column).type(),
                        pieces.isEmpty() ? List.of(empty(column)) : pieces);
        synchronized (this) {
            columns[column] = built;
            for (RowStore store : stores) {
                store.pieces(column).clear();
            }
            return --unbuilt == 0;
        }
    }

    private FlatVector empty(int column) {
        return Vectors.nulls(fields.get(column).type(), 0).flatten();
    }

    /// Reserves what the vectors hold, once all are built and the drivers' own reservations, which
    /// covered the pieces, are given back.
    public synchronized void settle() {
        long bytes = 0;
        for (FlatVector column : columns) {
            bytes += Objects.requireNonNull(column).sizeBytes();
        }
        reservation.resize(bytes);
    }

    public FlatVector column(int column) {
        return Objects.requireNonNull(columns[column]);
    }

    /// The values of all columns at `rows[0..count)`.
    public List<Vector> take(int[] rows, int count) {
        List<Vector> taken = new ArrayList<>(columns.length);
        for (FlatVector column : columns) {
            taken.add(Objects.requireNonNull(column).take(rows, count));
        }
        return taken;
    }
}
