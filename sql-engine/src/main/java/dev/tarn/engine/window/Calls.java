package dev.tarn.engine.window;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.physical.WindowCall;
import dev.tarn.engine.physical.WindowFunction;

/// A window's results, call by call.
final class Calls {
    private Calls() {}

    /// A value of `type` for each row of `section`.
    static Vector compute(WindowCall call, DataType type, Section section) {
        return switch (call.function()) {
            case WindowFunction.Ranking ranking -> Rankings.compute(ranking, call, section);
            case WindowFunction.Pick pick -> Picks.compute(pick, call, type, section);
            case WindowFunction.Over over -> FrameAggregates.compute(over, call, section);
        };
    }
}
