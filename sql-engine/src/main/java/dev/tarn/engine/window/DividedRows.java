package dev.tarn.engine.window;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.columns.KeyLayout;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// All rows of a window, divided by the hash of their partition keys. Thread-safe.
///
/// Drivers keep few rows as they come, and divide them once there are more; when all are in, few
/// rows are one piece of work, many are [#PIECES].
final class DividedRows implements Sink {
    /// Pieces of the hash: its upper six bits.
    private static final int PIECES = 64;

    /// Rows of one driver that are not worth dividing.
    private static final int UNDIVIDED_ROWS = 4096;

    private final Plan.Window plan;
    private final QueryContext query;
    private final @Nullable KeyLayout layout;
    private final List<Reservation> reservations = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private int morselCount = 1;

    DividedRows(Plan.Window plan, QueryContext query) {
        this.plan = plan;
        this.query = query;
        List<DataType> types =
                plan.partitionKeys().stream()
                        .map(key -> plan.input().output().get(key).type())
                        .toList();
        this.layout = types.isEmpty() ? null : KeyLayout.of(types, true);
    }

    @Override
    public synchronized Local open() {
        Reservation held = query.memory().open("window");
        reservations.add(held);
        return new Part(held);
    }

    /// Rows that one driver has brought.
    private final class Part implements Local {
        private final Reservation held;
        private final int columnCount = plan.input().output().size();
        private RowStore undivided = new RowStore(columnCount);
        private @Nullable List<RowStore> pieces;
        private final KeyBatch keys = new KeyBatch();

        Part(Reservation held) {
            this.held = held;
        }

        @Override
        public void accept(Batch batch) {
            held.resize(sizeBytes() + batch.sizeBytes());
            if (pieces != null) {
                divide(batch, pieces);
            } else {
                undivided.add(batch);
                if (layout != null && undivided.rowCount() > UNDIVIDED_ROWS) {
                    divide();
                }
            }
            held.resize(sizeBytes());
        }

        private long sizeBytes() {
            long bytes = undivided.sizeBytes();
            for (RowStore piece : pieces == null ? List.<RowStore>of() : pieces) {
                bytes += piece.sizeBytes();
            }
            return bytes;
        }

        boolean isDivided() {
            return pieces != null;
        }

        /// Divides what was kept as it came.
        void divide() {
            held.resize(2 * sizeBytes());
            List<RowStore> divided = new ArrayList<>();
            for (int piece = 0; piece < PIECES; piece++) {
                divided.add(new RowStore(columnCount));
            }
            int batchCount = columnCount == 0 ? 0 : undivided.pieces(0).size();
            for (int batch = 0; batch < batchCount; batch++) {
                List<Vector> columns = new ArrayList<>();
                for (int column = 0; column < columnCount; column++) {
                    columns.add(undivided.pieces(column).get(batch));
                }
                divide(new Batch(columns, columns.getFirst().length()), divided);
            }
            undivided = new RowStore(columnCount);
            pieces = divided;
            held.resize(sizeBytes());
        }

        private void divide(Batch batch, List<RowStore> into) {
            Batch rows = batch.compact();
            int count = rows.rowCount();
            new KeyEncoder(Objects.requireNonNull(layout))
                    .encode(KeyEncoder.cells(rows, plan.partitionKeys()), count, keys);
            int[] starts = new int[PIECES + 1];
            for (int row = 0; row < count; row++) {
                starts[(int) (keys.hashes[row] >>> 58) + 1]++;
            }
            for (int piece = 0; piece < PIECES; piece++) {
                starts[piece + 1] += starts[piece];
            }
            int[] next = starts.clone();
            int[] ordered = new int[count];
            for (int row = 0; row < count; row++) {
                ordered[next[(int) (keys.hashes[row] >>> 58)]++] = row;
            }
            for (int piece = 0; piece < PIECES; piece++) {
                int size = starts[piece + 1] - starts[piece];
                if (size > 0) {
                    int[] selection = new int[size];
                    System.arraycopy(ordered, starts[piece], selection, 0, size);
                    into.get(piece).add(new Batch(rows.columns(), count, selection, size));
                }
            }
        }

        /// The pieces that morsel `morsel` of all has, for each column.
        List<List<FlatVector>> take(int morsel) {
            RowStore store = pieces == null ? undivided : pieces.get(morsel);
            List<List<FlatVector>> columns = new ArrayList<>();
            for (int column = 0; column < columnCount; column++) {
                columns.add(store.pieces(column));
            }
            return columns;
        }

        @Override
        public void finish() {
            add(this);
        }
    }

    private synchronized void add(Part part) {
        parts.add(part);
    }

    /// Divides what is not yet, where there are many rows; at most a few thousand a driver are
    /// left.
    @Override
    public synchronized void finish() {
        boolean divided = layout != null && parts.stream().anyMatch(Part::isDivided);
        morselCount = divided ? PIECES : 1;
        for (Part part : parts) {
            if (divided && !part.isDivided()) {
                part.divide();
            }
        }
    }

    synchronized int morselCount() {
        return morselCount;
    }

    /// The vectors of each column of one morsel. Their room stays reserved until the end.
    synchronized List<List<FlatVector>> take(int morsel) {
        List<List<FlatVector>> columns = new ArrayList<>();
        for (int column = 0; column < plan.input().output().size(); column++) {
            columns.add(new ArrayList<>());
        }
        for (Part part : parts) {
            List<List<FlatVector>> taken = part.take(morsel);
            for (int column = 0; column < columns.size(); column++) {
                columns.get(column).addAll(taken.get(column));
                taken.get(column).clear();
            }
        }
        return columns;
    }

    @Override
    public synchronized void close() {
        reservations.forEach(Reservation::close);
        parts.clear();
    }
}
