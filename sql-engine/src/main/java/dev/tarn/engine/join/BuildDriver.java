package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One driver's build rows. All are kept as they come until memory is refused to some driver; from
/// then on they are divided by the hash of their keys, and as many partitions as it takes, the
/// largest first, are written. What is reserved suffices to put the kept rows together and make
/// their table.
///
/// Keeping what fits follows the hybrid hash join (DeWitt et al., SIGMOD 1984); dividing rows only
/// when memory is refused, and then writing the largest partition, the dynamic destaging of
/// Nakayama, Kitsuregawa and Takagi (VLDB 1988).
final class BuildDriver implements Sink.Local {
    private final Plan.HashJoin plan;
    private final HashBuild build;
    private final JoinSpill spill;
    private final QueryContext query;
    private final Reservation held;
    private final KeyEncoder encoder;
    private final KeyBatch keys = new KeyBatch();
    private final KeptBuildRows writing;
    private KeptRows all;
    private @Nullable BuildPartitions partitions;

    BuildDriver(
            Plan.HashJoin plan,
            HashBuild build,
            JoinColumns columns,
            JoinSpill spill,
            QueryContext query) {
        this.plan = plan;
        this.build = build;
        this.spill = spill;
        this.query = query;
        this.held = query.memory().open("join build");
        this.encoder = build.keys().newEncoder();
        this.writing = new KeptBuildRows(plan.rightKeys(), columns.right(), spill.buildColumns());
        this.all = new KeptRows(build.keys(), columns.right());
    }

    @Override
    public void accept(Batch batch) {
        encoder.encode(KeyEncoder.cells(batch, plan.rightKeys()), batch.selectedCount(), keys);
        if (plan.type() == JoinType.NULL_AWARE_ANTI && !build.hasNullKey()) {
            findNullKey(batch);
        }
        if (partitions != null) {
            accept(batch, partitions, false);
        } else if (spill.isActive()) {
            accept(batch, divided(), false);
        } else if (hasRoom(all.builtBytesWith(batch, keys))) {
            all.add(batch, keys);
        } else {
            accept(batch, divided(), true);
        }
    }

    /// @param refused whether there is no room for `batch`, as far as is known
    private void accept(Batch batch, BuildPartitions divided, boolean refused) {
        divided.follow();
        divided.expect(keys);
        boolean writes = refused || !hasRoom(divided.builtBytesWith(batch, keys));
        while (writes && divided.writeLargest()) {
            long bytes = divided.builtBytesWith(batch, keys);
            held.resize(Math.min(held.heldBytes(), bytes));
            writes = !hasRoom(bytes);
        }
        divided.add(batch, keys);
    }

    private boolean hasRoom(long bytes) {
        return BuildRoom.tryHold(held, bytes + keys.sizeBytes(), query.memory());
    }

    private BuildPartitions divided() {
        BuildPartitions divided = partitions;
        if (divided == null) {
            divided = new BuildPartitions(all, spill, writing, query);
            partitions = divided;
            all = new KeptRows(build.keys(), List.of());
        }
        return divided;
    }

    private void findNullKey(Batch batch) {
        Vector key = batch.column(plan.rightKeys().getFirst());
        int[] selection = batch.selection();
        for (int i = 0; key.mayHaveNulls() && i < batch.selectedCount(); i++) {
            if (key.isNull(selection == null ? i : selection[i])) {
                build.foundNullKey();
                return;
            }
        }
    }

    @Override
    public void finish() {
        if (spill.isActive()) {
            divided().follow();
        }
        build.finished(this);
    }

    /// Gives up the rows that are kept, once all drivers have ended; those of partitions that
    /// another one began to write are written.
    List<KeptRows> end() {
        if (!spill.isActive()) {
            KeptRows given = all;
            all = new KeptRows(build.keys(), List.of());
            return given.rowCount() == 0 ? List.of() : List.of(given);
        }
        BuildPartitions divided = divided();
        partitions = null;
        divided.finish();
        return divided.kept();
    }

    /// What this has reserved; given back by the build.
    Reservation held() {
        return held;
    }
}
