package dev.tarn.engine.window;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.RunningWindows;
import dev.tarn.engine.physical.WindowCall;
import dev.tarn.engine.physical.WindowFunction;
import dev.tarn.engine.physical.WindowFunction.Pick;

/// A function of a window that is computed as rows go by. Knows of the rows before what those
/// behind need. Owned by one driver.
interface RunningCall {

    /// The results for `rows`, which follow those of the call before.
    Vector next(RunningRows rows);

    /// Heap that this holds between two calls.
    long sizeBytes();

    /// @throws IllegalStateException for a call that cannot run, which is never planned
    static RunningCall of(WindowCall call, DataType type, Plan.Window plan) {
        return switch (call.function()) {
            case WindowFunction.Ranking ranking -> new RunningRanking(ranking);
            case Pick pick when pick == Pick.LAG ->
                    new RunningLag(call, type, (int) RunningWindows.distance(call, plan));
            case Pick pick when pick == Pick.FIRST_VALUE -> new RunningFirst(call, type);
            case Pick pick ->
                    throw new IllegalStateException(
                            pick.label() + " cannot be computed as rows go by");
            case WindowFunction.Over over -> new RunningAggregate(over, call);
        };
    }
}
