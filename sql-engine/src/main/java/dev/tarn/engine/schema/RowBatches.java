package dev.tarn.engine.schema;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.physical.RowSource;
import dev.tarn.engine.physical.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Rows of Java values, in the forms of [dev.tarn.columnar.JavaValues], as batches. For metadata,
/// whose rows are few.
public final class RowBatches {
    private RowBatches() {}

    /// Gives rows when asked.
    @FunctionalInterface
    public interface Rows {
        List<List<@Nullable Object>> rows();
    }

    /// Gives rows when asked, but for some that are not wanted.
    @FunctionalInterface
    public interface WantedRows {
        List<List<@Nullable Object>> rows(Wanted wanted);
    }

    public static RowSource of(List<Field> fields, Rows rows) {
        return batches -> produce(fields, rows.rows(), batches);
    }

    public static RowSource wanted(List<Field> fields, WantedRows rows) {
        return new Narrowable(fields, rows, Wanted.ALL);
    }

    private record Narrowable(List<Field> fields, WantedRows rows, Wanted wanted)
            implements RowSource {

        @Override
        public void produce(Consumer<Batch> batches) {
            RowBatches.produce(fields, rows.rows(wanted), batches);
        }

        @Override
        public RowSource narrowed(Wanted asked) {
            return new Narrowable(fields, rows, asked);
        }
    }

    private static void produce(
            List<Field> fields, List<List<@Nullable Object>> rows, Consumer<Batch> batches) {
        for (int from = 0; from < rows.size(); from += Batch.TARGET_ROW_COUNT) {
            int to = Math.min(rows.size(), from + Batch.TARGET_ROW_COUNT);
            batches.accept(batch(fields, rows.subList(from, to)));
        }
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
