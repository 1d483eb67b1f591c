package dev.tarn.engine.eval;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.function.Rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Collects the vectors that different rows of one result come from.
final class Parts {
    private final List<Vector> vectors = new ArrayList<>();
    private final int[] from;

    Parts(int rowCount) {
        this.from = new int[rowCount];
        Arrays.fill(from, -1);
    }

    /// Takes `rows` of the result from the same rows of `vector`.
    void add(Vector vector, Rows rows) {
        int part = vectors.size();
        for (int i = 0; i < rows.selectedCount(); i++) {
            from[rows.row(i)] = part;
        }
        vectors.add(vector);
    }

    /// The result; rows that no part was added for are null.
    Vector merge(DataType type) {
        if (vectors.isEmpty()) {
            return Vectors.nulls(type, from.length);
        }
        if (vectors.size() == 1) {
            return vectors.getFirst();
        }
        int[] rows = new int[from.length];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = row;
        }
        return Interleave.of(type, vectors, from, rows, rows.length);
    }
}
