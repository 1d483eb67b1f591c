package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.columns.Cells;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.columns.KeyStore;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.memory.QueryMemory;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spill.SpillBuffers;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What one driver aggregates: its own table of groups, merged with the others' at the end; on disk
/// whenever memory is short. Owned by one driver until it finishes; after that it is only read.
final class LocalAggregation implements Sink.Local {
    private static final long LARGEST_LEFT_BYTES = 1 << 20;
    private static final int LEFT_SHARE = 16;

    /// Rows of a portion, at most: so many are put in the order of their partitions within a cache,
    /// and a table of as many groups just fits one.
    private static final int MOST_PORTION_ROWS = 1 << 15;

    private static final int PORTION_BATCHES = 16;

    /// Portions before they are merged.
    private static final int PORTION_COUNT = 16;

    /// Memory there must be for each byte of a table before rows go past it, as they take more than
    /// groups do.
    private static final int PASS_SHARE = 64;

    /// Bytes that merging portions takes at most for each of theirs.
    private static final int MERGE_SHARE = 4;

    private final Plan.Aggregate plan;
    private final AggregateSink shared;
    private final QueryMemory memory;
    private final Reservation reservation;
    private GroupStates states;
    private final @Nullable KeyEncoder encoder;
    private final KeyBatch keys = new KeyBatch();
    private DictionaryGroups dictionaryGroups = new DictionaryGroups();
    private final CallRows callRows;
    private final int portionRows;
    private final Reduction reduction;

    /// What was put past the table; while rows are, `states` has none, and gathers the next
    /// portion.
    private final Portions portions;

    private int[] groups = new int[0];
    private int[] rows = new int[0];
    private int[] places = new int[0];
    private int[] unknownGroups = new int[0];
    private @Nullable PartitionedGroups partitioned;

    LocalAggregation(Plan.Aggregate plan, AggregateSink shared, QueryContext query) {
        int batchRows = query.config().batchRowCount();
        this.plan = plan;
        this.shared = shared;
        this.memory = query.memory();
        this.reservation = memory.open("aggregation");
        this.states = new GroupStates(plan);
        this.portionRows = Math.min(MOST_PORTION_ROWS, PORTION_BATCHES * batchRows);
        this.reduction = new Reduction(plan, portionRows);
        this.portions = new Portions(plan, (long) PORTION_COUNT * portionRows);
        this.callRows = new CallRows(plan.calls());
        this.encoder = plan.keys().isEmpty() ? null : new KeyEncoder(GroupStates.layout(plan));
    }

    GroupStates states() {
        return states;
    }

    Portions portions() {
        return portions;
    }

    /// Groups here, of which some may have the same key.
    long groupCount() {
        return states.groupCount() + portions.groupCount();
    }

    /// Heap of the groups.
    long groupBytes() {
        return states.sizeBytes() + portions.sizeBytes();
    }

    @Override
    public void accept(Batch batch) {
        if (groups.length < batch.rowCount()) {
            groups = new int[batch.rowCount()];
            rows = new int[batch.rowCount()];
            places = new int[batch.rowCount()];
            unknownGroups = new int[batch.rowCount()];
        }
        if (mayGoNow() && memory.isShort()) {
            spill();
        }
        if (!findGroups(batch, false)) {
            spill();
            findGroups(batch, true);
        }
        states.resizeAccumulators();
        callRows.add(batch, groups, states);
        reduction.add(batch.selectedCount());
        pass();
        if (!reservation.tryGrow(sizeBytes(), SpillBuffers.ROW_BYTES)) {
            spill();
            reservation.resize(sizeBytes());
        }
    }

    /// Decides whether rows go past the table from now on, and puts a full portion with the others.
    private void pass() {
        GroupTable table = states.table();
        if (table != null) {
            if (reduction.isPoor(table)
                    && memory.growableBytes() > PASS_SHARE * states.sizeBytes()) {
                portions.add(states);
                states = rows();
                dictionaryGroups = new DictionaryGroups();
            }
            return;
        }
        if (encoder == null || states.groupCount() < portionRows) {
            return;
        }
        portions.add(states);
        states = rows();
        if (!portions.isMergeDue()) {
            return;
        }
        long needed = sizeBytes() + MERGE_SHARE * portions.portionBytes();
        if (!reservation.tryGrow(needed, SpillBuffers.ROW_BYTES)) {
            spill();
            return;
        }
        portions.merge();
        if (reduction.isGood(portions.groupCount())) {
            states = new GroupStates(plan);
            GroupMerge merge = new GroupMerge(plan);
            for (GroupStates part : portions.all()) {
                merge.addRun(part, 0, part.groupCount(), states);
            }
            portions.clear();
        }
    }

    /// No groups, with room for a portion.
    private GroupStates rows() {
        KeyStore rowKeys = new KeyStore(GroupStates.layout(plan), portionRows);
        GroupStates rows = GroupStates.rows(plan, rowKeys);
        rows.resizeAccumulators(portionRows);
        return rows;
    }

    private long sizeBytes() {
        return groupBytes() + besideBytes();
    }

    /// Heap of everything but the groups, and what writing those takes.
    private long besideBytes() {
        return keys.sizeBytes()
                + dictionaryGroups.sizeBytes()
                + callRows.sizeBytes()
                + SpilledGroups.writeBytes(states);
    }

    /// Whether there is enough here that writing it helps.
    private boolean mayGoNow() {
        return reservation.heldBytes()
                > Math.min(LARGEST_LEFT_BYTES, memory.limitBytes() / LEFT_SHARE);
    }

    /// Writes all groups, and begins anew.
    void spill() {
        if (encoder != null && groupCount() == 0) {
            return;
        }
        List<GroupStates> all = portions.all();
        all.add(states);
        shared.spilled().write(all);
        portions.clear();
        reduction.restart();
        states = new GroupStates(plan);
        dictionaryGroups = new DictionaryGroups();
        partitioned = null;
        reservation.resize(0);
    }

    /// Writes the group of each selected row to `groups`; false if memory is refused, which is a
    /// failure where `insists` is set.
    private boolean findGroups(Batch batch, boolean insists) {
        if (encoder == null) {
            return true;
        }
        GroupTable table = states.table();
        if (table == null) {
            return addRows(batch, encoder, insists);
        }
        int unknown = batch.selectedCount();
        boolean byDictionary = dictionaryGroups.prepare(batch, plan.keys());
        if (byDictionary) {
            unknown = dictionaryGroups.lookUp(batch, groups, rows, places);
            if (unknown == 0) {
                return true;
            }
        }
        List<Cells> cells = new ArrayList<>(plan.keys().size());
        for (int key : plan.keys()) {
            cells.add(
                    byDictionary
                            ? Cells.of(batch.column(key), rows, unknown)
                            : Cells.of(batch.column(key), batch));
        }
        encoder.encode(cells, unknown, keys);
        long needed = table.sizeBytesWith(keys) + states.stateBytes() + besideBytes();
        if (!reserve(needed + portions.sizeBytes(), insists)) {
            return false;
        }
        if (!byDictionary) {
            table.findOrAdd(keys, groups);
            return true;
        }
        table.findOrAdd(keys, unknownGroups);
        for (int i = 0; i < unknown; i++) {
            groups[places[i]] = unknownGroups[i];
            dictionaryGroups.learn(places[i], unknownGroups[i]);
        }
        return true;
    }

    private boolean reserve(long needed, boolean insists) {
        if (!reservation.tryGrow(needed, SpillBuffers.ROW_BYTES)) {
            if (!insists) {
                return false;
            }
            reservation.resize(needed);
        }
        return true;
    }

    /// Makes each selected row a group of its own.
    private boolean addRows(Batch batch, KeyEncoder of, boolean insists) {
        of.encode(KeyEncoder.cells(batch, plan.keys()), batch.selectedCount(), keys);
        KeyStore rowKeys = Objects.requireNonNull(states.keys());
        long needed = rowKeys.sizeBytesWith(keys) + states.stateBytes() + besideBytes();
        if (!reserve(needed + portions.sizeBytes(), insists)) {
            return false;
        }
        rowKeys.appendRows(keys, groups);
        return true;
    }

    @Override
    public void finish() {
        if (!shared.spilled().isEmpty()) {
            spill();
            release();
            return;
        }
        GroupTable table = states.table();
        if (table == null && encoder != null) {
            portions.add(states);
            states = new GroupStates(plan);
        } else if (table != null
                && table.direct() == null
                && table.groupCount() > AggregateSink.UNPARTITIONED_GROUPS) {
            partitioned(new Partitioning.ByHash());
        }
        shared.add(this);
    }

    /// This table's groups by partition.
    synchronized PartitionedGroups partitioned(Partitioning partitioning) {
        PartitionedGroups made = partitioned;
        if (made == null || !partitioning.equals(made.by())) {
            made = PartitionedGroups.of(states, partitioning);
            reservation.resize(reservation.heldBytes() + made.sizeBytes());
            partitioned = made;
        }
        return made;
    }

    /// Gives the memory back, once nobody reads this any more.
    void release() {
        reservation.close();
    }
}
