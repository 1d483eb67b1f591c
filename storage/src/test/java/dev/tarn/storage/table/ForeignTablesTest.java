package dev.tarn.storage.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.ValueRun;
import dev.tarn.testkit.Batches;
import dev.tarn.testkit.RerootedTable;
import dev.tarn.testkit.SharedData;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// Tables that pyiceberg, Spark, BigQuery, DuckDB and Dremio wrote.
class ForeignTablesTest {
    private static final Expression ALL = Expressions.alwaysTrue();

    static Table open(Path folder) {
        RerootedTable rerooted = RerootedTable.of(folder);
        FileIO io = rerooted.io();
        return new BaseTable(
                new StaticTableOperations(rerooted.latestMetadata().toString(), io),
                folder.getFileName().toString());
    }

    @TestFactory
    Stream<DynamicTest> a_table_of_another_engine_has_the_rows_that_iceberg_reads()
            throws IOException {
        return each((table, rows) -> assertThat(LocalTables.rows(table)).hasSize(rows));
    }

    @TestFactory
    Stream<DynamicTest> samples_have_values_that_the_table_has() throws IOException {
        return each((table, rows) -> {
            if (table.currentSnapshot() != null) {
                checkSamples(table, rows);
            }
        });
    }

    private static void checkSamples(Table table, int rows) {
        TableSample sample = TableSample.of(table, table.currentSnapshot().snapshotId());
        assertThat(sample.rowCount()).isGreaterThanOrEqualTo(rows);
        // Deleted rows are looked at, too, and scanning large tables takes long.
        boolean isCompared = sample.rowCount() == rows && rows <= 10_000;
        for (Types.NestedField column : table.schema().columns()) {
            if (!column.type().isPrimitiveType()) {
                continue;
            }
            for (int file = 0; file < sample.fileCount(); file++) {
                Set<@Nullable Object> seen = values(sample.runs(file, column));
                assertThat(seen).as(column.name()).isNotEmpty();
                if (isCompared) {
                    Set<@Nullable Object> all = new HashSet<>();
                    LocalTables.rows(table, new Schema(column), ALL)
                            .forEach(row -> all.add(row.getFirst()));
                    assertThat(all).as(column.name()).containsAll(seen);
                }
            }
        }
    }

    private static Set<@Nullable Object> values(List<ValueRun> runs) {
        Set<@Nullable Object> values = new HashSet<>();
        for (ValueRun run : runs) {
            for (Vector part : run.values()) {
                Batches.rows(new Batch(List.of(part), part.length()))
                        .forEach(row -> values.add(row.getFirst()));
            }
        }
        return values;
    }

    private static Stream<DynamicTest> each(BiConsumer<Table, Integer> check) throws IOException {
        Path root = SharedData.path("iceberg-tables");
        return Files.readAllLines(root.resolve("rowcounts.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .filter(cells -> !cells[6].isEmpty())
                .map(cells ->
                        DynamicTest.dynamicTest(
                                cells[0],
                                () ->
                                        check.accept(
                                                open(root.resolve(cells[0])),
                                                Integer.parseInt(cells[6]))));
    }
}
