package dev.tarn.engine.schema;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.physical.RowSource;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Rows of Java values, in the forms of [dev.tarn.columnar.JavaValues], as batches. For metadata,
/// whose rows are few.
public final class RowBatches {
    private RowBatches() {}

    /// Gives rows when asked.
    @FunctionalInterface
    public interface Rows {
        List<List<@Nullable Object>> rows();
    }

    public static RowSource of(List<Field> fields, Rows rows) {
        return batches -> {
            List<List<@Nullable Object>> all = rows.rows();
            for (int from = 0; from < all.size(); from += Batch.TARGET_ROW_COUNT) {
                int to = Math.min(all.size(), from + Batch.TARGET_ROW_COUNT);
                batches.accept(batch(fields, all.subList(from, to)));
            }
        };
    }

    public static Batch batch(List<Field> fields, List<List<@Nullable Object>> rows) {
        List<Vector> vectors = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            List<@Nullable Object> column = new ArrayList<>();
            for (List<@Nullable Object> row : rows) {
                column.add(row.get(i));
            }
            vectors.add(VectorBuilder.of(fields.get(i).type(), column));
        }
        return new Batch(vectors, rows.size());
    }
}
