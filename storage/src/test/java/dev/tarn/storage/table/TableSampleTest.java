package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.ValueRun;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A table of two files, 30,000 rows and 10,000, in which the ids go on.
class TableSampleTest {
    private static final Schema SCHEMA =
            new Schema(
                    optional(1, "id", Types.LongType.get()),
                    optional(2, "city", Types.StringType.get()));

    @TempDir Path folder;
    private Table table;

    @BeforeEach
    void twoFiles() {
        table = LocalTables.create(folder, SCHEMA, PartitionSpec.unpartitioned(), Map.of());
        append(0, 30_000);
        append(30_000, 40_000);
    }

    private void append(int from, int to) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(LocalTables.row((long) i, "city " + i % 7));
        }
        LocalTables.append(table, LocalTables.batch(SCHEMA, rows));
    }

    private List<ValueRun> runs(String column) {
        TableSample sample = TableSample.of(table, table.currentSnapshot().snapshotId());
        assertThat(sample.rowCount()).isEqualTo(40_000);
        assertThat(sample.fileCount()).isEqualTo(2);
        List<ValueRun> runs = new ArrayList<>();
        for (int file = 0; file < sample.fileCount(); file++) {
            runs.addAll(sample.runs(file, table.schema().findField(column)));
        }
        return runs;
    }

    @Test
    void few_values_are_those_of_the_dictionaries() {
        List<ValueRun> runs = runs("city");
        assertThat(runs).allMatch(ValueRun::wholeGroup);
        assertThat(runs.stream().mapToLong(ValueRun::rowCount).sum()).isEqualTo(40_000);
        assertThat(runs).allMatch(run -> run.values().getFirst().length() == 7);
    }

    @Test
    void many_values_are_those_of_runs_spread_over_the_table() {
        List<ValueRun> runs = runs("id");
        assertThat(runs).noneMatch(ValueRun::wholeGroup).hasSizeBetween(5, TableSample.PLACES);
        List<Long> firstIds = new ArrayList<>();
        for (ValueRun run : runs) {
            Vector values = run.values().getFirst();
            assertThat(values.length()).isEqualTo((int) run.rowCount());
            firstIds.add(((LongVector) values.flatten()).values()[0]);
        }
        assertThat(firstIds)
                .doesNotHaveDuplicates()
                .anyMatch(id -> id < 10_000)
                .anyMatch(id -> id >= 10_000 && id < 30_000)
                .anyMatch(id -> id >= 30_000);
    }

    @Test
    void a_column_that_files_do_not_have_is_null_in_them() {
        table.updateSchema().addColumn("note", Types.StringType.get()).commit();
        List<ValueRun> runs = runs("note");
        assertThat(runs).isNotEmpty().allMatch(run -> run.values().getFirst().isNull(0));
    }

    @Test
    void a_table_without_a_snapshot_has_no_places() {
        Table empty =
                LocalTables.create(
                        folder.resolve("empty"), SCHEMA, PartitionSpec.unpartitioned(), Map.of());
        TableSample sample = TableSample.of(empty, -1);
        assertThat(sample.fileCount()).isZero();
        assertThat(sample.rowCount()).isZero();
    }
}
