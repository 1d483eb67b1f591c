package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.Piece;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class RunVectorsTest {
    private static final int ROWS = 9_000;
    private static final int BATCH_ROWS = 1_000;

    private static final Schema SCHEMA =
            new Schema(
                    optional(1, "day", Types.StringType.get()),
                    optional(2, "number", Types.LongType.get()),
                    optional(3, "gaps", Types.LongType.get()));

    @TempDir Path folder;

    private static List<@Nullable Object> row(int id) {
        return LocalTables.row(
                "day " + id / 2_500, (long) (id / 2_500), id % 1_500 == 7 ? null : 5L);
    }

    private List<Batch> batches(String version) {
        Table table =
                LocalTables.create(
                        folder,
                        SCHEMA,
                        PartitionSpec.unpartitioned(),
                        Map.of("write.parquet.page-version", version));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int id = 0; id < ROWS; id++) {
            rows.add(row(id));
        }
        LocalTables.append(table, LocalTables.batch(SCHEMA, rows));
        IcebergScan scan =
                IcebergScan.plan(
                        new ScanRequest(
                                table,
                                table.currentSnapshot().snapshotId(),
                                SCHEMA,
                                Expressions.alwaysTrue(),
                                BATCH_ROWS));
        List<Batch> batches = new ArrayList<>();
        try (var pieces = scan.pieces(scan.splits().getFirst())) {
            assertThat(pieces.nextBytes()).isPositive();
            for (Piece piece : pieces.fetch()) {
                for (Batch batch = piece.next(); batch != null; batch = piece.next()) {
                    batches.add(batch);
                }
                piece.close();
            }
        }
        return batches;
    }

    private static void checkKind(Vector vector, boolean isRun) {
        assertThat(vector).isInstanceOf(isRun ? ConstantVector.class : DictionaryVector.class);
    }

    @ParameterizedTest
    @CsvSource({"v1", "v2"})
    void a_batch_within_one_run_of_ids_is_a_constant(String version) {
        List<Batch> batches = batches(version);
        assertThat(batches).hasSize(ROWS / BATCH_ROWS);
        for (int number = 0; number < batches.size(); number++) {
            Batch batch = batches.get(number);
            int first = number * BATCH_ROWS;
            boolean isRun = first / 2_500 == (first + BATCH_ROWS - 1) / 2_500;
            checkKind(batch.column(0), isRun);
            checkKind(batch.column(1), isRun);
            boolean hasNull =
                    first / 1_500 * 1_500 + 7 >= first
                            || (first + 999) / 1_500 * 1_500 + 7 >= first;
            checkKind(batch.column(2), !hasNull);
            for (int i = 0; i < BATCH_ROWS; i++) {
                List<@Nullable Object> values = new ArrayList<>();
                for (Vector column : batch.columns()) {
                    values.add(JavaValues.value(column, i));
                }
                assertThat(values).isEqualTo(row(first + i));
            }
        }
    }
}
