package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.KeyLayout;
import dev.tarn.engine.columns.KeyStore;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The groups of one hash table with the state of every aggregate: an accumulator a call, and for
/// DISTINCT calls also the pairs seen. Or groups that no table finds, of which several may have the
/// same key, or which come in order. Not thread-safe.
final class GroupStates {
    private final @Nullable GroupTable table;
    private final @Nullable KeyStore keys;
    private final List<Accumulator> accumulators = new ArrayList<>();
    private final List<@Nullable DistinctRows> distinctRows = new ArrayList<>();

    GroupStates(Plan.Aggregate plan) {
        this(plan, plan.keys().isEmpty() ? null : new GroupTable(layout(plan)), null, true);
    }

    private GroupStates(
            Plan.Aggregate plan,
            @Nullable GroupTable table,
            @Nullable KeyStore ownKeys,
            boolean keepsPairs) {
        this.table = table;
        this.keys = table == null ? ownKeys : table.keys();
        for (AggregateCall call : plan.calls()) {
            accumulators.add(accumulator(plan, call));
            distinctRows.add(keepsPairs && call.distinct() ? new DistinctRows(call) : null);
        }
        if (keys == null) {
            resizeAccumulators();
        }
    }

    /// Groups with `keys`, without a table.
    static GroupStates rows(Plan.Aggregate plan, KeyStore keys) {
        return new GroupStates(plan, null, keys, true);
    }

    /// The same for rows in order, of which DISTINCT calls are given each value once.
    static GroupStates ordered(Plan.Aggregate plan, KeyStore keys) {
        return new GroupStates(plan, null, keys, false);
    }

    /// An accumulator for one of the calls of `plan`.
    static Accumulator accumulator(Plan.Aggregate plan, AggregateCall call) {
        if (call.order().isEmpty()) {
            return call.function().newAccumulator().get();
        }
        List<Field> input = plan.input().output();
        return OrderedRows.accumulator(
                call, call.arguments().stream().map(at -> input.get(at).type()).toList());
    }

    static KeyLayout layout(Plan.Aggregate plan) {
        List<Field> input = plan.input().output();
        List<DataType> types = plan.keys().stream().map(key -> input.get(key).type()).toList();
        return KeyLayout.of(types, false);
    }

    /// The table of keys; null where no table finds them, and without keys.
    @Nullable GroupTable table() {
        return table;
    }

    /// The keys; null without keys, where there is the one group 0.
    @Nullable KeyStore keys() {
        return keys;
    }

    int groupCount() {
        return keys == null ? 1 : keys.count;
    }

    int callCount() {
        return accumulators.size();
    }

    Accumulator accumulator(int call) {
        return accumulators.get(call);
    }

    /// The pairs of a DISTINCT call; null for others, and for rows in order.
    @Nullable DistinctRows distinctRows(int call) {
        return distinctRows.get(call);
    }

    /// Gives every group a state.
    void resizeAccumulators() {
        resizeAccumulators(groupCount());
    }

    /// Gives a state to groups up to `count`, also to those that are still to come.
    void resizeAccumulators(int count) {
        for (Accumulator accumulator : accumulators) {
            accumulator.resize(count);
        }
    }

    /// The keys and results of groups `from..to`.
    Batch results(int from, int to) {
        List<Vector> columns = new ArrayList<>();
        if (keys != null) {
            int[] numbers = new int[to - from];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = from + i;
            }
            columns.addAll(keys.decode(numbers, 0, numbers.length));
        }
        for (Accumulator accumulator : accumulators) {
            columns.add(accumulator.finish(from, to));
        }
        return new Batch(columns, to - from);
    }

    long sizeBytes() {
        if (keys == null) {
            return stateBytes();
        }
        return (table == null ? keys.sizeBytes() : table.sizeBytes()) + stateBytes();
    }

    /// Heap of everything but the keys and their table.
    long stateBytes() {
        long bytes = 0;
        for (Accumulator accumulator : accumulators) {
            bytes += accumulator.sizeBytes();
        }
        for (DistinctRows rows : distinctRows) {
            bytes += rows == null ? 0 : rows.sizeBytes();
        }
        return bytes;
    }
}
