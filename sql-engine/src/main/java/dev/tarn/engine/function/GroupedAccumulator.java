package dev.tarn.engine.function;

import dev.tarn.columnar.Vector;

import java.util.List;

/// An accumulator that is quicker with a batch's rows put together by group.
public interface GroupedAccumulator extends Accumulator {

    /// The same as `add`, of the same rows. All is borrowed.
    void addGrouped(GroupedRows rows, List<Vector> arguments);
}
