package dev.tarn.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.harness.TestEngine;

import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.View;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

/// Views say that Trino may read them where their text means the same there, and nowhere else.
class PortableViewsTest {
    private final InMemoryCatalog catalog = new InMemoryCatalog();
    private final TestEngine engine = engine();

    private TestEngine engine() {
        catalog.initialize("lake", Map.of(CatalogProperties.WAREHOUSE_LOCATION, "memory/lake"));
        catalog.createNamespace(Namespace.of("test"));
        return TestEngine.over(catalog, 1024, 1);
    }

    @BeforeEach
    void create() {
        engine.execute("create table t (id bigint, s varchar, d date, r real)");
        engine.execute("insert into t (id) values (1)");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private View view() {
        return catalog.loadView(TableIdentifier.of("test", "v"));
    }

    private List<String> dialects() {
        return view().currentVersion().representations().stream()
                .map(one -> ((SQLViewRepresentation) one).dialect())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from t",
                "select id, s as name from test.t as a where a.id > 1 and not (s = 'it''s' or id is"
                        + " null)",
                "select s, count(*) as n, sum(id) as total, min(d) from t group by s having max(id)"
                        + " < 5.5",
                "select a.id + 1 - 2 * b.id as x from t a left join t b on a.id = b.id cross join"
                        + " t",
                "select id from t union all select id from (select id from t where s <> '') as u",
            })
    void plain_text_is_trinos_too(String query) {
        engine.execute("create view v as " + query);
        assertThat(dialects()).containsExactly("tarn", "trino");
        assertThat(view().currentVersion().representations())
                .extracting(one -> ((SQLViewRepresentation) one).sql())
                .containsOnly(query);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select upper(s) as s from t",
                "select id / 2 as h from t",
                "select id from t order by id",
                "select id from t limit 1",
                "select id from lake.test.t",
                "select id from t for timestamp as of timestamp '2999-01-01 00:00:00'",
                "select snapshot_id from t.snapshots",
                "select count(distinct id) as n from t",
                "select row_number() over (order by id) as n from t",
                "select id from t where id in (select id from t)",
                "select cast(id as varchar) as s from t",
                "select a.id from t a join t b using (id)",
                "select date '2024-01-01' as d from t",
                "with q as (select id from t) select id from q",
                "select 1 as one",
                "select id from t qualify row_number() over (order by id) = 1",
                "select * exclude (s) from t",
            })
    void other_text_is_ours_alone(String query) {
        engine.execute("create view v as " + query);
        assertThat(dialects()).containsExactly("tarn");
    }

    @Test
    void names_of_columns_that_the_query_does_not_give_are_ours_alone() {
        engine.execute("create view v (n) as select id from t");
        assertThat(dialects()).containsExactly("tarn");
    }

    @Test
    void a_view_may_lose_the_dialect_that_it_had_from_us() {
        engine.execute("create view v as select id from t");
        engine.execute("create or replace view v as select id / 2 as h from t");
        assertThat(dialects()).containsExactly("tarn");
        engine.execute("alter view v as select id from t");
        assertThat(dialects()).containsExactly("tarn", "trino");
    }

    @Test
    void what_another_engine_wrote_is_not_lost_and_ours_is_read() {
        engine.execute("create view v as select id from t");
        catalog.buildView(TableIdentifier.of("test", "v"))
                .withSchema(view().schema())
                .withDefaultNamespace(Namespace.of("test"))
                .withQuery("spark", "select id + 1 from t")
                .withQuery("trino", "select id from t")
                .withQuery("tarn", "select id from t")
                .replace();
        assertThat(engine.execute("select * from v")).hasToString("[[1]]");
        assertThatThrownBy(() -> engine.execute("create or replace view v as select s from t"))
                .hasMessageContaining("loss of view dialects");
    }
}
