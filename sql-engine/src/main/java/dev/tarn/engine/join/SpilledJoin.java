package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.RunReader;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.List;

/// The rows that a join gives of one partition on disk. A part whose build rows are too many for
/// memory is split by the next bits of the hash, until it is of few keys: such a part is joined in
/// blocks of build rows. Owned by one driver.
final class SpilledJoin implements Morsel {
    /// No rows, so that a driver may stop.
    private static final Batch NOTHING = new Batch(List.of(), 0);

    /// Memory that build rows take as a hash table, beside what their values take.
    private static final int TABLE_BYTES_A_ROW = 64;

    private final Plan.HashJoin plan;
    private final JoinColumns columns;
    private final JoinSpill spill;
    private final QueryContext query;
    private final ArrayDeque<SpilledPart> waiting = new ArrayDeque<>();
    private @Nullable PartJoin running;

    /// @param number of the partition among those on disk
    SpilledJoin(
            Plan.HashJoin plan,
            JoinColumns columns,
            JoinSpill spill,
            int number,
            QueryContext query) {
        this.plan = plan;
        this.columns = columns;
        this.spill = spill;
        this.query = query;
        waiting.add(spill.part(number));
    }

    @Override
    public @Nullable Batch next() {
        query.checkRunning();
        PartJoin now = running;
        if (now != null) {
            Batch batch = now.next();
            if (batch == null) {
                now.close();
                running = null;
            }
            return batch == null ? NOTHING : batch;
        }
        SpilledPart part = waiting.poll();
        if (part == null) {
            return null;
        }
        if (isTooLarge(part)) {
            spill.split(part, this::write).forEach(waiting::addFirst);
        } else {
            running = new PartJoin(plan, columns, spill, part, query);
        }
        return NOTHING;
    }

    private boolean isTooLarge(SpilledPart part) {
        long rows = part.buildRows();
        long bytes = 2 * part.buildBytes() + TABLE_BYTES_A_ROW * rows;
        long share = query.memory().growableBytes() / query.config().workerCount();
        return part.level() < SpilledPart.LAST_LEVEL
                && rows > query.config().batchRowCount()
                && bytes > share;
    }

    private void write(
            List<Run> runs, StoredColumns stored, List<Integer> keys, PartitionWriter writer) {
        KeyEncoder encoder = JoinKeys.of(plan).newEncoder();
        KeyBatch encoded = new KeyBatch();
        for (Run run : runs) {
            RunReader reader = run.open();
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                query.checkRunning();
                Batch all = stored.widened(batch);
                encoder.encode(KeyEncoder.cells(all, keys), batch.rowCount(), encoded);
                writer.add(batch, encoded.hashes);
            }
        }
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
        }
    }
}
