package dev.tarn.engine.plan.lower;

import java.util.List;

/// The two zeros of binary fractions: equal in SQL, while Iceberg's metadata puts -0.0 before 0.0
/// and its dictionaries and bloom filters know them as two values.
final class Zeros {
    private Zeros() {}

    /// The values that are equal to `value` in SQL, in the order of Iceberg: both zeros for a zero,
    /// otherwise itself.
    static List<Object> of(Object value) {
        return switch (value) {
            case Double number when number == 0 -> List.of(-0.0, 0.0);
            case Float number when number == 0 -> List.of(-0.0f, 0.0f);
            default -> List.of(value);
        };
    }
}
