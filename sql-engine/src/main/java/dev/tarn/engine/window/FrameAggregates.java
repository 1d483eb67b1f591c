package dev.tarn.engine.window;

import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.physical.WindowCall;
import dev.tarn.engine.physical.WindowFunction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// An aggregate of each row's frame, the cheapest way that its frames allow: once a partition where
/// all rows have the same frame; step by step where frames only grow; else by [FrameTree].
final class FrameAggregates {
    private final Section section;
    private final Supplier<Accumulator> states;
    private final List<Vector> arguments = new ArrayList<>();

    private FrameAggregates(WindowFunction.Over over, WindowCall call, Section section) {
        this.section = section;
        this.states = over.function().newAccumulator();
        for (int argument : call.arguments()) {
            FlatVector column = section.column(argument);
            arguments.add(column);
        }
    }

    static Vector compute(WindowFunction.Over over, WindowCall call, Section section) {
        FrameAggregates aggregates = new FrameAggregates(over, call, section);
        if (call.frame().isWhole()) {
            return aggregates.ofPartitions();
        }
        Frames frames = section.frames(call.frame());
        Accumulator probe = aggregates.states.get();
        if (!probe.mergesRepeatedly()) {
            return new FrameTree(section, aggregates.states, aggregates.arguments).byRows(frames);
        }
        return aggregates.onlyGrow(frames)
                ? aggregates.stepByStep(frames)
                : new FrameTree(section, aggregates.states, aggregates.arguments).evaluate(frames);
    }

    private Vector ofPartitions() {
        int rowCount = section.rowCount();
        section.reserve(4L * rowCount);
        int[] groups = new int[rowCount];
        for (int partition = 0; partition < section.partitionCount(); partition++) {
            java.util.Arrays.fill(
                    groups,
                    section.partitions()[partition],
                    section.partitions()[partition + 1],
                    partition);
        }
        Accumulator accumulator = states.get();
        accumulator.resize(section.partitionCount());
        accumulator.add(groups, arguments, Rows.all(rowCount));
        return finished(accumulator, section.partitionCount(), groups);
    }

    /// The results of `groups`, one for each row; gives back the room of that array.
    private Vector finished(Accumulator accumulator, int groupCount, int[] groups) {
        long held = accumulator.sizeBytes();
        section.reserve(held);
        Vector results = accumulator.finish(0, groupCount).take(groups, groups.length);
        section.reserve(-held - 4L * groups.length);
        return results;
    }

    /// Whether every frame is one range that starts with its partition, and ends no earlier than
    /// that of the row before.
    private boolean onlyGrow(Frames frames) {
        if (frames.rangeCount() > 1) {
            return false;
        }
        int[] starts = frames.starts()[0];
        int[] ends = frames.ends()[0];
        for (int partition = 0; partition < section.partitionCount(); partition++) {
            int from = section.partitions()[partition];
            for (int row = from; row < section.partitions()[partition + 1]; row++) {
                if (starts[row] != from || (row > from && ends[row] < ends[row - 1])) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Each row that comes into a frame is added to a state of the rows that come in together; then
    /// the states are merged, each into the one behind it.
    private Vector stepByStep(Frames frames) {
        int rowCount = section.rowCount();
        int[] ends = frames.ends()[0];
        section.reserve(24L * rowCount);
        int[] stepOf = new int[rowCount];
        int[] added = new int[rowCount];
        int[] addedTo = new int[rowCount];
        int[] earlier = new int[rowCount];
        int[] later = new int[rowCount];
        int addedCount = 0;
        int mergeCount = 0;
        int step = -1;
        for (int partition = 0; partition < section.partitionCount(); partition++) {
            int from = section.partitions()[partition];
            int reached = from;
            for (int row = from; row < section.partitions()[partition + 1]; row++) {
                if (row == from || ends[row] > reached) {
                    step++;
                    if (row > from) {
                        earlier[mergeCount] = step - 1;
                        later[mergeCount++] = step;
                    }
                }
                for (; reached < ends[row]; reached++) {
                    added[addedCount] = reached;
                    addedTo[addedCount++] = step;
                }
                stepOf[row] = step;
            }
        }
        Accumulator accumulator = states.get();
        accumulator.resize(step + 1);
        if (addedCount > 0) {
            accumulator.add(addedTo, arguments, Rows.all(rowCount).of(added, addedCount));
        }
        section.query().checkRunning();
        accumulator.merge(accumulator, earlier, later, mergeCount);
        section.reserve(-20L * rowCount);
        return finished(accumulator, step + 1, stepOf);
    }
}
