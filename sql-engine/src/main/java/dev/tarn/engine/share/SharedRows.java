package dev.tarn.engine.share;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.RunReader;
import dev.tarn.engine.spill.RunWriter;
import dev.tarn.engine.spill.SpillBuffers;
import dev.tarn.engine.spill.SpillFile;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The rows of a plan that is read in several places. Whoever reads them waits until all are there;
/// they are kept until the query ends, by each driver in memory as long as there is room, and then
/// as a run on disk. Thread-safe.
public final class SharedRows implements Sink {
    /// Batches in memory that one morsel gives.
    private static final int MORSEL_BATCHES = 16;

    private final Plan plan;
    private final QueryContext query;
    private final List<DataType> types;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Kept> drivers = new ArrayList<>();

    /// What one morsel gives.
    private sealed interface Piece {}

    /// Batches `from` to before `to` of a driver's rows.
    private record InMemory(RowStore rows, int from, int to) implements Piece {}

    private record OnDisk(Run run) implements Piece {}

    /// @param plan whose rows these are
    public SharedRows(Plan.Shared plan, QueryContext query) {
        this.plan = plan;
        this.query = query;
        this.types = plan.output().stream().map(Field::type).toList();
        query.spill().reserve();
    }

    /// The rows, once all are there; for one more reader.
    public Flow flow() {
        NumberedSource source =
                new NumberedSource(this::pieceCount, query.config().workerCount(), this::morsel);
        return Flow.from(query, source).after(this);
    }

    private synchronized int pieceCount() {
        return pieces.size();
    }

    private synchronized Piece piece(int number) {
        return pieces.get(number);
    }

    private Morsel morsel(int number) {
        return switch (piece(number)) {
            case InMemory(RowStore rows, int from, int to) -> {
                int[] next = {from};
                yield NumberedSource.morsel(() -> next[0] == to ? null : batch(rows, next[0]++));
            }
            case OnDisk(Run run) -> {
                RunReader reader = run.open();
                yield NumberedSource.morsel(reader::next);
            }
        };
    }

    private static Batch batch(RowStore rows, int number) {
        List<Vector> columns = new ArrayList<>(rows.columnCount());
        for (int column = 0; column < rows.columnCount(); column++) {
            columns.add(rows.pieces(column).get(number));
        }
        return new Batch(columns, columns.getFirst().length());
    }

    @Override
    public Local open() {
        Kept kept = new Kept();
        synchronized (this) {
            drivers.add(kept);
        }
        return kept;
    }

    private synchronized void add(Kept kept) {
        int batches = kept.rows.columnCount() == 0 ? 0 : kept.rows.pieces(0).size();
        for (int from = 0; from < batches; from += MORSEL_BATCHES) {
            pieces.add(new InMemory(kept.rows, from, Math.min(batches, from + MORSEL_BATCHES)));
        }
        RunWriter run = kept.run;
        if (run != null) {
            pieces.add(new OnDisk(run.finish()));
        }
    }

    @Override
    public void close() {
        drivers.forEach(kept -> kept.held.close());
    }

    /// The rows of one driver.
    private final class Kept implements Local {
        private final Reservation held = query.memory().open("shared rows");
        private final RowStore rows = new RowStore(types.size());
        private @Nullable RunWriter run;

        @Override
        public void accept(Batch batch) {
            RunWriter begun = run;
            if (begun == null && holds(batch)) {
                rows.add(batch);
            } else {
                if (begun == null) {
                    SpillFile file =
                            query.spill().openFile("shared rows", query.counters().spill(plan));
                    begun = file.newRun(types);
                    file.seal();
                    run = begun;
                }
                begun.add(batch);
            }
        }

        /// Whether there is room for one more batch besides what those need who cannot spill.
        private boolean holds(Batch batch) {
            long bytes = rows.sizeBytes() + batch.sizeBytes() + 64L * types.size();
            return held.tryGrow(bytes, SpillBuffers.ROW_BYTES);
        }

        @Override
        public void finish() {
            add(this);
        }
    }
}
