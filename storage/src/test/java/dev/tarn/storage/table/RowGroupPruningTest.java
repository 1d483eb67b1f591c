package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.storage.BatchReader;

import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Partitioning;
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

class RowGroupPruningTest {
    private static final Schema SCHEMA =
            new Schema(
                    optional(1, "id", Types.LongType.get()),
                    optional(2, "city", Types.StringType.get()));

    @TempDir Path folder;
    private Table table;

    @BeforeEach
    void rowGroupsOfAFewThousandRows() {
        table =
                LocalTables.create(
                        folder,
                        SCHEMA,
                        PartitionSpec.unpartitioned(),
                        Map.of("write.parquet.row-group-size-bytes", "50000"));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            String city = i < 20_000 ? (i % 2 == 0 ? "a" : "z") : (i % 2 == 0 ? "c" : "x");
            rows.add(LocalTables.row((long) i, city));
        }
        LocalTables.append(table, LocalTables.batch(SCHEMA, rows));
    }

    private IcebergScan scan(Expression filter) {
        return LocalTables.scan(table, SCHEMA, filter);
    }

    @Test
    void bounds_leave_out_row_groups_that_cannot_match() {
        IcebergScan scan = scan(Expressions.equal("id", 35_000L));
        assertThat(LocalTables.rows(scan)).contains(LocalTables.row(35_000L, "c"));
        assertThat(scan.counters().rowGroups.sum()).isGreaterThan(4);
        assertThat(scan.counters().skippedRowGroups())
                .isEqualTo(scan.counters().rowGroups.sum() - 1);
    }

    @Test
    void dictionaries_leave_out_what_bounds_let_through() {
        IcebergScan scan = scan(Expressions.equal("city", "x"));
        assertThat(LocalTables.rows(scan)).hasSizeLessThan(40_000).hasSizeGreaterThan(10_000);
        assertThat(scan.counters().skippedRowGroups()).isPositive();
    }

    @Test
    void bytes_read_are_those_of_the_row_groups_and_columns_that_were_read() {
        long file =
                table.currentSnapshot()
                        .addedDataFiles(table.io())
                        .iterator()
                        .next()
                        .fileSizeInBytes();
        assertThat(bytesRead(SCHEMA, Expressions.alwaysTrue()))
                .isBetween(file * 9 / 10, file + 10_000);
        assertThat(bytesRead(SCHEMA.select("city"), Expressions.alwaysTrue()))
                .isBetween(file / 1000, file / 2);
        assertThat(bytesRead(SCHEMA, Expressions.equal("id", 35_000L)))
                .isBetween(file / 100, file / 2);
    }

    private long bytesRead(Schema projection, Expression filter) {
        IcebergScan scan = LocalTables.scan(table, projection, filter);
        long bytes = 0;
        for (Split split : scan.splits()) {
            try (BatchReader reader = scan.open(split)) {
                while (reader.next() != null) {
                    // Read to the end.
                }
                bytes += reader.bytesRead();
            }
        }
        return bytes;
    }

    @Test
    void positions_count_rows_of_row_groups_that_were_left_out() {
        Schema projection = new Schema(MetadataColumns.ROW_POSITION, SCHEMA.findField("id"));
        List<List<@Nullable Object>> rows =
                LocalTables.rows(table, projection, Expressions.equal("id", 35_000L));
        assertThat(rows).allSatisfy(row -> assertThat(row.getFirst()).isEqualTo(row.getLast()));
    }

    @Test
    void the_partition_is_a_column_too() {
        PartitionSpec spec = PartitionSpec.builderFor(SCHEMA).identity("city").build();
        Table partitioned = LocalTables.create(folder.resolve("p"), SCHEMA, spec, Map.of());
        LocalTables.append(
                partitioned,
                LocalTables.batch(
                        SCHEMA, List.of(LocalTables.row(1L, "a"), LocalTables.row(2L, null))));
        Schema projection =
                new Schema(
                        SCHEMA.findField("id"),
                        optional(
                                MetadataColumns.PARTITION_COLUMN_ID,
                                MetadataColumns.PARTITION_COLUMN_NAME,
                                Partitioning.partitionType(partitioned)));
        assertThat(
                        LocalTables.rows(partitioned, projection, Expressions.alwaysTrue()).stream()
                                .map(Object::toString))
                .containsExactlyInAnyOrder("[1, {city=a}]", "[2, {city=null}]");
    }
}
