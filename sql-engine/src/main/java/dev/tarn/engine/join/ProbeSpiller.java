package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.exec.Operator;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

/// One driver's probe rows on their way to the probe: those whose build rows are on disk go there
/// too; rows of other partitions, and rows with a key that equals nothing, go on.
final class ProbeSpiller implements Operator {
    private final Plan.HashJoin plan;
    private final JoinSpill spill;
    private final KeyEncoder encoder;
    private final KeyBatch keys = new KeyBatch();
    private @Nullable PartitionWriter writer;
    private @Nullable Batch waiting;

    ProbeSpiller(Plan.HashJoin plan, JoinSpill spill, KeyEncoder encoder) {
        this.plan = plan;
        this.spill = spill;
        this.encoder = encoder;
    }

    @Override
    public void accept(Batch batch) {
        if (!spill.isActive()) {
            waiting = batch;
            return;
        }
        int count = batch.selectedCount();
        encoder.encode(KeyEncoder.cells(batch, plan.leftKeys()), count, keys);
        int[] selection = batch.selection();
        int[] stay = new int[count];
        int[] leave = new int[count];
        int leaving = 0;
        for (int i = 0; i < count; i++) {
            int row = selection == null ? i : selection[i];
            boolean equalsNothing = keys.hasNulls && keys.isNull[i];
            if (equalsNothing || !spill.isOnDisk(Partitions.of(keys.hashes[i], 0))) {
                stay[i - leaving] = row;
            } else {
                // Hashes are moved together to be those of the rows that leave.
                keys.hashes[leaving] = keys.hashes[i];
                leave[leaving++] = row;
            }
        }
        waiting = selected(batch, stay, count - leaving);
        Batch written = selected(batch, leave, leaving);
        if (written != null) {
            writer().add(spill.probeColumns().narrowed(written), keys.hashes);
        }
    }

    private static @Nullable Batch selected(Batch batch, int[] rows, int count) {
        return count == 0 ? null : new Batch(batch.columns(), batch.rowCount(), rows, count);
    }

    private PartitionWriter writer() {
        PartitionWriter open = writer;
        if (open == null) {
            open = spill.newProbeWriter();
            writer = open;
        }
        return open;
    }

    @Override
    public @Nullable Batch next() {
        Batch batch = waiting;
        waiting = null;
        return batch;
    }

    @Override
    public void finish() {
        PartitionWriter open = writer;
        if (open != null) {
            spill.addProbe(open.finish());
        }
    }
}
