package dev.tarn.engine.join;

import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.SpillFile;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// What one join has on disk, where its build side was too large for memory: the build rows of some
/// partitions of the hash, and all probe rows whose key may equal one of theirs. Thread-safe.
final class JoinSpill {
    private static final String OPERATOR = "join";

    private final Plan.HashJoin plan;
    private final StoredColumns buildColumns;
    private final StoredColumns probeColumns;
    private final QueryContext query;
    private final List<SpilledPart> parts = new ArrayList<>();
    private @Nullable SpillFile buildFile;
    private @Nullable SpillFile probeFile;

    /// A bit for each partition that is on disk.
    private final AtomicInteger onDisk = new AtomicInteger();

    JoinSpill(Plan.HashJoin plan, JoinColumns columns, QueryContext query) {
        this.plan = plan;
        this.query = query;
        this.buildColumns =
                new StoredColumns(plan.right().output(), columns.right(), plan.rightKeys());
        this.probeColumns =
                new StoredColumns(plan.left().output(), columns.left(), plan.leftKeys());
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            parts.add(SpilledPart.empty(1));
        }
        query.spill().reserve();
    }

    /// Makes all drivers of the build write their rows of `partition` from their next batch on.
    void begin(int partition) {
        onDisk.accumulateAndGet(1 << partition, (all, one) -> all | one);
    }

    /// Whether build rows go to disk; whether they did, once the build is complete.
    boolean isActive() {
        return onDisk.get() != 0;
    }

    /// Whether those of `partition` do.
    boolean isOnDisk(int partition) {
        return (onDisk.get() >>> partition & 1) != 0;
    }

    StoredColumns buildColumns() {
        return buildColumns;
    }

    StoredColumns probeColumns() {
        return probeColumns;
    }

    /// For the build rows of one driver.
    PartitionWriter newBuildWriter() {
        return new PartitionWriter(buildFile(), buildColumns.types(), 0);
    }

    private synchronized SpillFile buildFile() {
        SpillFile open = buildFile;
        if (open == null) {
            open = openFile();
            buildFile = open;
        }
        return open;
    }

    /// For the probe rows of one driver.
    PartitionWriter newProbeWriter() {
        return new PartitionWriter(probeFile(), probeColumns.types(), 0);
    }

    private synchronized SpillFile probeFile() {
        SpillFile open = probeFile;
        if (open == null) {
            open = openFile();
            probeFile = open;
        }
        return open;
    }

    private SpillFile openFile() {
        return query.spill().openFile(OPERATOR, query.counters().spill(plan));
    }

    synchronized void addBuild(List<@Nullable Run> runs) {
        for (int partition = 0; partition < runs.size(); partition++) {
            Run run = runs.get(partition);
            if (run != null) {
                parts.get(partition).build().add(run);
            }
        }
    }

    synchronized void addProbe(List<@Nullable Run> runs) {
        for (int partition = 0; partition < runs.size(); partition++) {
            Run run = runs.get(partition);
            if (run != null) {
                parts.get(partition).probe().add(run);
            }
        }
    }

    /// How many partitions are to be joined, once all probe rows are written.
    int partCount(boolean hasNullKey) {
        boolean none = plan.type() == JoinType.NULL_AWARE_ANTI && hasNullKey;
        return none ? 0 : Integer.bitCount(onDisk.get());
    }

    /// The `number`-th of them.
    synchronized SpilledPart part(int number) {
        seal(buildFile);
        seal(probeFile);
        int rest = onDisk.get();
        for (int before = 0; before < number; before++) {
            rest &= rest - 1;
        }
        return parts.get(Integer.numberOfTrailingZeros(rest));
    }

    private static void seal(@Nullable SpillFile file) {
        if (file != null) {
            file.seal();
        }
    }

    /// `part` by the next bits of the hash. Its own runs are released.
    List<SpilledPart> split(SpilledPart part, Repartition rows) {
        SpillFile build = openFile();
        SpillFile probe = openFile();
        PartitionWriter builds = new PartitionWriter(build, buildColumns.types(), part.level());
        PartitionWriter probes = new PartitionWriter(probe, probeColumns.types(), part.level());
        rows.write(part.build(), buildColumns, plan.rightKeys(), builds);
        rows.write(part.probe(), probeColumns, plan.leftKeys(), probes);
        List<@Nullable Run> buildRuns = builds.finish();
        List<@Nullable Run> probeRuns = probes.finish();
        build.seal();
        probe.seal();
        long most = part.buildRows();
        part.release();
        List<SpilledPart> split = new ArrayList<>();
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            split.add(
                    SpilledPart.split(
                            part, buildRuns.get(partition), probeRuns.get(partition), most));
        }
        return split;
    }

    /// How rows of runs get to a writer.
    interface Repartition {
        void write(
                List<Run> runs, StoredColumns columns, List<Integer> keys, PartitionWriter writer);
    }
}
