package dev.tarn.engine.fuse;

import java.util.List;

/// A formula without its numbers: values in the order they are computed, each from ones before it;
/// the last is the result. Formulas that differ only in columns and constants have one shape, and
/// so one class.
///
/// `selected` says whether it is for rows that are listed, or for all of `0..count`.
public record Shape(List<Value> values, boolean selected) {
    public Shape {
        values = List.copyOf(values);
    }

    /// One value of a row.
    public sealed interface Value {
        Lane lane();
    }

    /// The next input's.
    public record Input(Lane lane) implements Value {}

    /// The next constant, the same for all rows.
    public record Constant(Lane lane) implements Value {}

    /// What an operation makes of the values numbered `left` and `right`; one of a single operand
    /// has it as both.
    public record Result(Operation operation, int left, int right) implements Value {
        @Override
        public Lane lane() {
            return operation.lane();
        }
    }

    public Lane lane() {
        return values.getLast().lane();
    }

    /// How many operations it takes for a row.
    public int operationCount() {
        return (int) values.stream().filter(Result.class::isInstance).count();
    }

    /// What a loop keeps between its parts: the lanes of arrays that it has to be given.
    public List<Lane> rooms() {
        return Segment.of(this).stream()
                .flatMap(segment -> segment.kept().stream())
                .map(value -> values.get(value).lane())
                .toList();
    }

    /// Whether some operation can fail.
    public boolean checked() {
        return values.stream()
                .anyMatch(value ->
                        value instanceof Result result && result.operation.check() != null);
    }
}
