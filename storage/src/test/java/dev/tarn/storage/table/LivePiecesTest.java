package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.LiveBounds;
import dev.tarn.storage.Piece;
import dev.tarn.storage.PieceReader;
import dev.tarn.storage.RowFilter;
import dev.tarn.storage.ScanCounters;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
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

/// One row group in pieces, and bounds that become known while they are read.
class LivePiecesTest {
    private static final int ROWS = 200_000;
    private static final Schema SCHEMA = new Schema(optional(1, "id", Types.LongType.get()));

    @TempDir Path folder;
    private Table table;
    private final ScanCounters counters = new ScanCounters();

    /// Says what the test has told it.
    private static final class Told implements LiveBounds {
        private Expression current = Expressions.alwaysTrue();

        @Override
        public List<String> columns() {
            return List.of("id");
        }

        @Override
        public Expression current() {
            return current;
        }
    }

    @BeforeEach
    void oneRowGroup() {
        table = LocalTables.create(folder, SCHEMA, PartitionSpec.unpartitioned(), Map.of());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long id = 0; id < ROWS; id++) {
            rows.add(LocalTables.row(id));
        }
        LocalTables.append(table, LocalTables.batch(SCHEMA, rows));
    }

    private PieceReader open(LiveBounds live) {
        IcebergScan scan =
                IcebergScan.plan(
                        new ScanRequest(
                                table,
                                table.currentSnapshot().snapshotId(),
                                SCHEMA,
                                SCHEMA.columns().size(),
                                Expressions.alwaysTrue(),
                                RowFilter.NONE,
                                live,
                                counters,
                                1000,
                                false));
        assertThat(scan.splits()).hasSize(1);
        return scan.pieces(scan.splits().getFirst());
    }

    private static long rows(Piece piece) {
        long rows = 0;
        for (Batch batch = piece.next(); batch != null; batch = piece.next()) {
            rows += batch.selectedCount();
        }
        piece.close();
        return rows;
    }

    @Test
    void a_row_group_is_cut_into_pieces_that_drivers_can_share() {
        try (PieceReader reader = open(LiveBounds.NONE)) {
            assertThat(reader.nextBytes()).isPositive();
            List<Piece> pieces = reader.fetch();
            assertThat(pieces).hasSizeGreaterThan(2);
            // Last first, as drivers do as they like.
            long rows = 0;
            for (Piece piece : pieces.reversed()) {
                rows += rows(piece);
            }
            assertThat(rows).isEqualTo(ROWS);
            assertThat(reader.nextBytes()).isEqualTo(-1);
        }
    }

    @Test
    void pieces_that_were_fetched_are_cut_down_to_what_is_known_when_they_are_decoded() {
        Told live = new Told();
        try (PieceReader reader = open(live)) {
            assertThat(reader.nextBytes()).isPositive();
            List<Piece> pieces = reader.fetch();
            assertThat(rows(pieces.getFirst())).isGreaterThan(10_000);
            live.current = Expressions.lessThan("id", 10L);
            for (Piece piece : pieces.subList(1, pieces.size())) {
                assertThat(rows(piece)).isZero();
            }
            assertThat(counters.rowsSkippedLive.sum()).isGreaterThan(ROWS / 2);
        }
    }

    @Test
    void a_row_group_that_is_ruled_out_before_it_is_opened_is_not_read() {
        Told live = new Told();
        live.current = Expressions.lessThan("id", 0L);
        try (PieceReader reader = open(live)) {
            assertThat(reader.nextBytes()).isEqualTo(-1);
            assertThat(counters.skippedLive.sum() + counters.skippedFiles.sum()).isPositive();
        }
    }
}
