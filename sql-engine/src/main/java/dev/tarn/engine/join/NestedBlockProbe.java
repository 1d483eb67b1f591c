package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.eval.PredicateEvaluator;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.Operator;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// One driver's probe of every build row, where these are on disk: probe rows are kept, as many as
/// there is room for, then all build rows go by them, a batch at a time, then what is left to give
/// of the probe rows follows; and so on with the next ones. At least one batch is kept.
///
/// This is the block nested loop of the textbooks, with the probe side outside.
final class NestedBlockProbe implements Operator {
    /// Of so many bytes a block gains little by more: build rows are read once for them.
    private static final long MOST_BYTES = 64L << 20;

    private final Plan.NestedLoopJoin plan;
    private final NestedSpill build;
    private final @Nullable PredicateEvaluator guard;
    private final NestedPairs pairs;
    private final Reservation held;
    private final List<NestedBatch> block = new ArrayList<>();
    private long blockBytes;

    /// A batch for which the block had no room.
    private @Nullable Batch following;

    private State state = State.KEEPING;
    private @Nullable RunRows reader;
    private long nextBuildRow;
    private @Nullable StoredBatch buildRows;

    /// The number of the batch of the block that is worked on.
    private int at;

    private enum State {
        KEEPING,
        PAIRING,
        /// Giving the rest of each batch.
        ENDING
    }

    NestedBlockProbe(Plan.NestedLoopJoin plan, NestedSpill build, QueryContext query) {
        this.plan = plan;
        this.build = build;
        this.guard = ProbeGuard.evaluator(plan, query);
        this.pairs = new NestedPairs(plan, query);
        this.held = query.memory().open("nested loop block");
    }

    @Override
    public void accept(Batch batch) {
        long bytes = blockBytes + bytes(batch) + build.largestBatchBytes();
        if (block.isEmpty()) {
            held.resize(bytes);
            keep(batch);
        } else if (bytes <= MOST_BYTES && held.tryGrow(bytes)) {
            keep(batch);
        } else {
            following = batch;
            begin();
        }
    }

    /// What a batch takes once it is kept, with its flags.
    private static long bytes(Batch batch) {
        int count = batch.selectedCount();
        return 64L * (batch.columns().size() + 2)
                + batch.sizeBytes() * count / batch.rowCount()
                + 6L * count;
    }

    private void keep(Batch batch) {
        RowStore flat = new RowStore(batch.columns().size());
        flat.add(batch);
        List<Vector> columns = new ArrayList<>();
        for (int column = 0; column < flat.columnCount(); column++) {
            columns.add(flat.pieces(column).getFirst());
        }
        Batch kept = new Batch(columns, flat.rowCount());
        block.add(NestedBatch.of(kept, guard));
        blockBytes += bytes(kept);
    }

    private void begin() {
        state = State.PAIRING;
        reader = new RunRows(build.runs());
        nextBuildRow = 0;
    }

    @Override
    public @Nullable Batch next() {
        return switch (state) {
            case KEEPING -> null;
            case PAIRING -> nextPairs();
            case ENDING -> nextRest();
        };
    }

    private Batch nextPairs() {
        StoredBatch rows = buildRows;
        if (rows == null) {
            readNext();
            return NumberedSource.NOTHING;
        }
        Batch given = pairs.next();
        if (given != null) {
            return given;
        }
        at++;
        if (at < block.size()) {
            pairs.begin(block.get(at), rows);
        } else {
            buildRows = null;
        }
        return NumberedSource.NOTHING;
    }

    private void readNext() {
        Batch read = reader == null ? null : reader.next();
        at = 0;
        if (read == null) {
            reader = null;
            state = State.ENDING;
            return;
        }
        StoredBatch rows = new StoredBatch(read, nextBuildRow, build.matched());
        nextBuildRow += read.rowCount();
        buildRows = rows;
        pairs.begin(block.getFirst(), rows);
    }

    private Batch nextRest() {
        if (at == block.size()) {
            end();
            return NumberedSource.NOTHING;
        }
        NestedBatch probed = block.get(at++);
        Batch rest =
                PairSelection.rest(
                        plan.type(), probed.rows(), probed.matched(), plan.right().output());
        return rest == null ? NumberedSource.NOTHING : rest;
    }

    /// Gives up the block, and begins the next one.
    private void end() {
        state = State.KEEPING;
        block.clear();
        blockBytes = 0;
        held.resize(0);
        Batch first = following;
        following = null;
        if (first != null) {
            accept(first);
        }
    }

    @Override
    public void finish() {
        if (!block.isEmpty()) {
            begin();
        }
    }

    @Override
    public void close() {
        held.close();
    }
}
