package dev.tarn.engine.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tarn.engine.harness.Answers;
import dev.tarn.engine.harness.ForeignCatalog;
import dev.tarn.engine.harness.TestEngine;
import dev.tarn.testkit.SharedData;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Iceberg tables that Spark, PyIceberg, BigQuery, DuckDB and Dremio wrote, queried through SQL.
class ForeignTablesTest {
    /// Why a query of DuckDB's tests is not run here, by a part of its table, SQL or place.
    private static final Map<String, String> SKIPPED =
            Map.ofEntries(
                    Map.entry("column_mapping/", "a data file is missing from the copy"),
                    Map.entry("name_mapping/", "asks for metadata versions by DuckDB's options"),
                    Map.entry("vfinal", "snapshot id beyond 64 bits, refused by Iceberg"),
                    Map.entry("generated_bounds", "data on S3 that is not in the copy"),
                    Map.entry("oracle_", "joins tables of DuckDB's test"),
                    Map.entry("timestamptz_ns", "v3 metadata without next-row-id"),
                    Map.entry("partition_fixed_length", "partition values that Iceberg refuses"),
                    Map.entry(
                            "identity_double.test:12",
                            "a REAL column, shown by DuckDB from its path"),
                    Map.entry("case_sensitive", "names that differ in case only"),
                    Map.entry("EXCLUDE", "DuckDB's SELECT * EXCLUDE"),
                    Map.entry("defaults_in_struct", "nested defaults, shown as DuckDB's text"),
                    Map.entry("map_stats", "maps, shown as DuckDB's text"),
                    Map.entry("legacy_bare", "deletion vectors that are not Puffin"),
                    Map.entry("version_name_format", "an option of DuckDB"));

    @TestFactory
    Stream<DynamicTest> queries_of_duckdbs_tests_give_their_rows() throws IOException {
        Path root = SharedData.path("iceberg-tables/duckdb-iceberg");
        JsonNode queries =
                new ObjectMapper()
                        .readTree(
                                Files.readString(
                                        SharedData.path(
                                                "iceberg-tables/duckdb-iceberg-expected.json")));
        List<DynamicTest> tests = new ArrayList<>();
        int skipped = 0;
        for (JsonNode query : queries) {
            String reason = reasonToSkip(query);
            if (reason != null) {
                System.out.println("SKIPPED " + query.get("from").asText() + ": " + reason);
                skipped++;
                continue;
            }
            tests.add(
                    DynamicTest.dynamicTest(query.get("from").asText(), () -> check(root, query)));
        }
        System.out.printf("foreign tables: %d queries, %d skipped%n", queries.size(), skipped);
        return tests.stream();
    }

    private static @Nullable String reasonToSkip(JsonNode query) {
        String text =
                query.get("from").asText()
                        + query.get("tables")
                        + query.get("sql")
                        + query.get("options");
        for (Map.Entry<String, String> entry : SKIPPED.entrySet()) {
            if (text.contains(entry.getKey())) {
                return entry.getValue();
            }
        }
        return null;
    }

    private static void check(Path root, JsonNode query) {
        ForeignCatalog catalog = new ForeignCatalog();
        String name =
                new ForeignTables(root, catalog).register(query.get("tables").get(0).asText());
        List<List<@Nullable String>> expected = new ArrayList<>();
        query.get("expected")
                .forEach(row -> expected.add(Arrays.asList(row.asText().split("\t", -1))));
        try (TestEngine engine = TestEngine.over(catalog, 2048, 2)) {
            String sql = ours(query.get("sql").asText()).replace("{t0}", name);
            List<String> seen = Answers.sorted(engine.execute(sql));
            if (query.get("types").asText().length() == 1) {
                assertThat(seen).as(sql).isEqualTo(Answers.sorted(flat(expected)));
                return;
            }
            assertThat(seen).as(sql).isEqualTo(Answers.sorted(expected));
        }
    }

    private static List<List<@Nullable String>> flat(List<List<@Nullable String>> rows) {
        List<List<@Nullable String>> flat = new ArrayList<>();
        rows.forEach(row -> row.forEach(value -> flat.add(Arrays.asList(value))));
        return flat;
    }

    /// The query in standard SQL: answers are compared in any order, and literals have a type.
    private static String ours(String sql) {
        return sql.strip()
                .replaceFirst(";$", "")
                .replaceFirst("(?i)order by all", "")
                .replaceFirst("(?i)^from ", "select * from ")
                .replaceFirst("'(\\\\x[^']*)'::BLOB", "X'$1'")
                .replaceFirst("(?<=X'.{0,12})\\\\x", "")
                .replaceFirst("(?<=X'.{0,12})\\\\x", "")
                .replaceFirst("(?<=X'.{0,12})\\\\x", "")
                .replaceFirst("= '(\\d{4}-\\d\\d-\\d\\d)'", "= date '$1'")
                .replaceFirst("= '(\\d\\d:\\d\\d:\\d\\d)'", "= time '$1'")
                .replaceFirst(
                        "= '(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d:\\d\\d)'", "= timestamp '$1 $2'")
                .replaceFirst(
                        "= '(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d:\\d\\d\\+\\d\\d)'",
                        "= timestamp '$1 $2:00'")
                .replaceFirst("\"uuid\" = ('[^']*')", "\"uuid\" = cast($1 as uuid)");
    }

    @TestFactory
    Stream<DynamicTest> tables_have_the_rows_that_icebergs_own_reader_counts() throws IOException {
        Path root = SharedData.path("iceberg-tables");
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : Files.readAllLines(root.resolve("rowcounts.tsv"))) {
            String[] cells = line.split("\t", -1);
            if (!cells[6].matches("\\d+")
                    || cells[0].contains("legacy_bare")
                    || cells[0].contains("case_sensitive")) {
                System.out.println("SKIPPED " + line);
                continue;
            }
            tests.add(DynamicTest.dynamicTest(cells[0], () -> checkCount(root, cells)));
        }
        return tests.stream();
    }

    private static void checkCount(Path root, String[] cells) {
        ForeignCatalog catalog = new ForeignCatalog();
        String name = new ForeignTables(root, catalog).register(cells[0]);
        try (TestEngine engine = TestEngine.over(catalog, 2048, 2)) {
            assertThat(engine.execute("select count(*) from " + name))
                    .isEqualTo(List.of(List.of(cells[6])));
            assertThat(engine.execute("select * from " + name)).hasSize(Integer.parseInt(cells[6]));
        }
    }
}
