package dev.tarn.engine.write;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.FileLayout;
import dev.tarn.engine.physical.Plan;
import dev.tarn.storage.delete.FilePositions;
import dev.tarn.storage.table.TableWriter;

import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.PartitionSpec;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The writers of one table write: one for each driver that gets a row, or some that all drivers
/// share where the rows of a partition are to have few. Thread-safe.
///
/// Files that a driver has finished are announced to the query, whose caller commits or deletes
/// them. A driver that does not finish deletes what it has written itself.
final class TableWriters implements Sink {
    private final Plan.TableWrite plan;
    private final QueryContext query;
    private final String operationId = UUID.randomUUID().toString();
    private final List<Long> rowCounts = new ArrayList<>();
    private final @Nullable CommonFiles shared;
    private int writerCount;

    TableWriters(Plan.TableWrite plan, QueryContext query) {
        this.plan = plan;
        this.query = query;
        this.shared = shared();
    }

    private @Nullable CommonFiles shared() {
        FileLayout layout = plan.layout();
        if (layout != null) {
            return new CountedFiles(query, this::openWriter, layout);
        }
        PartitionSpec spec = plan.table().spec();
        return plan.distribution() == DistributionMode.HASH && spec.isPartitioned()
                ? new SharedFiles(query, this::openWriter, spec)
                : null;
    }

    @Override
    public Sink.Local open() {
        RowFiles files = shared == null ? new OwnFiles(query, this::openWriter) : shared.open();
        return plan.changes() ? new Changes(files) : new Rows(files);
    }

    private synchronized TableWriter openWriter() {
        FileLayout layout = plan.layout();
        if (layout != null) {
            return TableWriter.within(
                    plan.table(), plan.columns(), layout.partition(), operationId, writerCount++);
        }
        return plan.distribution() == DistributionMode.RANGE
                ? TableWriter.clustered(plan.table(), plan.columns(), operationId, writerCount++)
                : TableWriter.open(plan.table(), plan.columns(), operationId, writerCount++);
    }

    private synchronized void addRowCount(long rowCount) {
        rowCounts.add(rowCount);
    }

    /// Rows that each finished driver has written or taken away.
    synchronized List<Long> rowCounts() {
        return List.copyOf(rowCounts);
    }

    /// Pieces of work that are left when all drivers have ended: completing the files they share.
    int sharedCount() {
        return shared == null ? 0 : shared.pieceCount();
    }

    void completeShared(int piece) {
        if (shared != null) {
            shared.complete(piece);
        }
    }

    /// One driver's rows.
    private final class Rows implements Sink.Local {
        private final RowFiles files;
        private long rowCount;

        Rows(RowFiles files) {
            this.files = files;
        }

        @Override
        public void accept(Batch batch) {
            files.write(batch);
            rowCount += batch.selectedCount();
        }

        @Override
        public void finish() {
            if (rowCount > 0) {
                files.complete();
                addRowCount(rowCount);
            }
        }

        @Override
        public void close() {
            files.close();
        }
    }

    /// One driver's changes: where the rows are that it takes away, and files of those it writes.
    private final class Changes implements Sink.Local {
        private static final int WRITTEN = 2;

        private final Reservation held = query.memory().open("changed rows");
        private final RowFiles files;
        private final FilePositions removed = new FilePositions();
        private long rowCount;

        Changes(RowFiles files) {
            this.files = files;
        }

        @Override
        public void accept(Batch batch) {
            removed.add(batch.column(0), batch.column(1), batch.selection(), batch.selectedCount());
            held.resize(removed.sizeBytes());
            rowCount += batch.selectedCount();
            if (batch.columns().size() > WRITTEN) {
                Batch written = written(batch);
                if (written.selectedCount() > 0) {
                    files.write(written);
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
                files.complete();
                addRowCount(rowCount);
            }
        }

        @Override
        public void close() {
            held.close();
            files.close();
        }
    }

    @Override
    public void close() {
        if (shared != null) {
            shared.close();
        }
    }
}
