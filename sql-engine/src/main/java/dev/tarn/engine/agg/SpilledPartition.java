package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.columns.Cells;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spill.PartitionedRuns;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.RunReader;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Merges one partition of groups on disk, a block at a time, and gives the results. Where memory
/// does not suffice for all its groups they are written again, split by further bits of the hash,
/// and each of those parts is merged by itself. Owned by one driver.
final class SpilledPartition implements Morsel {
    private final Plan.Aggregate plan;
    private final QueryContext query;
    private final Reservation reservation;
    private final Reservation pairReservation;
    private final @Nullable KeyEncoder encoder;
    private final KeyBatch keys = new KeyBatch();
    private final ArrayDeque<Part> waiting = new ArrayDeque<>();
    private int[] into = new int[0];

    /// The part that is being merged, and how far that is.
    private @Nullable Part part;

    private GroupStates states;
    private @Nullable SpilledGroups finer;
    private List<Run> runs = List.of();
    private int nextRun;
    private @Nullable RunReader reader;
    private @Nullable PairMerge pairs;
    private int nextResult = -1;

    /// One partition of one level.
    private record Part(SpilledGroups groups, int partition) {}

    SpilledPartition(Plan.Aggregate plan, QueryContext query, SpilledGroups groups, int partition) {
        this.plan = plan;
        this.query = query;
        this.reservation = query.memory().open("aggregation merge");
        this.pairReservation = query.memory().open("aggregation merge of distinct values");
        this.encoder = plan.keys().isEmpty() ? null : new KeyEncoder(GroupStates.layout(plan));
        this.states = new GroupStates(plan);
        waiting.add(new Part(groups, partition));
    }

    @Override
    public @Nullable Batch next() {
        query.checkRunning();
        if (nextResult >= 0) {
            return result();
        }
        Part current = part;
        if (current == null) {
            return begin() ? NumberedSource.NOTHING : null;
        }
        if (reader != null || nextRun < runs.size()) {
            loadGroups(current);
        } else if (finer != null) {
            split(current, finer);
        } else if (pairs == null) {
            pairs = new PairMerge(plan, query, current.groups(), current.partition(), states);
        } else if (!pairs.step(this::find, pairReservation)) {
            nextResult = 0;
        }
        return NumberedSource.NOTHING;
    }

    private boolean begin() {
        part = waiting.poll();
        if (part == null) {
            return false;
        }
        runs = part.groups().groups(part.partition());
        nextRun = 0;
        return true;
    }

    private @Nullable Batch result() {
        if (nextResult >= states.groupCount() || runs.isEmpty()) {
            forget();
            return NumberedSource.NOTHING;
        }
        int from = nextResult;
        nextResult = Math.min(states.groupCount(), from + query.config().batchRowCount());
        return states.results(from, nextResult);
    }

    private void forget() {
        states = new GroupStates(plan);
        part = null;
        finer = null;
        pairs = null;
        runs = List.of();
        nextResult = -1;
        reservation.resize(0);
        pairReservation.resize(0);
    }

    private void loadGroups(Part current) {
        if (reader == null) {
            reader = runs.get(nextRun).open();
        }
        Batch block = reader.next();
        if (block == null) {
            reader = null;
            runs.get(nextRun++).release();
            return;
        }
        if (!reserve(block)) {
            writeFiner(current);
            if (!reserve(block)) {
                reservation.resize(neededBytes(block));
            }
        }
        find(block);
        states.resizeAccumulators();
        current.groups().format().merge(block, states, into);
        if (!reservation.tryGrow(heldBytes())) {
            writeFiner(current);
            reservation.resize(heldBytes());
        }
    }

    private boolean reserve(Batch block) {
        encode(block);
        return reservation.tryGrow(neededBytes(block));
    }

    private long neededBytes(Batch block) {
        GroupTable table = states.table();
        return (table == null ? 0 : table.sizeBytesWith(keys))
                + states.stateBytes()
                + SpilledGroups.writeBytes(states)
                + keys.sizeBytes()
                + 2 * block.sizeBytes();
    }

    private long heldBytes() {
        return states.sizeBytes() + SpilledGroups.writeBytes(states) + keys.sizeBytes();
    }

    private void encode(Batch block) {
        if (encoder != null) {
            List<Cells> cells = new ArrayList<>(plan.keys().size());
            for (int key = 0; key < plan.keys().size(); key++) {
                cells.add(Cells.of(block.column(key), block));
            }
            encoder.encode(cells, block.rowCount(), keys);
        }
        if (into.length < block.rowCount()) {
            into = new int[block.rowCount()];
        }
    }

    /// The groups of the rows of `block`, whose first columns are keys; what is not there yet is
    /// added.
    private int[] find(Batch block) {
        encode(block);
        GroupTable table = states.table();
        if (table == null) {
            Arrays.fill(into, 0, block.rowCount(), 0);
        } else {
            table.findOrAdd(keys, into);
        }
        return into;
    }

    /// Puts what is merged so far on disk again, split by further bits. The groups of one hash are
    /// not split: they stay, and the reservation that follows says that there is no room for them.
    private void writeFiner(Part current) {
        if (encoder == null || current.groups().isLast() || states.groupCount() == 0) {
            return;
        }
        SpilledGroups target = finer;
        if (target == null) {
            target = current.groups().next();
            finer = target;
        }
        target.write(states);
        states = new GroupStates(plan);
        reservation.resize(0);
    }

    /// Writes the rest of the groups and all pairs of `current` as parts of the finer level, which
    /// are merged next.
    private void split(Part current, SpilledGroups target) {
        writeFiner(current);
        for (int call = 0; call < plan.calls().size(); call++) {
            List<Run> all = current.groups().pairs(call, current.partition());
            if (!all.isEmpty()) {
                splitPairs(call, all, target);
            }
        }
        for (int partition = Radix.PARTITION_COUNT - 1; partition >= 0; partition--) {
            if (!target.groups(partition).isEmpty()) {
                waiting.addFirst(new Part(target, partition));
            }
        }
        forget();
    }

    private void splitPairs(int call, List<Run> all, SpilledGroups target) {
        PartitionedRuns written = target.openPairs(call, pairReservation);
        for (Run run : all) {
            RunReader rows = run.open();
            for (Batch block = rows.next(); block != null; block = rows.next()) {
                query.checkRunning();
                encode(block);
                for (int row = 0; row < block.rowCount(); row++) {
                    into[row] = target.partition(keys.hashes[row]);
                }
                written.add(block, into);
            }
            run.release();
        }
        target.addPairs(call, written);
    }

    @Override
    public void close() {
        reader = null;
        reservation.close();
        pairReservation.close();
    }
}
