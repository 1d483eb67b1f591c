package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.CollectedRows;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.order.SortOrder;
import dev.tarn.engine.physical.AsOfMatch;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/// The right side of an ASOF join: all of its rows in the order of its keys, and their sort words.
/// One driver adds rows; columns are put together by several; then any number of drivers search.
///
/// Holds the rows twice while they are put together, then once with 16 bytes a row and key. Where
/// memory is refused, the query ends with EXCEEDED_MEMORY_LIMIT.
final class AsOfBuild implements Sink {
    private final List<SortKey> keys;
    private final AsOfMatch match;
    private final Reservation held;
    private final Reservation built;
    private final Reservation words;
    private final RowStore kept;
    private final CollectedRows rows;
    private boolean isOpen;
    private @Nullable SortOrder order;

    AsOfBuild(Plan.AsOfJoin plan, QueryContext query) {
        this.keys = keys(plan.rightKeys());
        this.match = plan.match();
        this.held = query.memory().open("ASOF join build");
        this.built = query.memory().open("ASOF join rows");
        this.words = query.memory().open("ASOF join order");
        this.kept = new RowStore(plan.right().output().size());
        this.rows = new CollectedRows(plan.right().output(), built);
    }

    /// Ascending keys, as both sides of the join are compared by.
    static List<SortKey> keys(List<Integer> ordinals) {
        return ordinals.stream().map(ordinal -> new SortKey(ordinal, false, false)).toList();
    }

    @Override
    public synchronized Local open() {
        if (isOpen) {
            throw new IllegalStateException("Rows in order come from one driver");
        }
        isOpen = true;
        return this::keep;
    }

    private void keep(Batch batch) {
        long share = batch.sizeBytes() * batch.selectedCount() / batch.rowCount();
        held.resize(kept.sizeBytes() + share + 64L * kept.columnCount());
        kept.add(batch);
        held.resize(kept.sizeBytes());
    }

    @Override
    public synchronized void finish() {
        rows.add(kept);
        built.resize(rows.buildBytes());
    }

    int columnCount() {
        return rows.columnCount();
    }

    void assemble(int column) {
        if (rows.build(column)) {
            held.resize(0);
            rows.settle();
        }
    }

    /// Once all columns are there.
    void order() {
        words.resize(SortOrder.sizeBytes(keys, rows.rowCount()));
        order = SortOrder.ofPiece(keys, rows::column, rows.rowCount());
    }

    int rowCount() {
        return rows.rowCount();
    }

    /// The right row for the row `row` of `left`, an order by keys of the same types; -1 where
    /// there is none.
    int find(SortOrder left, int row) {
        SortOrder right = Objects.requireNonNull(order);
        boolean afterEqual = match.isLater() != match.takesEqual();
        int low = 0;
        int high = rows.rowCount();
        while (low < high) {
            int middle = low + high >>> 1;
            int compared = left.compare(row, right, middle);
            if (compared > 0 || compared == 0 && afterEqual) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int found = match.isLater() ? low : low - 1;
        return found >= 0
                        && found < rows.rowCount()
                        && left.isEqual(row, right, found, keys.size() - 1)
                ? found
                : -1;
    }

    /// The columns of the rows `taken[0..count)`.
    List<Vector> take(int[] taken, int count) {
        return rows.take(taken, count);
    }

    @Override
    public synchronized void close() {
        held.close();
        built.close();
        words.close();
    }
}
