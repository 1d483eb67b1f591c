package dev.tarn.engine.agg;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.columns.KeyStore;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The columns as which groups leave memory: the keys and the states of all calls but DISTINCT
/// ones; and for each of those the pairs it has seen, as keys and arguments.
final class GroupFormat {
    private final Plan.Aggregate plan;
    private final List<DataType> keyTypes;
    private final List<DataType> groupTypes;

    GroupFormat(Plan.Aggregate plan) {
        this.plan = plan;
        this.keyTypes =
                plan.keys().stream().map(key -> plan.input().output().get(key).type()).toList();
        List<DataType> types = new ArrayList<>(keyTypes);
        for (AggregateCall call : plan.calls()) {
            if (!call.distinct()) {
                types.addAll(GroupStates.accumulator(plan, call).stateTypes());
            }
        }
        if (types.isEmpty()) {
            // A block needs a column to have rows.
            types.add(DataType.BOOLEAN);
        }
        this.groupTypes = List.copyOf(types);
    }

    int keyCount() {
        return keyTypes.size();
    }

    List<DataType> groupTypes() {
        return groupTypes;
    }

    List<DataType> pairTypes(int call) {
        List<DataType> types = new ArrayList<>(keyTypes);
        types.addAll(plan.calls().get(call).function().parameterTypes());
        return types;
    }

    /// The groups `numbers[from..to)` of `states`.
    Batch groups(GroupStates states, int[] numbers, int from, int to) {
        List<Vector> columns = keys(states, numbers, from, to);
        for (int call = 0; call < plan.calls().size(); call++) {
            if (!plan.calls().get(call).distinct()) {
                columns.addAll(states.accumulator(call).save(numbers, from, to));
            }
        }
        if (columns.isEmpty()) {
            columns.add(Vectors.nulls(DataType.BOOLEAN, to - from));
        }
        return new Batch(columns, to - from);
    }

    /// The pairs `pairs[from..to)` of a DISTINCT call.
    Batch pairs(GroupStates states, int call, int[] pairs, int from, int to) {
        DistinctRows rows = Objects.requireNonNull(states.distinctRows(call));
        int[] groups = new int[to - from];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = rows.groupOf(pairs[from + i]);
        }
        List<Vector> columns = keys(states, groups, 0, groups.length);
        columns.addAll(rows.arguments(pairs, from, to).columns());
        return new Batch(columns, to - from);
    }

    private static List<Vector> keys(GroupStates states, int[] numbers, int from, int to) {
        KeyStore keys = states.keys();
        return new ArrayList<>(keys == null ? List.of() : keys.decode(numbers, from, to));
    }

    /// Merges the states of `groups`, row `i` into group `into[i]` of `states`.
    void merge(Batch groups, GroupStates states, int[] into) {
        int column = keyTypes.size();
        int[] rows = new int[groups.rowCount()];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = row;
        }
        for (int call = 0; call < plan.calls().size(); call++) {
            if (plan.calls().get(call).distinct()) {
                continue;
            }
            Accumulator saved = GroupStates.accumulator(plan, plan.calls().get(call));
            int count = saved.stateTypes().size();
            saved.restore(groups.columns().subList(column, column + count), rows.length);
            states.accumulator(call).merge(saved, rows, into, rows.length);
            column += count;
        }
    }
}
