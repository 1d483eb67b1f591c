package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;

import java.util.Arrays;
import java.util.List;

/// A long for each group, and whether the group has seen a value; merged as often as it likes. What
/// rows do to it, and what becomes of it, is told by those that extend this.
abstract class LongStates implements Accumulator {
    private final long initial;
    long[] states = new long[0];
    boolean[] seen = new boolean[0];
    int groupCount;

    /// @param initial the long of a group without values
    LongStates(long initial) {
        this.initial = initial;
    }

    @Override
    public final void resize(int newGroupCount) {
        groupCount = newGroupCount;
        int had = states.length;
        if (newGroupCount > had) {
            int capacity = Groups.capacity(newGroupCount, had);
            states = Arrays.copyOf(states, capacity);
            Arrays.fill(states, had, capacity, initial);
            seen = Arrays.copyOf(seen, capacity);
        }
    }

    @Override
    public final boolean mergesRepeatedly() {
        return true;
    }

    @Override
    public final List<DataType> stateTypes() {
        return List.of(DataType.BIGINT);
    }

    @Override
    public final List<Vector> save(int[] groups, int from, int to) {
        return List.of(States.longs(states, seen, groups, from, to));
    }

    @Override
    public final void restore(List<? extends Vector> saved, int count) {
        groupCount = count;
        states = States.longs(saved.getFirst());
        seen = States.seen(saved.getFirst(), count);
    }

    @Override
    public final long sizeBytes() {
        return 9L * states.length;
    }
}
