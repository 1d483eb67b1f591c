package dev.tarn.testkit;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Batches as rows of Java values, in the forms of [JavaValues], for assertions.
public final class Batches {
    private Batches() {}

    /// The rows that are meant, in order.
    public static List<List<@Nullable Object>> rows(Batch batch) {
        Batch compact = batch.compact();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int row = 0; row < compact.rowCount(); row++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (Vector column : compact.columns()) {
                values.add(JavaValues.value(column, row));
            }
            rows.add(values);
        }
        return rows;
    }
}
