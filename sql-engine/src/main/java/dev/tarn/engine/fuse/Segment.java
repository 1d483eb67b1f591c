package dev.tarn.engine.fuse;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The values numbered `from..to` of a shape, which one loop over the rows computes: it reads
/// `loads`, which are inputs and results of loops before it, and writes `kept` for those behind it.
record Segment(int from, int to, Set<Integer> loads, List<Integer> kept) {
    /// Loads and operations of a loop. C2 (JDK 25) unrolls none with more than some 18 of them, and
    /// makes no vector instructions of what it does not unroll.
    private static final int MAX_OPERATIONS = 16;

    /// The loops of `shape`, in the order in which they run.
    static List<Segment> of(Shape shape) {
        List<Segment> segments = new ArrayList<>();
        Set<Integer> loads = new LinkedHashSet<>();
        int from = 0;
        int operationCount = 0;
        for (int value = 0; value < shape.values().size(); value++) {
            if (!(shape.values().get(value) instanceof Shape.Result result)) {
                continue;
            }
            Set<Integer> more = loads(shape, result, from);
            more.removeAll(loads);
            int cost = result.operation().cost();
            if (operationCount > 0 && operationCount + more.size() + cost > MAX_OPERATIONS) {
                segments.add(segment(shape, from, value, loads));
                from = value;
                operationCount = 0;
                loads = new LinkedHashSet<>();
                more = loads(shape, result, from);
            }
            loads.addAll(more);
            operationCount += more.size() + cost;
        }
        segments.add(segment(shape, from, shape.values().size(), loads));
        return segments;
    }

    /// The operands of `result` that a loop from `from` on does not have.
    private static Set<Integer> loads(Shape shape, Shape.Result result, int from) {
        Set<Integer> loads = new LinkedHashSet<>();
        for (int operand : List.of(result.left(), result.right())) {
            switch (shape.values().get(operand)) {
                case Shape.Input _ -> loads.add(operand);
                case Shape.Constant _ -> {}
                case Shape.Result _ -> {
                    if (operand < from) {
                        loads.add(operand);
                    }
                }
            }
        }
        return loads;
    }

    private static Segment segment(Shape shape, int from, int to, Set<Integer> loads) {
        List<Integer> kept = new ArrayList<>();
        for (int value = from; value < to; value++) {
            if (shape.values().get(value) instanceof Shape.Result && isUsed(shape, value, to)) {
                kept.add(value);
            }
        }
        return new Segment(from, to, Set.copyOf(loads), List.copyOf(kept));
    }

    /// Whether `value` is an operand of one from `behind` on.
    private static boolean isUsed(Shape shape, int value, int behind) {
        return shape.values().subList(behind, shape.values().size()).stream()
                .anyMatch(later ->
                        later instanceof Shape.Result result
                                && (result.left() == value || result.right() == value));
    }
}
