package dev.tarn.engine.pipeline;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Plans over rows written in Java, and their results as rows in Java.
final class Plans {
    static final FunctionContext FUNCTIONS =
            new FunctionContext(Instant.EPOCH, ZoneOffset.UTC, "tester", 1);

    private Plans() {}

    static EngineConfig config(int workerCount, int batchRowCount) {
        return new EngineConfig(workerCount, 1L << 30, 1L << 30, 32, 1000, batchRowCount);
    }

    static List<Field> fields(DataType... types) {
        List<Field> fields = new ArrayList<>();
        for (DataType type : types) {
            fields.add(new Field("c" + fields.size(), type));
        }
        return fields;
    }

    /// A plan that gives `rows` in batches of `batchRowCount`.
    static Plan rows(
            List<Field> output,
            List<? extends List<? extends @Nullable Object>> rows,
            int batchRowCount) {
        return new Plan.Rows(
                "test",
                output,
                batches -> {
                    for (int from = 0; from < rows.size(); from += batchRowCount) {
                        int to = Math.min(rows.size(), from + batchRowCount);
                        batches.accept(batch(output, rows.subList(from, to)));
                    }
                });
    }

    static Batch batch(List<Field> output, List<? extends List<? extends @Nullable Object>> rows) {
        List<Vector> columns = new ArrayList<>();
        for (int column = 0; column < output.size(); column++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (List<? extends @Nullable Object> row : rows) {
                values.add(row.get(column));
            }
            columns.add(VectorBuilder.of(output.get(column).type(), values));
        }
        return new Batch(columns, rows.size());
    }

    /// All rows that `plan` gives on an executor of its own; checks that no memory stays held.
    static List<List<@Nullable Object>> run(Plan plan, int workerCount, int batchRowCount) {
        EngineConfig config = config(workerCount, batchRowCount);
        MemoryPool pool = new MemoryPool(config.memoryBytes());
        try (PipelineExecutor executor = new PipelineExecutor(config, pool)) {
            List<List<@Nullable Object>> rows = run(plan, executor);
            if (pool.usedBytes() != 0) {
                throw new AssertionError(pool.usedBytes() + " bytes are still reserved");
            }
            return rows;
        }
    }

    static List<List<@Nullable Object>> run(Plan plan, PipelineExecutor executor) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (Execution execution = executor.start(plan, FUNCTIONS, new WriteResults())) {
            for (Batch batch = execution.next(); batch != null; batch = execution.next()) {
                addRows(batch, rows);
            }
        }
        return rows;
    }

    /// How often each row occurs.
    static Map<List<@Nullable Object>, Integer> bag(List<List<@Nullable Object>> rows) {
        Map<List<@Nullable Object>, Integer> bag = new HashMap<>();
        for (List<@Nullable Object> row : rows) {
            bag.merge(row, 1, Integer::sum);
        }
        return bag;
    }

    static void addRows(Batch batch, List<List<@Nullable Object>> rows) {
        List<FlatVector> columns = batch.columns().stream().map(Vector::flatten).toList();
        for (int row = 0; row < batch.rowCount(); row++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (FlatVector column : columns) {
                values.add(JavaValues.value(column, row));
            }
            rows.add(values);
        }
    }
}
