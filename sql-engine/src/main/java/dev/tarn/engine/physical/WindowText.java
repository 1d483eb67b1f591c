package dev.tarn.engine.physical;

import dev.tarn.columnar.DataType.Field;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A window as a line of EXPLAIN.
final class WindowText {
    private WindowText() {}

    static String of(Plan.Window window) {
        List<Field> input = window.input().output();
        List<String> partition =
                window.partitionKeys().stream().map(key -> PlanText.column(key, input)).toList();
        WindowLimit limit = window.limit();
        List<String> calls = new ArrayList<>();
        for (WindowCall call : window.calls()) {
            calls.add(call(call, input));
        }
        return "Window"
                + (RunningWindows.runs(window) ? " running" : "")
                + (partition.isEmpty() ? "" : " partition by " + partition)
                + (window.order().isEmpty()
                        ? ""
                        : " order by " + PlanText.keys(window.order(), input))
                + " "
                + calls
                + (limit == null
                        ? ""
                        : " first " + limit.rows() + (limit.ties() ? " with ties" : ""));
    }

    private static String call(WindowCall call, List<Field> input) {
        List<String> arguments =
                call.arguments().stream().map(at -> PlanText.column(at, input)).toList();
        boolean all = call.function() instanceof WindowFunction.Over && call.arguments().isEmpty();
        return call.function().label()
                + "("
                + (all ? "*" : String.join(", ", arguments))
                + ")"
                + (call.ignoreNulls() ? " ignore nulls" : "")
                + (call.frame().isWhole() ? "" : " " + frame(call.frame(), input));
    }

    private static String frame(WindowFrame frame, List<Field> input) {
        return frame.unit().name().toLowerCase(Locale.ROOT)
                + " between "
                + bound(frame.start(), "preceding", input)
                + " and "
                + bound(frame.end(), "following", input)
                + (frame.exclusion() == WindowFrame.Exclusion.NO_OTHERS
                        ? ""
                        : " exclude " + word(frame.exclusion()));
    }

    private static String word(WindowFrame.Exclusion exclusion) {
        return exclusion.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String bound(WindowFrame.Bound bound, String side, List<Field> input) {
        return switch (bound) {
            case WindowFrame.Bound.Unbounded _ -> "unbounded " + side;
            case WindowFrame.Bound.CurrentRow _ -> "current row";
            case WindowFrame.Bound.Offset offset -> offset.count() + side(offset.preceding());
            case WindowFrame.Bound.Computed computed ->
                    PlanText.column(computed.column(), input) + side(computed.preceding());
            case WindowFrame.Bound.Value value ->
                    PlanText.column(value.column(), input) + side(value.preceding());
        };
    }

    private static String side(boolean preceding) {
        return preceding ? " preceding" : " following";
    }
}
