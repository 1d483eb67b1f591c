package dev.tarn.storage.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.testkit.RerootedTable;
import dev.tarn.testkit.SharedData;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Tables that pyiceberg, Spark, BigQuery, DuckDB and Dremio wrote.
class ForeignTablesTest {
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
        Path root = SharedData.path("iceberg-tables");
        return Files.readAllLines(root.resolve("rowcounts.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .filter(cells -> !cells[6].isEmpty())
                .map(cells ->
                        DynamicTest.dynamicTest(
                                cells[0],
                                () ->
                                        assertThat(LocalTables.rows(open(root.resolve(cells[0]))))
                                                .hasSize(Integer.parseInt(cells[6]))));
    }
}
