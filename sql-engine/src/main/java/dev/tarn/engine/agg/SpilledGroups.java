package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.columns.KeyStore;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spill.PartitionedRuns;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.RunWriter;
import dev.tarn.engine.spill.SpillBuffers;
import dev.tarn.engine.spill.SpillFile;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// Groups of one aggregation on disk, by partition of the hash of their keys: of its upper bits at
/// level 0, of the following ones at each further level. Thread-safe.
final class SpilledGroups {
    /// Beyond this level hashes have no bits left: groups that are still too large are one key's.
    static final int LAST_LEVEL = 8;

    private static final int MOST_STEP = 2048;

    private final Plan.Aggregate plan;
    private final QueryContext query;
    private final GroupFormat format;
    private final int level;
    private final List<List<Run>> groups = new ArrayList<>();
    private final List<List<List<Run>>> pairs = new ArrayList<>();
    private boolean empty = true;

    SpilledGroups(Plan.Aggregate plan, QueryContext query, int level) {
        this.plan = plan;
        this.query = query;
        this.format = new GroupFormat(plan);
        this.level = level;
        for (int partition = 0; partition < Radix.PARTITION_COUNT; partition++) {
            groups.add(new ArrayList<>());
        }
        for (int call = 0; call < plan.calls().size(); call++) {
            List<List<Run>> ofCall = new ArrayList<>();
            for (int partition = 0; partition < Radix.PARTITION_COUNT; partition++) {
                ofCall.add(new ArrayList<>());
            }
            pairs.add(ofCall);
        }
    }

    /// What was written of groups that a further level splits.
    SpilledGroups next() {
        return new SpilledGroups(plan, query, level + 1);
    }

    boolean isLast() {
        return level == LAST_LEVEL;
    }

    GroupFormat format() {
        return format;
    }

    synchronized boolean isEmpty() {
        return empty;
    }

    int partition(long hash) {
        return (int) (hash >>> Long.SIZE - Radix.BITS * (level + 1)) & Radix.PARTITION_COUNT - 1;
    }

    SpillFile openFile() {
        return query.spill().openFile("aggregation", query.counters().spill(plan));
    }

    /// Heap that writing `states` takes besides them.
    static long writeBytes(GroupStates states) {
        long numbers = states.groupCount();
        for (int call = 0; call < states.callCount(); call++) {
            DistinctRows rows = states.distinctRows(call);
            numbers = Math.max(numbers, rows == null ? 0 : rows.count());
        }
        return 4L * numbers + 4L * Radix.PARTITION_COUNT;
    }

    /// Writes all groups of `states`, and the pairs of DISTINCT calls.
    void write(GroupStates states) {
        write(List.of(states));
    }

    /// The same of several.
    void write(List<GroupStates> several) {
        synchronized (this) {
            empty = false;
        }
        SpillFile file = openFile();
        for (GroupStates states : several) {
            if (states.groupCount() > 0) {
                write(file, states);
            }
        }
        file.seal();
    }

    private void write(SpillFile file, GroupStates states) {
        KeyStore keys = states.keys();
        IntUnaryOperator partitionOf = group -> keys == null ? 0 : partition(keys.hashes[group]);
        write(
                file,
                groups,
                format.groupTypes(),
                Radix.of(states.groupCount(), partitionOf),
                rowsInBlock(states.sizeBytes(), states.groupCount()),
                (numbers, from, to) -> format.groups(states, numbers, from, to));
        for (int call = 0; call < plan.calls().size(); call++) {
            DistinctRows rows = states.distinctRows(call);
            if (rows == null || rows.count() == 0) {
                continue;
            }
            int ofCall = call;
            write(
                    file,
                    pairs.get(call),
                    format.pairTypes(call),
                    Radix.of(rows.count(), pair -> partitionOf.applyAsInt(rows.groupOf(pair))),
                    rowsInBlock(rows.sizeBytes(), rows.count()),
                    (numbers, from, to) -> format.pairs(states, ofCall, numbers, from, to));
        }
    }

    private static int rowsInBlock(long bytes, int rowCount) {
        long fitting = (long) SpillBuffers.BLOCK_BYTES * rowCount / (bytes + 1);
        return (int) Math.clamp(fitting, 1, MOST_STEP);
    }

    /// Gives some rows as they are written.
    private interface Rows {
        Batch of(int[] numbers, int from, int to);
    }

    private void write(
            SpillFile file,
            List<List<Run>> target,
            List<DataType> types,
            Radix radix,
            int step,
            Rows rows) {
        for (int partition = 0; partition < Radix.PARTITION_COUNT; partition++) {
            int end = radix.starts()[partition + 1];
            int from = radix.starts()[partition];
            if (from == end) {
                continue;
            }
            RunWriter run = file.newRun(types);
            while (from < end) {
                query.checkRunning();
                int to = Math.min(end, from + step);
                run.add(rows.of(radix.numbers(), from, to));
                from = to;
            }
            add(target, partition, run.finish());
        }
    }

    private synchronized void add(List<List<Run>> target, int partition, Run run) {
        target.get(partition).add(run);
    }

    /// A place for pairs of `call` that are read of a coarser level, to be ended by `addPairs`.
    PartitionedRuns openPairs(int call, Reservation reservation) {
        return new PartitionedRuns(
                openFile(), format.pairTypes(call), Radix.PARTITION_COUNT, reservation);
    }

    void addPairs(int call, PartitionedRuns written) {
        List<@Nullable Run> runs = written.finish();
        for (int partition = 0; partition < runs.size(); partition++) {
            Run run = runs.get(partition);
            if (run != null) {
                add(pairs.get(call), partition, run);
            }
        }
    }

    /// The runs of groups of `partition`; whoever asks releases them.
    synchronized List<Run> groups(int partition) {
        return List.copyOf(groups.get(partition));
    }

    /// The runs of pairs of a DISTINCT call; whoever asks releases them.
    synchronized List<Run> pairs(int call, int partition) {
        return List.copyOf(pairs.get(call).get(partition));
    }
}
