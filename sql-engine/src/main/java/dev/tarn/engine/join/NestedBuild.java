package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The build side of a nested-loop join: all of its rows in memory or, once that is refused to some
/// driver, all on disk. Thread-safe.
final class NestedBuild implements Sink {
    private final QueryContext query;
    private final int columnCount;
    private final NestedTable table;
    private final NestedSpill spill;
    private final List<Driver> drivers = new ArrayList<>();

    NestedBuild(Plan.NestedLoopJoin plan, QueryContext query) {
        this.query = query;
        this.columnCount = plan.right().output().size();
        this.table = new NestedTable(plan, query);
        this.spill = new NestedSpill(plan, query);
    }

    @Override
    public synchronized Local open() {
        Driver driver = new Driver();
        drivers.add(driver);
        return driver;
    }

    /// One driver's rows.
    private final class Driver implements Local {
        private final Reservation held = query.memory().open("nested loop build");
        private RowStore kept = new RowStore(columnCount);
        private @Nullable BlockWriter writer;

        @Override
        public void accept(Batch batch) {
            if (!spill.isActive()
                    && BuildRoom.tryHold(held, builtBytesWith(batch), query.memory())) {
                kept.add(batch);
                return;
            }
            spill.begin();
            writeKept();
            writer().add(batch);
        }

        private long builtBytesWith(Batch batch) {
            int count = batch.selectedCount();
            long batchBytes = 64L * columnCount + batch.sizeBytes() * count / batch.rowCount();
            return NestedTable.builtBytes(
                    kept.sizeBytes() + batchBytes, (long) kept.rowCount() + count);
        }

        private BlockWriter writer() {
            BlockWriter open = writer;
            if (open == null) {
                open = spill.newWriter();
                writer = open;
            }
            return open;
        }

        private void writeKept() {
            int at = 0;
            int pieces = columnCount == 0 ? 0 : kept.pieces(0).size();
            for (int piece = 0; piece < pieces; piece++) {
                query.checkRunning();
                List<Vector> columns = new ArrayList<>(columnCount);
                for (int column = 0; column < columnCount; column++) {
                    columns.add(kept.pieces(column).get(piece));
                }
                int count = columns.getFirst().length();
                writer().add(new Batch(columns, count));
                at += count;
            }
            if (at < kept.rowCount()) {
                writer().add(new Batch(List.of(), kept.rowCount() - at));
            }
            kept = new RowStore(columnCount);
            held.resize(0);
        }

        @Override
        public void finish() {
            if (spill.isActive()) {
                writeKept();
            }
        }

        /// Hands over what is written, once all drivers have ended.
        private void finishWriting() {
            writeKept();
            BlockWriter open = writer;
            if (open != null) {
                spill.add(open.finish());
                writer = null;
            }
        }

        private RowStore takeKept() {
            RowStore taken = kept;
            kept = new RowStore(columnCount);
            return taken;
        }
    }

    /// Once all rows have come: drivers that had ended when another began to write follow it.
    @Override
    public synchronized void finish() {
        if (spill.isActive()) {
            drivers.forEach(Driver::finishWriting);
            spill.complete();
        }
        table.begin(
                drivers.stream().map(Driver::takeKept).toList(),
                drivers.stream().map(driver -> driver.held).toList());
    }

    /// Whether the rows are on disk, once all have come.
    boolean isOnDisk() {
        return spill.isActive();
    }

    /// The rows in memory.
    NestedTable table() {
        return table;
    }

    /// The rows on disk.
    NestedSpill spill() {
        return spill;
    }

    @Override
    public synchronized void close() {
        drivers.forEach(driver -> driver.held.close());
        table.close();
        spill.close();
    }
}
