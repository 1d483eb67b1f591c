package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

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

/// ORC skips by the filter, whatever is projected, and says what it skipped.
class OrcPruningTest {
    private static final Schema SCHEMA =
            new Schema(
                    optional(1, "id", Types.LongType.get()),
                    optional(2, "city", Types.StringType.get()),
                    optional(3, "price", Types.DoubleType.get()));

    private static final int ROWS = 50_000;

    @TempDir Path folder;
    private Table table;

    @BeforeEach
    void rowsInOrder() {
        table =
                LocalTables.create(
                        folder,
                        SCHEMA,
                        PartitionSpec.unpartitioned(),
                        Map.of("write.format.default", "orc"));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(LocalTables.row((long) i, "city" + i % 100, i < 25_000 ? -0.0 : i / 2.0));
        }
        LocalTables.append(table, LocalTables.batch(SCHEMA, rows));
    }

    private IcebergScan scan(Schema projection, Expression filter) {
        return LocalTables.scan(table, projection, filter);
    }

    @Test
    void a_filter_skips_row_groups_though_not_all_columns_are_projected() {
        IcebergScan scan = scan(SCHEMA.select("id", "city"), Expressions.equal("id", 31_234L));
        List<List<@Nullable Object>> rows = LocalTables.rows(scan);
        assertThat(rows).hasSize(10_000).contains(LocalTables.row(31_234L, "city34"));
        assertThat(scan.counters().rowGroups.sum()).isEqualTo(1);
        assertThat(scan.counters().rowsSkippedByPages.sum()).isEqualTo(ROWS - 10_000);
        assertThat(scan.counters().rows.sum()).isEqualTo(ROWS);
    }

    @Test
    void stripes_of_which_no_row_can_match_are_counted() {
        table.updateProperties().set("write.orc.stripe-size-bytes", "1000").commit();
        table.refresh();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            rows.add(LocalTables.row(1_000_000L + 7919L * i, "x".repeat(50) + 7919L * i, 1.0));
        }
        LocalTables.append(table, LocalTables.batch(SCHEMA, rows));
        IcebergScan scan =
                scan(
                        SCHEMA.select("id"),
                        Expressions.greaterThan("id", 1_000_000L + 7919L * 39_990));
        assertThat(LocalTables.rows(scan)).hasSizeBetween(9, 10_000);
        assertThat(scan.counters().skippedByBounds.sum()).isPositive();
        assertThat(scan.counters().skippedByBounds.sum())
                .isEqualTo(scan.counters().rowGroups.sum() - 1);
    }

    @Test
    void both_zeros_are_one_number() {
        IcebergScan scan = scan(SCHEMA.select("price"), Expressions.equal("price", 0.0));
        assertThat(LocalTables.rows(scan).size()).isGreaterThanOrEqualTo(25_000);
        IcebergScan above =
                scan(SCHEMA.select("price"), Expressions.greaterThanOrEqual("price", 0.0));
        assertThat(LocalTables.rows(above)).hasSize(ROWS);
    }

    @Test
    void a_column_that_was_renamed_skips_too() {
        table.updateSchema().renameColumn("id", "number").commit();
        table.refresh();
        IcebergScan scan =
                scan(table.schema().select("number"), Expressions.lessThan("number", 100L));
        assertThat(LocalTables.rows(scan)).hasSize(10_000);
    }

    @Test
    void a_column_that_the_file_lacks_does_not_skip_its_nulls() {
        table.updateSchema().addColumn("fresh", Types.IntegerType.get()).commit();
        table.refresh();
        IcebergScan scan =
                scan(table.schema().select("city", "fresh"), Expressions.isNull("fresh"));
        assertThat(LocalTables.rows(scan)).hasSize(ROWS);
    }
}
