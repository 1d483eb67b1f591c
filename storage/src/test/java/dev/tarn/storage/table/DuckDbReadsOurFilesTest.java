package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.file.FileReaders;
import dev.tarn.storage.io.FileIos;
import dev.tarn.testkit.SharedData;

import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Our Parquet files through a reader that shares no code with ours.
class DuckDbReadsOurFilesTest {
    @TempDir Path folder;

    private static String duckDb(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            StringBuilder text = new StringBuilder();
            while (result.next()) {
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    text.append(i == 1 ? "" : "|").append(result.getString(i));
                }
                text.append('\n');
            }
            return text.toString();
        }
    }

    @Test
    void nested_columns_decimals_and_timestamps_mean_the_same() throws SQLException {
        Schema schema =
                new Schema(
                        optional(1, "n", Types.IntegerType.get()),
                        optional(2, "money", Types.DecimalType.of(25, 3)),
                        optional(3, "at", Types.TimestampType.withoutZone()),
                        optional(4, "tags", Types.ListType.ofOptional(5, Types.StringType.get())));
        Table table = LocalTables.create(folder, schema, PartitionSpec.unpartitioned(), Map.of());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        LocalDateTime at = LocalDateTime.of(2024, 2, 29, 12, 30, 15, 123_456_000);
        rows.add(
                LocalTables.row(
                        1, new BigDecimal("-1234567890123456789012.345"), at, List.of("a")));
        rows.add(LocalTables.row(null, null, null, List.of()));
        rows.add(LocalTables.row(3, new BigDecimal("0.001"), at.minusYears(80), null));
        String location =
                LocalTables.append(table, LocalTables.batch(schema, rows)).getFirst().location();
        assertThat(duckDb("select * from '" + location + "'"))
                .isEqualTo(
                        """
                        1|-1234567890123456789012.345|2024-02-29 12:30:15.123456|[a]
                        null|null|null|[]
                        3|0.001|1944-02-29 12:30:15.123456|null
                        """);
    }

    @ParameterizedTest
    @CsvSource({"v1, zstd, 20000", "v2, snappy, 3000", "v1, lz4, 777"})
    void a_real_file_copied_through_our_reader_and_writer_has_the_same_sums(
            String pages, String codec, String pageRows) throws SQLException {
        Path taxi = SharedData.path("taxi/green_2020_mar_dec.parquet");
        InputFile source = FileIos.open("/", Map.of()).newInputFile(taxi.toString());
        Schema schema = FileReaders.schemaOf(source, FileFormat.PARQUET);
        Table table =
                LocalTables.create(
                        folder,
                        schema,
                        PartitionSpec.unpartitioned(),
                        Map.of(
                                "write.parquet.page-version", pages,
                                "write.parquet.compression-codec", codec,
                                "write.parquet.page-row-limit", pageRows));
        List<Batch> batches = new ArrayList<>();
        try (BatchReader reader = FileReaders.open(source, FileFormat.PARQUET, schema, 8192)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                batches.add(batch);
            }
        }
        String location =
                LocalTables.append(table, batches.toArray(new Batch[0])).getFirst().location();
        String sums =
                "select count(*), "
                        + String.join(
                                ", ",
                                schema.columns().stream()
                                        .map(c -> "sum(hash(\"%s\"))".formatted(c.name()))
                                        .toList())
                        + " from '%s'";
        assertThat(duckDb(sums.formatted(location))).isEqualTo(duckDb(sums.formatted(taxi)));
    }

    @Test
    void what_bloom_filters_and_bounds_let_it_skip_is_nothing_that_matches() throws SQLException {
        Schema schema =
                new Schema(
                        optional(1, "n", Types.LongType.get()),
                        optional(2, "text", Types.StringType.get()),
                        optional(3, "x", Types.DoubleType.get()));
        Table table =
                LocalTables.create(
                        folder,
                        schema,
                        PartitionSpec.unpartitioned(),
                        Map.of(
                                "write.parquet.bloom-filter-enabled.column.n", "true",
                                "write.parquet.bloom-filter-enabled.column.text", "true",
                                "write.parquet.row-group-size-bytes", "50000",
                                "write.parquet.page-row-limit", "500"));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            long n = i * 7_919L % 20_011;
            rows.add(LocalTables.row(n, "text" + n, i % 2000 < 900 ? Double.NaN : n / 4.0));
        }
        String location =
                LocalTables.append(table, LocalTables.batch(schema, rows)).getFirst().location();
        for (int i = 0; i < 20_000; i += 1_111) {
            List<@Nullable Object> row = rows.get(i);
            assertThat(
                            duckDb(
                                    "select n, text from '%s' where n = %s and text = '%s'"
                                            .formatted(location, row.get(0), row.get(1))))
                    .isEqualTo(row.get(0) + "|" + row.get(1) + "\n");
        }
        assertThat(duckDb("select count(*) from '" + location + "' where isnan(x)"))
                .isEqualTo("9000\n");
        assertThat(duckDb("select count(*) from '" + location + "' where x > 100000"))
                .isEqualTo("9000\n");
        assertThat(duckDb("select count(*) from '" + location + "' where text = 'absent'"))
                .isEqualTo("0\n");
    }
}
