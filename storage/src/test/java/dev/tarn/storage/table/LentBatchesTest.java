package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.storage.LiveBounds;
import dev.tarn.storage.Piece;
import dev.tarn.storage.RowFilter;
import dev.tarn.storage.ScanCounters;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class LentBatchesTest {
    private static final int ROWS = 5_000;

    private static final Schema SCHEMA =
            new Schema(
                    optional(1, "id", Types.LongType.get()),
                    optional(2, "text", Types.StringType.get()));

    @TempDir Path folder;
    private Table table;

    @BeforeEach
    void write() {
        table = LocalTables.create(folder, SCHEMA, PartitionSpec.unpartitioned(), Map.of());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long id = 0; id < ROWS; id++) {
            rows.add(LocalTables.row(id, "text " + id % 7));
        }
        LocalTables.append(table, LocalTables.batch(SCHEMA, rows));
    }

    private List<Batch> batches(boolean lends) {
        IcebergScan scan =
                IcebergScan.plan(
                        new ScanRequest(
                                table,
                                table.currentSnapshot().snapshotId(),
                                SCHEMA,
                                SCHEMA.columns().size(),
                                Expressions.alwaysTrue(),
                                RowFilter.NONE,
                                LiveBounds.NONE,
                                new ScanCounters(),
                                1000,
                                lends));
        List<Batch> batches = new ArrayList<>();
        try (var pieces = scan.pieces(scan.splits().getFirst())) {
            assertThat(pieces.nextBytes()).isPositive();
            for (Piece piece : pieces.fetch()) {
                for (Batch batch = piece.next(); batch != null; batch = piece.next()) {
                    batches.add(batch);
                    long first = 1000L * (batches.size() - 1);
                    assertThat(((LongVector) batch.column(0)).values()[0]).isEqualTo(first);
                }
                piece.close();
            }
        }
        assertThat(batches).hasSize(5);
        return batches;
    }

    private static long[] numbers(Batch batch) {
        return ((LongVector) batch.column(0)).values();
    }

    private static int[] ids(Batch batch) {
        return ((DictionaryVector) batch.column(1)).ids();
    }

    @Test
    void batches_of_a_scan_that_lends_share_their_arrays() {
        List<Batch> batches = batches(true);
        assertThat(numbers(batches.get(2))).isSameAs(numbers(batches.get(1)));
        assertThat(ids(batches.get(2))).isSameAs(ids(batches.get(1)));
    }

    @Test
    void batches_of_any_other_scan_stay_as_they_are() {
        List<Batch> batches = batches(false);
        for (int i = 0; i < batches.size(); i++) {
            assertThat(numbers(batches.get(i))[0]).isEqualTo(1000L * i);
        }
        assertThat(ids(batches.get(2))).isNotSameAs(ids(batches.get(1)));
    }
}
