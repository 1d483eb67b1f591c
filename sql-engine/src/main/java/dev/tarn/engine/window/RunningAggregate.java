package dev.tarn.engine.window;

import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.physical.RunningWindows;
import dev.tarn.engine.physical.WindowCall;
import dev.tarn.engine.physical.WindowFunction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// An aggregate of all rows of a partition up to each row, or up to the last of its peers.
///
/// Rows that come into frames together are a step with a state of its own; then the states are
/// merged, each into the one behind it, as [FrameAggregates] does: the results are the same,
/// whatever the rows that come at once.
final class RunningAggregate implements RunningCall {
    private static final int[] ZERO = {0};

    private final Supplier<Accumulator> states;
    private final List<Integer> arguments;
    private final boolean byPeers;

    /// The state of the last step so far, as group 0.
    private @Nullable Accumulator last;

    RunningAggregate(WindowFunction.Over over, WindowCall call) {
        this.states = over.function().newAccumulator();
        this.arguments = call.arguments();
        this.byPeers = RunningWindows.needsPeers(call);
    }

    @Override
    public Vector next(RunningRows rows) {
        int count = rows.rowCount();
        int[] stepOf = new int[count];
        int[] earlier = new int[count];
        int[] later = new int[count];
        RunningRows.Walk partitions = new RunningRows.Walk(rows.partitions());
        RunningRows.Walk peers = new RunningRows.Walk(rows.peers());
        // Step 0 is what went before.
        int step = 0;
        int mergeCount = 0;
        for (int row = 0; row < count; row++) {
            boolean begins = partitions.isAt(row);
            if (!byPeers || peers.isAt(row)) {
                step++;
                if (!begins) {
                    earlier[mergeCount] = step - 1;
                    later[mergeCount++] = step;
                }
            }
            stepOf[row] = step;
        }
        Accumulator accumulator = states.get();
        accumulator.resize(step + 1);
        if (last != null) {
            accumulator.merge(last, ZERO, ZERO, 1);
        }
        List<Vector> values = new ArrayList<>(arguments.size());
        for (int argument : arguments) {
            values.add(rows.batch().column(argument).flatten());
        }
        accumulator.add(stepOf, values, Rows.all(count));
        accumulator.merge(accumulator, earlier, later, mergeCount);
        hold(accumulator, step);
        return byPeers
                ? accumulator.finish(0, step + 1).take(stepOf, count)
                : accumulator.finish(1, step + 1);
    }

    private void hold(Accumulator accumulator, int step) {
        Accumulator held = states.get();
        held.resize(1);
        held.merge(accumulator, new int[] {step}, ZERO, 1);
        last = held;
    }

    @Override
    public long sizeBytes() {
        return last == null ? 0 : last.sizeBytes();
    }
}
