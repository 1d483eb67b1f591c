package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.Batch;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class TableWriterTest {
    @TempDir Path folder;

    private static final Schema SCHEMA =
            new Schema(
                    required(1, "id", Types.LongType.get()),
                    optional(2, "name", Types.StringType.get()),
                    optional(3, "at", Types.TimestampType.withoutZone()),
                    optional(4, "price", Types.DoubleType.get()));

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    private static List<List<@Nullable Object>> rows(int count) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LocalDateTime at = LocalDate.of(2024, 1, 1).atStartOfDay().plusHours(i);
            rows.add(row((long) i, i % 7 == 0 ? null : "name" + i % 50, at, i / 4.0));
        }
        return rows;
    }

    @Test
    void rows_come_back_as_they_were_written() {
        Table table = LocalTables.create(folder, SCHEMA, PartitionSpec.unpartitioned(), Map.of());
        List<List<@Nullable Object>> rows = rows(5000);
        LocalTables.append(table, LocalTables.batch(SCHEMA, rows));
        assertThat(LocalTables.rows(table)).containsExactlyElementsOf(rows);
    }

    @Test
    void each_partition_gets_a_file_and_prunes() {
        PartitionSpec spec = PartitionSpec.builderFor(SCHEMA).day("at").bucket("id", 2).build();
        Table table = LocalTables.create(folder, SCHEMA, spec, Map.of());
        List<List<@Nullable Object>> rows = rows(72);
        List<DataFile> files = LocalTables.append(table, LocalTables.batch(SCHEMA, rows));
        assertThat(files).hasSize(6);
        assertThat(files.getFirst().location()).contains("/at_day=2024-01-01/id_bucket=");
        assertThat(LocalTables.rows(table)).containsExactlyInAnyOrderElementsOf(rows);

        IcebergScan scan =
                LocalTables.scan(
                        table, SCHEMA, Expressions.greaterThanOrEqual("at", "2024-01-03T00:00:00"));
        assertThat(scan.splits()).hasSize(2);
        assertThat(LocalTables.rows(scan)).hasSize(24);
        assertThat(scan.skipped().skippedFiles()).isEqualTo(4);
    }

    @Test
    void selected_rows_alone_are_written() {
        Table table = LocalTables.create(folder, SCHEMA, PartitionSpec.unpartitioned(), Map.of());
        Batch all = LocalTables.batch(SCHEMA, rows(10));
        Batch some = new Batch(all.columns(), 10, new int[] {2, 5, 9}, 3);
        LocalTables.append(table, some);
        assertThat(LocalTables.rows(table))
                .extracting(row -> row.getFirst())
                .containsExactly(2L, 5L, 9L);
    }

    @Test
    void metrics_are_those_that_iceberg_asks_for() {
        Table table = LocalTables.create(folder, SCHEMA, PartitionSpec.unpartitioned(), Map.of());
        List<List<@Nullable Object>> rows =
                List.of(
                        row(3L, "a string that is longer than sixteen", null, Double.NaN),
                        row(1L, null, null, 2.5),
                        row(2L, "b", null, -1.0));
        DataFile file = LocalTables.append(table, LocalTables.batch(SCHEMA, rows)).getFirst();
        assertThat(file.recordCount()).isEqualTo(3);
        assertThat(file.valueCounts()).containsEntry(1, 3L).containsEntry(2, 3L);
        assertThat(file.nullValueCounts()).containsEntry(2, 1L).containsEntry(3, 3L);
        assertThat(file.nanValueCounts()).containsEntry(4, 1L);
        assertThat(
                        Conversions.<Long>fromByteBuffer(
                                Types.LongType.get(), file.lowerBounds().get(1)))
                .isEqualTo(1L);
        assertThat(
                        Conversions.<Double>fromByteBuffer(
                                Types.DoubleType.get(), file.upperBounds().get(4)))
                .isEqualTo(2.5);
        assertThat(
                        Conversions.fromByteBuffer(
                                        Types.StringType.get(), file.lowerBounds().get(2))
                                .toString())
                .isEqualTo("a string that is");
        assertThat(file.splitOffsets()).containsExactly(4L);
    }

    @Test
    void files_end_at_the_target_size() {
        Table table =
                LocalTables.create(
                        folder,
                        SCHEMA,
                        PartitionSpec.unpartitioned(),
                        Map.of("write.target-file-size-bytes", "20000"));
        Batch[] batches = new Batch[20];
        Arrays.setAll(batches, i -> LocalTables.batch(SCHEMA, rows(2000)));
        List<DataFile> files = LocalTables.append(table, batches);
        assertThat(files.size()).isGreaterThan(5);
        assertThat(files.stream().mapToLong(DataFile::recordCount).sum()).isEqualTo(40_000);
    }

    @Test
    void more_partitions_than_open_files_make_more_files_and_lose_nothing() {
        PartitionSpec spec = PartitionSpec.builderFor(SCHEMA).identity("id").build();
        Table table = LocalTables.create(folder, SCHEMA, spec, Map.of());
        List<List<@Nullable Object>> rows = rows(TableWriter.MOST_OPEN_FILES + 5);
        List<DataFile> files =
                LocalTables.append(
                        table, LocalTables.batch(SCHEMA, rows), LocalTables.batch(SCHEMA, rows));
        assertThat(files.size()).isGreaterThan(rows.size());
        assertThat(LocalTables.rows(table)).hasSize(2 * rows.size());
    }

    @Test
    void abort_leaves_no_file_behind() {
        Table table = LocalTables.create(folder, SCHEMA, PartitionSpec.unpartitioned(), Map.of());
        try (TableWriter writer = TableWriter.open(table, "op", 0)) {
            writer.write(LocalTables.batch(SCHEMA, rows(100)));
            writer.abort();
        }
        assertThat(
                        folder.resolve("data")
                                .toFile()
                                .listFiles((dir, name) -> name.endsWith("parquet")))
                .isEmpty();
    }

    @Test
    void a_null_in_a_required_column_is_refused_by_name() {
        Table table = LocalTables.create(folder, SCHEMA, PartitionSpec.unpartitioned(), Map.of());
        try (TableWriter writer = TableWriter.open(table, "op", 0)) {
            Batch batch = LocalTables.batch(SCHEMA, List.of(row(null, "a", null, null)));
            assertThatThrownBy(() -> writer.write(batch))
                    .hasMessage("Column id is required and cannot hold NULL");
            writer.abort();
        }
    }
}
