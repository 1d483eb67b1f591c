package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.store.PrincipalRow;
import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The short names of tables that the server plugs into the catalog `system`, and what it tells of
/// itself there.
class SystemNamesTest {
    private static final Session IN_LAKE = Session.of("ann", "lake", Tarn.DEFAULT_NAMESPACE);
    private static final Session NOWHERE = Session.of("ann", null, null);

    @TempDir private Path directory;
    private Tarn tarn;

    @BeforeEach
    void open() {
        Settings settings = Settings.defaults().set(Key.DATA_DIR, directory.toString(), "test");
        tarn = Tarn.openOnDemand(TarnConfig.from(settings));
    }

    @AfterEach
    void close() {
        tarn.close();
    }

    @ParameterizedTest
    @CsvSource({
        "system.queries, system.runtime.queries",
        "SYSTEM.Events, system.metadata.events",
        "system.lineage, system.metadata.lineage",
        "system.nodes, system.runtime.nodes"
    })
    void a_short_name_stands_for_a_table_of_the_catalog_system(String name, String whole) {
        for (Session session : List.of(IN_LAKE, NOWHERE)) {
            String columns = "describe " + whole;
            assertThat(ask(session, "describe " + name)).isEqualTo(ask(session, columns));
            assertThat(ask(session, "select count(*) >= 0 from " + name + " as q where true"))
                    .isEqualTo("[[true]]");
        }
    }

    @Test
    void columns_go_by_the_short_name() {
        String own = "select count(*) > 0 from system.queries where queries.\"user\" = 'ann'";
        assertThat(ask(NOWHERE, own)).isEqualTo("[[true]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "view"})
    void a_schema_of_ones_own_comes_first(String kind) {
        ask(IN_LAKE, "create schema system");
        ask(IN_LAKE, "create " + kind + " system.queries as select 7 as own");
        assertThat(ask(IN_LAKE, "select * from system.queries")).isEqualTo("[[7]]");
        assertThat(ask(IN_LAKE, "describe system.queries")).startsWith("[[own, ");
        assertThat(ask(IN_LAKE, "select count(*) from system.nodes")).isEqualTo("[[1]]");
    }

    @Test
    void a_view_reads_tables_of_the_catalog_system_by_both_names() {
        ask(IN_LAKE, "create view short as select node_id from system.nodes");
        ask(IN_LAKE, "create view whole as select node_id from system.runtime.nodes");
        assertThat(ask(IN_LAKE, "select * from short")).isEqualTo("[[tarn]]");
        assertThat(ask(IN_LAKE, "select * from whole")).isEqualTo("[[tarn]]");
    }

    @Test
    void a_name_that_is_neither_is_missing() {
        assertThatThrownBy(() -> ask(IN_LAKE, "select * from system.nothing"))
                .hasMessageContaining("Schema 'system' does not exist in catalog 'lake'");
        assertThatThrownBy(() -> ask(IN_LAKE, "describe system.nothing"))
                .hasMessageContaining("Schema 'system' does not exist in catalog 'lake'");
    }

    @Test
    void the_process_is_the_only_node() {
        assertThat(ask(IN_LAKE, "select coordinator, state from system.runtime.nodes"))
                .isEqualTo("[[true, active]]");
    }

    @Test
    void roles_are_told_as_trino_tells_them() {
        tarn.catalog().administration().createPrincipal("bob", PrincipalRow.Source.LOCAL);
        ask(IN_LAKE, "create role analyst");
        ask(IN_LAKE, "grant analyst to bob");
        assertThat(ask(IN_LAKE, "select * from information_schema.roles")).contains("[analyst]");
        assertThat(ask(IN_LAKE, "select * from information_schema.enabled_roles"))
                .isEqualTo("[[admin]]");
        assertThat(ask(IN_LAKE, "select * from information_schema.applicable_roles"))
                .isEqualTo("[[ann, USER, admin, NO]]");
        assertThat(
                        ask(
                                IN_LAKE,
                                "select role_name, grantee, grantee_type, is_grantable from"
                                        + " information_schema.role_authorization_descriptors"))
                .isEqualTo("[[analyst, bob, USER, NO]]");
    }

    private String ask(Session session, String sql) {
        List<List<Object>> rows = new ArrayList<>();
        try (Query query = tarn.runner("test").start(session, sql)) {
            for (Batch batch = query.next(); batch != null; batch = query.next()) {
                for (int row = 0; row < batch.rowCount(); row++) {
                    List<Object> values = new ArrayList<>();
                    for (int column = 0; column < batch.columns().size(); column++) {
                        values.add(JavaValues.value(batch.column(column), row));
                    }
                    rows.add(values);
                }
            }
        }
        return rows.toString();
    }
}
