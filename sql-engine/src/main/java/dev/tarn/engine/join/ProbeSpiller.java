package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.exec.Operator;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

/// One driver's probe rows on their way to the probe: where the build side is on disk, those that
/// may have a partner go there too, and only rows with a key that equals nothing go on.
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
        encoder.encode(KeyEncoder.cells(batch, plan.leftKeys()), batch.selectedCount(), keys);
        waiting = NullRows.take(batch, keys);
        Batch rest = NullRows.drop(batch, keys);
        if (rest != null) {
            PartitionWriter open = writer;
            if (open == null) {
                open = spill.newProbeWriter();
                writer = open;
            }
            open.add(spill.probeColumns().narrowed(rest), keys.hashes);
        }
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
