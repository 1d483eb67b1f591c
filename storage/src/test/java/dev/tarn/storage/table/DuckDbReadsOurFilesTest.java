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

    @Test
    void a_real_file_copied_through_our_reader_and_writer_has_the_same_sums() throws SQLException {
        Path taxi = SharedData.path("taxi/green_2020_mar_dec.parquet");
        InputFile source = FileIos.open("/", Map.of()).newInputFile(taxi.toString());
        Schema schema = FileReaders.schemaOf(source, FileFormat.PARQUET);
        Table table = LocalTables.create(folder, schema, PartitionSpec.unpartitioned(), Map.of());
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
}
