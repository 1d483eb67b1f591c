package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.local.LocalCatalog;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The columns of all tables of a namespace, as loading each of them tells.
class TableColumnsTest {
    private static final Namespace NAMESPACE = Namespace.of("a", "b");
    private static final Schema SCHEMA =
            new Schema(
                    NestedField.required(1, "id", Types.LongType.get()),
                    NestedField.optional(
                            2,
                            "place",
                            Types.StructType.of(
                                    NestedField.optional(3, "x", Types.DoubleType.get()))));

    @TempDir private Path directory;
    private TarnCatalog tarn;
    private LocalCatalog catalog;

    @BeforeEach
    void open() {
        tarn = TarnCatalog.open(CatalogConfig.inDirectory(directory));
        catalog = tarn.catalog();
    }

    @AfterEach
    void close() {
        tarn.close();
    }

    private Map<String, List<NestedField>> columns() {
        String warehouse = tarn.catalogs().keySet().iterator().next();
        return Caller.system().during(() -> tarn.tableColumns(warehouse).of(NAMESPACE));
    }

    private Table create(String name, Map<String, String> properties) {
        return catalog.buildTable(TableIdentifier.of(NAMESPACE, name), SCHEMA)
                .withProperties(properties)
                .create();
    }

    private void createSome() {
        catalog.createNamespace(Namespace.of("a"));
        catalog.createNamespace(NAMESPACE);
        create("plain", Map.of());
        create("first", Map.of("format-version", "1"));
        create("packed", Map.of("write.metadata.compression-codec", "gzip"));
        Table evolved = create("evolved", Map.of("format-version", "3"));
        evolved.updateSchema().addColumn("more", Types.StringType.get()).commit();
        evolved.updateSchema().deleteColumn("id").renameColumn("more", "most").commit();
    }

    private void assertAsLoaded() {
        Map<String, List<NestedField>> columns = columns();
        assertThat(columns).containsOnlyKeys("plain", "first", "packed", "evolved");
        columns.forEach((name, fields) ->
                assertThat(fields)
                        .as(name)
                        .isEqualTo(
                                catalog.loadTable(TableIdentifier.of(NAMESPACE, name))
                                        .schema()
                                        .columns()));
        assertThat(columns.get("evolved"))
                .extracting(NestedField::name)
                .containsExactly("place", "most");
    }

    @Test
    void they_are_those_of_the_last_commit() {
        createSome();
        assertAsLoaded();
    }

    @Test
    void they_are_read_from_files_that_others_wrote() {
        createSome();
        close();
        open();
        assertAsLoaded();
    }

    @Test
    void a_table_whose_metadata_is_gone_has_the_columns_that_its_last_commit_told()
            throws Exception {
        createSome();
        Table lost = catalog.loadTable(TableIdentifier.of(NAMESPACE, "plain"));
        String location = ((BaseTable) lost).operations().current().metadataFileLocation();
        Files.delete(
                location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location));
        close();
        open();
        assertThat(columns()).containsOnlyKeys("plain", "first", "packed", "evolved");
        assertThat(columns().get("plain")).isEqualTo(SCHEMA.columns());
    }
}
