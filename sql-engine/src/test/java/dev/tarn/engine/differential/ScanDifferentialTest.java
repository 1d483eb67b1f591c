package dev.tarn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.testkit.SeededRandom;
import dev.tarn.testkit.SharedData;

import org.apache.iceberg.Table;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Random projections and conditions over Parquet files, asked of Tarn and of DuckDB.
class ScanDifferentialTest {
    private static final List<String> REAL =
            List.of(
                    "tables/airports.parquet",
                    "tables/flights.parquet",
                    "tables/netflix.parquet",
                    "tables/so2019.parquet",
                    "tables/yellow.parquet",
                    "tables/zones.parquet",
                    "taxi/green/green_tripdata_2020-04.parquet",
                    "taxi/taxi_zone_lookup.parquet",
                    "taxi/green_2020_mar_dec.parquet",
                    "tpch/sf0.01/lineitem.parquet",
                    "tpch/sf0.01/orders.parquet",
                    "tpch/sf0.01/customer.parquet",
                    "tpch/sf0.01/part.parquet");
    private static final List<String> CODECS =
            List.of("zstd", "snappy", "gzip", "lz4", "uncompressed");

    @TempDir Path folder;

    private List<String> disagreements(String file, int questions, Random random)
            throws IOException {
        String name = file.replaceFirst(".*/", "").replaceFirst("\\.parquet$", "");
        Path place = folder.resolve(Long.toString(random.nextLong()));
        try (ParquetTables tables = ParquetTables.in(place, 2048)) {
            String table = "t_" + name.replaceAll("\\W", "_");
            tables.register(table, SharedData.path(file));
            return new ScanComparison(tables.tarn(), tables.duck())
                    .disagreements(
                            ScanTable.of(tables.duck(), table, List.of()), questions, random);
        }
    }

    @Test
    void real_files_give_the_same_rows() {
        SeededRandom.forEachSeed(
                2,
                random -> {
                    for (String file : REAL) {
                        boolean isLarge = file.contains("mar_dec");
                        assertThat(disagreements(file, isLarge ? 1 : 4, random)).isEmpty();
                    }
                });
    }

    @Tag("long")
    @Test
    void real_files_give_the_same_rows_for_long() {
        SeededRandom.forEachSeed(
                60,
                random -> {
                    for (String file : REAL) {
                        boolean isLarge = file.contains("mar_dec");
                        assertThat(disagreements(file, isLarge ? 5 : 40, random)).isEmpty();
                    }
                });
    }

    /// One set of rows, written by Iceberg's writer, by DuckDB's and by ours, in many small pages
    /// and row groups, asked each.
    private void generated(int rowCount, int questions, Random random) throws IOException {
        Path place = folder.resolve(Long.toString(random.nextLong()));
        try (ParquetTables tables =
                ParquetTables.in(place, List.of(3, 64, 2048).get(random.nextInt(3)))) {
            Map<String, String> properties = properties(random);
            Table table = tables.create("iceberg", RandomRecords.SCHEMA, properties);
            int distinct = List.of(5, 60, 1000, 100_000).get(random.nextInt(4));
            RandomRecords records = new RandomRecords(random, random.nextBoolean(), distinct);
            for (int file = 0; file < 2; file++) {
                tables.append(table, records.next(file * rowCount, rowCount / 2));
            }
            tables.share("iceberg");
            tables.copyByDuckDb(
                    "iceberg",
                    "duckdb",
                    RandomRecords.SCHEMA,
                    "row_group_size 2048, compression %s, parquet_version %s"
                            .formatted(
                                    CODECS.get(random.nextInt(3)),
                                    random.nextBoolean() ? "v1" : "v2"));
            tables.create("ours", RandomRecords.SCHEMA, properties(random));
            tables.tarn().execute("insert into ours select * from iceberg");
            tables.share("ours");
            for (String name : List.of("iceberg", "duckdb", "ours")) {
                assertThat(tables.duck().rows("from iceberg except all from " + name + " limit 3"))
                        .as("rows of the file that %s wrote, as DuckDB reads it", name)
                        .isEmpty();
                ScanTable asked = ScanTable.of(tables.duck(), name, RandomRecords.STRUCT_FIELDS);
                ScanComparison comparison = new ScanComparison(tables.tarn(), tables.duck());
                assertThat(comparison.disagreements(asked, questions, random)).isEmpty();
            }
        }
    }

    private static Map<String, String> properties(Random random) {
        Map<String, String> properties = new HashMap<>();
        properties.put("write.parquet.compression-codec", CODECS.get(random.nextInt(5)));
        properties.put("write.parquet.page-version", random.nextBoolean() ? "v1" : "v2");
        properties.put("write.parquet.page-row-limit", String.valueOf(20 + random.nextInt(400)));
        properties.put("write.parquet.page-size-bytes", String.valueOf(512 << random.nextInt(6)));
        properties.put(
                "write.parquet.row-group-size-bytes", String.valueOf(20_000 << random.nextInt(5)));
        properties.put("write.parquet.row-group-check-min-record-count", "100");
        properties.put("write.parquet.row-group-check-max-record-count", "400");
        properties.put("write.parquet.dict-size-bytes", random.nextInt(3) == 0 ? "64" : "100000");
        for (String column : List.of("id", "i", "l", "d", "n9", "day", "at", "word", "u")) {
            if (random.nextInt(3) == 0) {
                properties.put("write.parquet.bloom-filter-enabled.column." + column, "true");
            }
            if (random.nextInt(4) == 0) {
                properties.put("write.parquet.dict-encoding-enabled.column." + column, "false");
            }
        }
        return properties;
    }

    @Test
    void generated_files_of_many_pages_give_the_same_rows() {
        SeededRandom.forEachSeed(3, random -> generated(2_000, 15, random));
    }

    @Tag("long")
    @Test
    void generated_files_of_many_pages_give_the_same_rows_for_long() {
        SeededRandom.forEachSeed(150, random -> generated(8_000, 120, random));
    }
}
