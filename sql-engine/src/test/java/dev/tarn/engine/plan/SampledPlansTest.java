package dev.tarn.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;

import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// What plans say of rows where files were looked into: a thousand codes of 12 bytes, which
/// manifests tell nothing of, on 20,000 rows.
class SampledPlansTest {
    private static final Namespace NAMESPACE = Namespace.of("test");
    private static final String JOIN = "from sales a join sales b on a.code = b.code";

    private final InMemoryCatalog catalog = new InMemoryCatalog();
    private TestEngine engine;

    @BeforeEach
    void open() {
        catalog.initialize("lake", Map.of(CatalogProperties.WAREHOUSE_LOCATION, "memory/sampled"));
        catalog.createNamespace(NAMESPACE);
        engine = TestEngine.over(catalog, 2048, 1).with("plan_cache", "false");
        engine.execute(
                "create table sales as select n as id, n * 7919 % 1000 as number, 'code-' || cast(n"
                    + " * 7919 % 1000 as varchar) as code, cast(row(n % 10) as row(digit bigint))"
                    + " as place from (select a * 200 + b as n from unnest(sequence(0, 99)) as s"
                    + " (a) cross join unnest(sequence(0, 199)) as t (b))");
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
        catalog.close();
    }

    /// Rows expected of the topmost join of `sql`.
    private double joined(TestEngine asked, String sql) {
        String plan = plan(asked, sql);
        String rows = plan.replaceAll("(?s).*?Join[^\\n]* ~(\\d+) rows.*", "$1");
        return Double.parseDouble(rows);
    }

    private static String plan(TestEngine asked, String sql) {
        List<List<@Nullable String>> lines = asked.execute("explain " + sql);
        return lines.stream()
                .map(line -> Objects.requireNonNull(line.getFirst()))
                .collect(Collectors.joining("\n"));
    }

    private Table sales() {
        return catalog.loadTable(TableIdentifier.of(NAMESPACE, "sales"));
    }

    private void deleteFiles() {
        for (DataFile file : sales().currentSnapshot().addedDataFiles(sales().io())) {
            sales().io().deleteFile(file.location());
        }
    }

    @Test
    void a_join_on_texts_is_expected_to_give_what_it_gives() {
        assertThat(joined(engine, "select count(a.id + b.id) " + JOIN)).isEqualTo(400_000);
    }

    @Test
    void keys_of_groups_and_equalities_are_looked_at_too() {
        assertThat(
                        joined(
                                engine,
                                "select a.id from sales a join (select code from sales group by"
                                        + " code) b on a.code = b.code where a.code <> 'code-1'"))
                .isBetween(18_000.0, 20_000.0);
        assertThat(plan(engine, "select a.id " + JOIN + " where b.code = 'code-7'"))
                .containsPattern("Scan[^\\n]* ~20 rows");
    }

    @Test
    void without_looking_the_bytes_of_texts_are_taken_for_what_they_tell() {
        TestEngine off = engine.with("sample_statistics", "false");
        assertThat(joined(off, "select count(a.id + b.id) " + JOIN)).isNotEqualTo(400_000);
    }

    @Test
    void what_was_seen_of_a_snapshot_is_kept() {
        double seen = joined(engine, "select count(a.id + b.id) " + JOIN);
        deleteFiles();
        assertThat(joined(engine, "select min(a.id + b.id) " + JOIN)).isEqualTo(seen);
    }

    @Test
    void a_file_that_is_gone_does_not_keep_a_query_from_being_planned() {
        deleteFiles();
        TestEngine off = engine.with("sample_statistics", "false");
        assertThat(joined(engine, "select count(a.id + b.id) " + JOIN))
                .isEqualTo(joined(off, "select count(a.id + b.id) " + JOIN));
    }

    @Test
    void a_new_snapshot_is_looked_at_anew() {
        assertThat(joined(engine, "select count(a.id + b.id) " + JOIN)).isEqualTo(400_000);
        engine.execute("insert into sales select id, number, 'new-' || code, place from sales");
        assertThat(joined(engine, "select count(a.id + b.id) " + JOIN))
                .isBetween(700_000.0, 900_000.0);
    }

    @Test
    void tables_without_rows_and_nested_columns_are_left_alone() {
        engine.execute("create table empty (code varchar)");
        assertThat(plan(engine, "select 1 from empty a join empty b on a.code = b.code"))
                .contains("Join");
        assertThat(plan(engine, "select 1 from sales a join sales b on a.place = b.place"))
                .contains("Join");
    }
}
