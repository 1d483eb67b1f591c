package dev.tarn.engine.write;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;
import dev.tarn.storage.delete.FilePositions;
import dev.tarn.storage.table.TableWriter;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The writers of one table write, one for each driver that gets a row. Thread-safe.
///
/// Files that a driver has finished are announced to the query, whose caller commits or deletes
/// them. A driver that does not finish deletes what it has written itself.
final class TableWriters implements Sink {
    private final Plan.TableWrite plan;
    private final QueryContext query;
    private final String operationId = UUID.randomUUID().toString();
    private final List<Long> rowCounts = new ArrayList<>();
    private int writerCount;

    TableWriters(Plan.TableWrite plan, QueryContext query) {
        this.plan = plan;
        this.query = query;
    }

    @Override
    public Sink.Local open() {
        return plan.changes() ? new Changes() : new Rows();
    }

    private synchronized TableWriter openWriter() {
        return TableWriter.open(plan.table(), plan.columns(), operationId, writerCount++);
    }

    private synchronized void addRowCount(long rowCount) {
        rowCounts.add(rowCount);
    }

    /// Rows that each finished driver has written or taken away.
    synchronized List<Long> rowCounts() {
        return List.copyOf(rowCounts);
    }

    /// One driver's files. What its writer buffers is estimated by what it has written, up to the
    /// most that a writer buffers.
    private final class Rows implements Sink.Local {
        private final Reservation held = query.memory().open("table write");
        private @Nullable TableWriter writer;
        private boolean completed;
        private long rowCount;

        @Override
        public void accept(Batch batch) {
            TableWriter open = writer;
            if (open == null) {
                open = openWriter();
                writer = open;
            }
            long bytes = open.lengthBytes() + batch.sizeBytes();
            held.resize(Math.min(bytes, TableWriter.MOST_BUFFERED_BYTES));
            open.write(batch);
            rowCount += batch.selectedCount();
        }

        @Override
        public void finish() {
            if (writer != null) {
                complete();
                addRowCount(rowCount);
            }
        }

        void complete() {
            TableWriter open = writer;
            if (open != null) {
                query.checkRunning();
                query.writes().add(open.complete());
                completed = true;
            }
        }

        @Override
        public void close() {
            held.close();
            TableWriter open = writer;
            if (open != null && !completed) {
                open.abort();
            }
        }
    }

    /// One driver's changes: where the rows are that it takes away, and files of those it writes.
    private final class Changes implements Sink.Local {
        private static final int WRITTEN = 2;

        private final Reservation held = query.memory().open("changed rows");
        private final Rows rows = new Rows();
        private final FilePositions removed = new FilePositions();
        private long rowCount;

        @Override
        public void accept(Batch batch) {
            removed.add(batch.column(0), batch.column(1), batch.selection(), batch.selectedCount());
            held.resize(removed.sizeBytes());
            rowCount += batch.selectedCount();
            if (batch.columns().size() > WRITTEN) {
                Batch written = written(batch);
                if (written.selectedCount() > 0) {
                    rows.accept(written);
                }
            }
        }

        private Batch written(Batch batch) {
            BooleanVector isWritten = (BooleanVector) batch.column(WRITTEN).flatten();
            int[] selected = batch.selection();
            int[] selection = new int[batch.selectedCount()];
            int count = 0;
            for (int i = 0; i < batch.selectedCount(); i++) {
                int row = selected == null ? i : selected[i];
                selection[count] = row;
                count += isWritten.values()[row] && !isWritten.isNull(row) ? 1 : 0;
            }
            return new Batch(
                    batch.columns().subList(WRITTEN + 1, batch.columns().size()),
                    batch.rowCount(),
                    selection,
                    count);
        }

        @Override
        public void finish() {
            if (rowCount > 0) {
                query.writes().remove(removed);
                rows.complete();
                addRowCount(rowCount);
            }
        }

        @Override
        public void close() {
            held.close();
            rows.close();
        }
    }

    @Override
    public void close() {}
}
