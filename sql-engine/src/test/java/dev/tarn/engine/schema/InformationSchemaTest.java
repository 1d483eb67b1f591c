package dev.tarn.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;

import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// `information_schema` and `system.jdbc` over a catalog of 10,000 tables: names come from lists,
/// and only tables that a query names are loaded.
class InformationSchemaTest {
    private static final int TABLE_COUNT = 10_000;
    private static final Namespace MANY = Namespace.of("many");

    /// A catalog that lists many tables, all of them the same one when they are loaded.
    private static final class ManyTables extends InMemoryCatalog {
        private final AtomicInteger loads = new AtomicInteger();
        private final AtomicInteger lists = new AtomicInteger();

        @Override
        public List<TableIdentifier> listTables(Namespace namespace) {
            if (!namespace.equals(MANY)) {
                return super.listTables(namespace);
            }
            lists.incrementAndGet();
            List<TableIdentifier> tables = new ArrayList<>();
            for (int i = 0; i < TABLE_COUNT; i++) {
                tables.add(TableIdentifier.of(MANY, "t" + i));
            }
            return tables;
        }

        @Override
        public Table loadTable(TableIdentifier identifier) {
            if (!identifier.namespace().equals(MANY) || !identifier.name().matches("t\\d+")) {
                return super.loadTable(identifier);
            }
            loads.incrementAndGet();
            return super.loadTable(TableIdentifier.of(MANY, "t0"));
        }
    }

    private final ManyTables catalog = new ManyTables();
    private TestEngine engine;

    @BeforeEach
    void open() {
        catalog.initialize("lake", Map.of(CatalogProperties.WAREHOUSE_LOCATION, "memory/lake"));
        catalog.createNamespace(MANY);
        catalog.createNamespace(Namespace.of("other"));
        catalog.createTable(
                TableIdentifier.of(MANY, "t0"),
                new Schema(
                        Types.NestedField.required(1, "id", Types.LongType.get()),
                        Types.NestedField.optional(2, "name", Types.StringType.get())));
        catalog.loads.set(0);
        engine = TestEngine.over(catalog, 2048, 2);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void names_come_from_lists() {
        assertThat(engine.execute("select count(*) from information_schema.tables"))
                .containsExactly(List.of("10000"));
        assertThat(
                        engine.execute(
                                "select table_name from information_schema.tables where"
                                        + " table_schema = 'many' and table_name like 't77%' and"
                                        + " length(table_name) = 3 order by 1 limit 2"))
                .containsExactly(List.of("t77"));
        assertThat(catalog.loads).hasValue(0);
    }

    @Test
    void only_named_tables_are_loaded_for_their_columns() {
        assertThat(
                        engine.execute(
                                "select table_name, column_name, is_nullable from"
                                    + " information_schema.columns where table_schema = 'many' and"
                                    + " table_name in ('t7', 't9999', 'none') order by 1, 2"))
                .containsExactly(
                        List.of("t7", "id", "NO"),
                        List.of("t7", "name", "YES"),
                        List.of("t9999", "id", "NO"),
                        List.of("t9999", "name", "YES"));
        assertThat(catalog.loads).hasValue(2);
    }

    @Test
    void filters_that_contradict_each_other_load_nothing() {
        assertThat(
                        engine.execute(
                                "select * from information_schema.columns where table_name = 't1'"
                                        + " and table_name in ('t2', 't3')"))
                .isEmpty();
        assertThat(catalog.loads).hasValue(0);
    }

    @Test
    void other_namespaces_are_not_listed() {
        catalog.lists.set(0);
        assertThat(
                        engine.execute(
                                "select * from information_schema.tables where table_schema ="
                                        + " 'other'"))
                .isEmpty();
        // Once for the query's own names, which the session's namespace might have.
        assertThat(catalog.lists).hasValue(1);
    }

    @Test
    void filters_that_take_either_side_of_or_load_all() {
        assertThat(
                        engine.execute(
                                "select count(*) from information_schema.columns where table_name"
                                        + " = 't1' or column_name = 'id'"))
                .containsExactly(List.of("10001"));
    }

    @Test
    void jdbc_columns_are_those_of_named_tables() {
        assertThat(
                        engine.execute(
                                "select column_name from system.jdbc.columns where table_cat ="
                                        + " 'lake' and table_schem = 'many' and table_name = 't5'"
                                        + " order by 1"))
                .containsExactly(List.of("id"), List.of("name"));
        assertThat(catalog.loads).hasValue(1);
    }
}
