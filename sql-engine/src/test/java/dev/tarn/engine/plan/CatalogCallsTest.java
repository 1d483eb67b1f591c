package dev.tarn.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.physical.PlanText;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.statement.Statement;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// What planning asks of catalogs.
class CatalogCallsTest {
    private final InMemoryCatalog catalog = FixtureCatalog.create();
    private final CatalogCalls calls = new CatalogCalls(catalog);
    private final SqlStatementPlanner planner =
            new SqlStatementPlanner(
                    new Catalogs(List.of(calls.connection("lake"))),
                    Functions.standard(),
                    List.of(),
                    _ -> _ -> null);

    private String plan(Session session, String sql) {
        return planner.plan(session, sql, List.of()) instanceof Statement.Select(var plan, var _)
                ? PlanText.of(plan)
                : "no query";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from region",
                "select r_name from tpch.region",
                "select r_name from lake.tpch.region",
                "select lake.tpch.region.r_name from tpch.region where region.r_regionkey > 1",
                "select a.r_name from region a join tpch.region b on a.r_name = b.r_name",
                "with r as (select * from region) select r.r_name from r, r s",
                "select * from region where r_regionkey in (select r_regionkey from region)",
                "select r.r_name from region as r order by r.r_name limit 3"
            })
    void a_table_is_loaded_once_and_nothing_else_is_asked(String sql) {
        plan(FixtureCatalog.session(), sql);
        assertThat(calls.take()).containsExactly("loadTable(tpch.region)");
    }

    @Test
    void a_version_of_a_table_takes_no_further_call() {
        assertThatThrownBy(() ->
                        plan(FixtureCatalog.session(), "select * from region for version as of 7"))
                .isInstanceOf(SqlException.class);
        assertThat(calls.take()).containsExactly("loadTable(tpch.region)");
    }

    @Test
    void another_spelling_is_found_by_listing() {
        assertThat(plan(FixtureCatalog.session(), "select R_NAME from TPCH.Region"))
                .contains("lake.tpch.Region");
        assertThat(calls.take())
                .contains("listNamespaces()", "listTables(tpch)")
                .endsWith("loadTable(tpch.region)");
    }

    @Test
    void a_table_and_a_namespace_may_have_one_name() {
        Namespace nested = Namespace.of("tpch", "region");
        catalog.createNamespace(nested);
        catalog.createTable(
                TableIdentifier.of(nested, "parts"),
                new Schema(Types.NestedField.optional(1, "p", Types.LongType.get())),
                PartitionSpec.unpartitioned());
        assertThat(plan(FixtureCatalog.session(), "select r_name from region"))
                .contains("lake.tpch.region");
        assertThat(plan(FixtureCatalog.session(), "select p from tpch.region.parts"))
                .contains("lake.tpch.region.parts");
    }

    @Test
    void names_that_only_iceberg_takes_for_metadata_tables_are_looked_up_as_they_are() {
        assertThatThrownBy(() -> plan(FixtureCatalog.session(), "select * from snapshots"))
                .hasMessage("Table 'lake.tpch.snapshots' does not exist");
        catalog.createTable(
                TableIdentifier.of(FixtureCatalog.TPCH, "snapshots"),
                new Schema(Types.NestedField.optional(1, "mine", Types.LongType.get())),
                PartitionSpec.unpartitioned());
        assertThat(plan(FixtureCatalog.session(), "select mine from snapshots"))
                .contains("lake.tpch.snapshots");
        assertThat(plan(FixtureCatalog.session(), "select snapshot_id from region.snapshots"))
                .contains("region$snapshots");
    }
}
