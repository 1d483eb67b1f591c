package dev.tarn.engine.fuse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Collects the values of a [Shape]; what is computed twice gets one number.
public final class ShapeBuilder {
    private final List<Shape.Value> values = new ArrayList<>();
    private final List<Long> constants = new ArrayList<>();
    private final Map<Object, Integer> numbers = new HashMap<>();

    private record KnownConstant(Lane lane, long bits) {}

    /// The number of a new input.
    public int input(Lane lane) {
        return add(new Shape.Input(lane));
    }

    /// The number of a constant.
    public int constant(Lane lane, Number value) {
        long bits = lane.bits(value);
        return numbers.computeIfAbsent(
                new KnownConstant(lane, bits),
                _ -> {
                    constants.add(bits);
                    return add(new Shape.Constant(lane));
                });
    }

    /// The number of an operation's result.
    ///
    /// @throws IllegalArgumentException where the operands are not what it takes
    public int apply(Operation operation, int left, int right) {
        if (lane(left) != operation.operand() || lane(right) != operation.operand()) {
            throw new IllegalArgumentException(
                    "%s of %s and %s".formatted(operation, lane(left), lane(right)));
        }
        return numbers.computeIfAbsent(
                new Shape.Result(operation, left, right), result -> add((Shape.Value) result));
    }

    public int apply(Operation operation, int operand) {
        return apply(operation, operand, operand);
    }

    public Lane lane(int number) {
        return values.get(number).lane();
    }

    /// The bits of the constants, in the order of the shape's.
    public long[] constants() {
        return constants.stream().mapToLong(Long::longValue).toArray();
    }

    /// The values so far; their last is the result.
    public List<Shape.Value> values() {
        return List.copyOf(values);
    }

    private int add(Shape.Value value) {
        values.add(value);
        return values.size() - 1;
    }
}
