package dev.tarn.engine.scan;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.RowSource;
import dev.tarn.storage.BatchPieces;

import java.util.ArrayList;
import java.util.List;

/// Flows of rows that are in no file: literals, and what a [RowSource] makes.
public final class RowScans {
    private RowScans() {}

    /// The rows of `values`, in order.
    public static Flow flow(Plan.Values values, QueryContext query) {
        return flow(query, batches -> produce(values, query.config().batchRowCount(), batches));
    }

    /// The rows of `rows`, in order.
    public static Flow flow(Plan.Rows rows, QueryContext query) {
        return flow(query, rows.source());
    }

    private static Flow flow(QueryContext query, RowSource source) {
        ReadAhead.Read read = buffer -> read(source, buffer);
        return Flow.from(query, new ReadAhead(query, () -> List.of(read), 1, 1));
    }

    private static void read(RowSource source, ReadAhead.Buffer buffer) {
        try {
            source.produce(batch -> {
                if (batch.selectedCount() > 0
                        && !(buffer.makeRoom(batch.sizeBytes())
                                && buffer.put(List.of(BatchPieces.of(batch))))) {
                    throw new NobodyListens();
                }
            });
        } catch (NobodyListens expected) {
            // The query has ended or has all the rows it needs.
            return;
        }
    }

    private static void produce(
            Plan.Values values, int batchRowCount, java.util.function.Consumer<Batch> batches) {
        int rowCount = values.rows().size();
        for (int from = 0; from < rowCount; from += batchRowCount) {
            int to = Math.min(rowCount, from + batchRowCount);
            List<Vector> columns = new ArrayList<>();
            for (int column = 0; column < values.output().size(); column++) {
                columns.add(
                        LiteralColumn.of(
                                values.output().get(column).type(),
                                values.rows().subList(from, to),
                                column));
            }
            batches.accept(new Batch(columns, to - from));
        }
    }

    /// Ends a [RowSource] whose rows nobody wants; never seen outside.
    private static final class NobodyListens extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NobodyListens() {
            super("The rows are not needed any more", null, false, false);
        }
    }
}
