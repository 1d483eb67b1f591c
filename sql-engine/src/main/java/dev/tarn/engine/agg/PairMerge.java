package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Cells;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.columns.KeyLayout;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spill.PartitionedRuns;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.RunReader;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/// Adds the distinct pairs of one partition on disk to the accumulators of its groups, which are
/// all in memory, a block at a time. Where memory does not suffice for the pairs of one call, they
/// are first spread over runs by their own hash, as pairs that are equal come together so, and each
/// run is added by itself. Owned by one driver.
final class PairMerge {
    /// Heap that pairs in a table take at most for each of their bytes on disk, before compression.
    private static final int TABLE_SHARE = 12;

    private static final int LAST_LEVEL = 8;

    private final Plan.Aggregate plan;
    private final QueryContext query;
    private final GroupStates states;
    private final SpilledGroups spilled;
    private final KeyBatch hashed = new KeyBatch();
    private final ArrayDeque<Part> waiting = new ArrayDeque<>();
    private @Nullable Part part;
    private @Nullable DistinctRows seen;
    private @Nullable PartitionedRuns finer;
    private @Nullable RunReader reader;
    private int nextRun;

    /// Pairs of one call whose equals are all among them: with their keys at level 0, with the
    /// numbers of their groups beyond.
    private record Part(int call, List<Run> runs, int level) {
        long plainBytes() {
            return runs.stream().mapToLong(Run::plainBytes).sum();
        }
    }

    /// The pairs of `partition` of `spilled`, whose groups `states` holds.
    PairMerge(
            Plan.Aggregate plan,
            QueryContext query,
            SpilledGroups spilled,
            int partition,
            GroupStates states) {
        this.plan = plan;
        this.query = query;
        this.spilled = spilled;
        this.states = states;
        for (int call = 0; call < plan.calls().size(); call++) {
            List<Run> runs = spilled.pairs(call, partition);
            if (!runs.isEmpty()) {
                waiting.add(new Part(call, runs, 0));
            }
        }
    }

    /// Reads a block of pairs; false if none is left. `groups` finds the groups of rows by keys.
    boolean step(Function<Batch, int[]> groups, Reservation reservation) {
        Part current = part;
        if (current == null) {
            return begin(reservation);
        }
        if (reader == null && nextRun == current.runs().size()) {
            end(current, reservation);
            return true;
        }
        if (reader == null) {
            reader = current.runs().get(nextRun).open();
        }
        Batch block = reader.next();
        if (block == null) {
            reader = null;
            current.runs().get(nextRun++).release();
            return true;
        }
        if (current.level() == 0) {
            block = numbered(block, groups.apply(block));
        }
        if (finer != null) {
            spread(block, current, finer);
        } else {
            add(block, current, reservation);
        }
        return true;
    }

    private boolean begin(Reservation reservation) {
        part = waiting.poll();
        if (part == null) {
            return false;
        }
        nextRun = 0;
        long needed = TABLE_SHARE * part.plainBytes();
        if (reservation.tryGrow(needed) || part.level() == LAST_LEVEL) {
            seen = new DistinctRows(call(part));
            return true;
        }
        reservation.resize(0);
        finer =
                new PartitionedRuns(
                        spilled.openFile(), types(part), Radix.PARTITION_COUNT, reservation);
        return true;
    }

    private AggregateCall call(Part of) {
        return plan.calls().get(of.call());
    }

    private List<DataType> types(Part of) {
        List<DataType> types = new ArrayList<>();
        types.add(DataType.BIGINT);
        types.addAll(call(of).function().parameterTypes());
        return types;
    }

    private void end(Part current, Reservation reservation) {
        if (finer != null) {
            for (Run run : finer.finish()) {
                if (run != null) {
                    waiting.addFirst(new Part(current.call(), List.of(run), current.level() + 1));
                }
            }
        }
        finer = null;
        seen = null;
        part = null;
        reservation.resize(0);
    }

    /// The arguments of `block` behind the numbers of their groups, in the place of keys.
    private Batch numbered(Batch block, int[] groups) {
        long[] numbers = new long[block.rowCount()];
        for (int row = 0; row < numbers.length; row++) {
            numbers[row] = groups[row];
        }
        List<Vector> columns = new ArrayList<>();
        columns.add(new LongVector(DataType.BIGINT, numbers));
        columns.addAll(
                block.columns().subList(spilled.format().keyCount(), block.columns().size()));
        return new Batch(columns, numbers.length);
    }

    private void spread(Batch block, Part current, PartitionedRuns target) {
        KeyLayout layout = KeyLayout.of(types(current), true);
        List<Cells> cells = new ArrayList<>();
        for (Vector column : block.columns()) {
            cells.add(Cells.of(column, block));
        }
        new KeyEncoder(layout).encode(cells, block.rowCount(), hashed);
        int[] partitions = new int[block.rowCount()];
        int shift = Long.SIZE - Radix.BITS * (current.level() + 1);
        for (int row = 0; row < partitions.length; row++) {
            partitions[row] = (int) (hashed.hashes[row] >>> shift) & Radix.PARTITION_COUNT - 1;
        }
        target.add(block, partitions);
    }

    private void add(Batch block, Part current, Reservation reservation) {
        query.checkRunning();
        int count = block.rowCount();
        long[] numbers = ((LongVector) block.column(0)).values();
        int[] groups = new int[count];
        for (int row = 0; row < count; row++) {
            groups[row] = (int) numbers[row];
        }
        List<Vector> arguments = block.columns().subList(1, block.columns().size());
        List<Cells> cells = new ArrayList<>(arguments.size());
        for (Vector column : arguments) {
            cells.add(Cells.of(column, block));
        }
        DistinctRows known = Objects.requireNonNull(seen);
        int[] newRows = new int[count];
        int added = known.add(groups, cells, count, newRows);
        int[] newGroups = new int[added];
        for (int i = 0; i < added; i++) {
            newGroups[i] = groups[newRows[i]];
        }
        states.accumulator(current.call())
                .add(newGroups, arguments, new Rows(count, newRows, added));
        if (known.sizeBytes() > reservation.heldBytes()) {
            reservation.resize(known.sizeBytes());
        }
    }
}
