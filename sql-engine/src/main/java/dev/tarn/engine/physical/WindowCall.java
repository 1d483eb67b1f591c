package dev.tarn.engine.physical;

import java.util.List;

/// One result column of a [Plan.Window]: a function over input columns, of the rows in `frame`.
/// With `ignoreNulls`, rows whose first argument is null do not count; only a [WindowFunction.Pick]
/// has it.
public record WindowCall(
        WindowFunction function, List<Integer> arguments, boolean ignoreNulls, WindowFrame frame) {
    public WindowCall {
        arguments = List.copyOf(arguments);
    }
}
