package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One value of any type for each group, or none. Values are kept as vectors of one row: for
/// aggregates that seldom replace what they hold.
final class GroupValues {
    private static final int OVERHEAD_BYTES = 64;

    private final DataType type;
    private @Nullable FlatVector[] values = new @Nullable FlatVector[0];
    private long heldBytes;

    GroupValues(DataType type) {
        this.type = type;
    }

    void resize(int groupCount) {
        if (groupCount > values.length) {
            values = Arrays.copyOf(values, Groups.capacity(groupCount, values.length));
        }
    }

    @Nullable FlatVector get(int group) {
        return values[group];
    }

    /// Copies the value at `row` of `vector`, which may be null.
    void set(int group, Vector vector, int row) {
        FlatVector had = values[group];
        FlatVector value = vector.take(new int[] {row}, 1).flatten();
        values[group] = value;
        heldBytes += value.sizeBytes() - (had == null ? 0 : had.sizeBytes());
    }

    DataType type() {
        return type;
    }

    /// The values of groups `from..to`, null where there is none.
    Vector vector(int from, int to) {
        int[] groups = new int[to - from];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = from + i;
        }
        return vector(groups, 0, groups.length);
    }

    /// The same of `groups[from..to)`.
    Vector vector(int[] groups, int from, int to) {
        List<Vector> sources = new ArrayList<>();
        int[] source = new int[to - from];
        for (int i = 0; i < source.length; i++) {
            FlatVector value = values[groups[from + i]];
            source[i] = value == null ? -1 : sources.size();
            if (value != null) {
                sources.add(value);
            }
        }
        return Interleave.of(type, sources, source, new int[to - from], to - from);
    }

    long sizeBytes() {
        return values.length * (long) OVERHEAD_BYTES + heldBytes;
    }
}
