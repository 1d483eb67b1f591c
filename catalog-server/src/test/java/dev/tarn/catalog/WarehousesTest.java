package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Several warehouses in one database: names and keys are their own, locations never overlap.
class WarehousesTest {
    private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");

    @TempDir Path directory;

    private CatalogConfig config;
    private CatalogServer server;

    @BeforeEach
    void start() {
        config =
                TestStores.on(getClass(), RunningCatalog.config(directory))
                        .withAllowedLocations(List.of(uri("shared")))
                        .withOthers(List.of(warehouse("cold", "cold"), warehouse("raw", "raw")));
        server = CatalogServer.start(config, 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String uri(String folder) {
        return CatalogConfig.fileUri(directory.resolve(folder));
    }

    private WarehouseConfig warehouse(String name, String folder) {
        return new WarehouseConfig(name, uri(folder), List.of(), Map.of("local.fsync", "false"));
    }

    private RESTCatalog client(String warehouse) {
        RESTCatalog client = new RESTCatalog();
        client.initialize(
                "client",
                Map.of(
                        "uri",
                        server.uri().toString(),
                        "warehouse",
                        warehouse,
                        "io-impl",
                        "dev.tarn.storage.io.RoutingFileIO"));
        return client;
    }

    private Reply send(String method, String path, String body, String... headers) {
        return RunningCatalog.send(server.uri(), method, path, body, headers);
    }

    @Test
    void clientsAreToldThePrefixOfTheWarehouseTheyAskFor() {
        assertThat(send("GET", "/v1/config?warehouse=cold", null).json().at("/overrides/prefix"))
                .hasToString("\"cold\"");
        assertThat(send("GET", "/v1/config?warehouse=tarn", null).json().path("overrides"))
                .isEmpty();
        assertThat(send("GET", "/v1/config", null).json().path("overrides")).isEmpty();
        Reply unknown = send("GET", "/v1/config?warehouse=warm", null);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.errorType()).isEqualTo("NoSuchWarehouseException");
        assertThat(unknown.errorMessage()).contains("warm", "tarn", "cold", "raw");
    }

    @Test
    void oneNameInTwoWarehousesIsTwoTables() throws Exception {
        try (RESTCatalog main = client("tarn");
                RESTCatalog cold = client("cold")) {
            main.createNamespace(Namespace.of("ns"));
            assertThatThrownBy(() -> cold.createTable(TABLE, RunningCatalog.SCHEMA))
                    .isInstanceOf(NoSuchNamespaceException.class);
            cold.createNamespace(Namespace.of("ns"), new HashMap<>(Map.of("a", "cold")));
            Table one = main.createTable(TABLE, RunningCatalog.SCHEMA);
            Table other = cold.createTable(TABLE, RunningCatalog.SCHEMA);
            assertThat(one.location()).startsWith(uri("warehouse"));
            assertThat(other.location()).startsWith(uri("cold"));
            other.updateProperties().set("a", "1").commit();
            assertThat(main.loadTable(TABLE).properties()).doesNotContainKey("a");
            assertThat(main.loadNamespaceMetadata(Namespace.of("ns"))).doesNotContainKey("a");
            assertThat(main.dropTable(TABLE, false)).isTrue();
            assertThat(cold.loadTable(TABLE).properties()).containsEntry("a", "1");
            cold.renameTable(TABLE, TableIdentifier.of("ns", "u"));
            assertThat(cold.listTables(Namespace.of("ns")))
                    .containsExactly(TableIdentifier.of("ns", "u"));
            assertThat(main.listTables(Namespace.of("ns"))).isEmpty();
            assertThat(server.catalog().catalogs().get("raw").listNamespaces()).isEmpty();
        }
    }

    @Test
    void theMainWarehouseAnswersToItsNameAsPrefixToo() {
        server.catalog().catalog().createNamespace(Namespace.of("ns"));
        assertThat(send("GET", "/v1/tarn/namespaces/ns", null).status()).isEqualTo(200);
        assertThat(send("GET", "/v1/cold/namespaces/ns", null).status()).isEqualTo(404);
        Reply unknown = send("GET", "/v1/warm/namespaces/ns", null);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.errorMessage()).contains("No such endpoint");
    }

    @Test
    void noTableMayBeInAnotherWarehouse() {
        RESTCatalog main = server.catalog().catalog();
        RESTCatalog cold = server.catalog().catalogs().get("cold");
        main.createNamespace(Namespace.of("ns"));
        cold.createNamespace(Namespace.of("ns"));
        assertThatThrownBy(() ->
                        cold.buildTable(TABLE, RunningCatalog.SCHEMA)
                                .withLocation(uri("warehouse") + "/x")
                                .create())
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("outside the locations");
        assertThat(
                        main.buildTable(TABLE, RunningCatalog.SCHEMA)
                                .withLocation(uri("shared") + "/x")
                                .create()
                                .location())
                .isEqualTo(uri("shared") + "/x");
    }

    @Test
    void anIdempotencyKeyBelongsToOneWarehouse() {
        String key = UUID.randomUUID().toString();
        String body = "{\"namespace\":[\"n\"],\"properties\":{}}";
        for (String prefix : List.of("", "/cold", "/raw", "/cold")) {
            Reply reply =
                    send("POST", "/v1" + prefix + "/namespaces", body, "Idempotency-Key", key);
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        }
    }

    @Test
    void warehousesWhoseLocationsOverlapAreRefused() {
        for (CatalogConfig wrong :
                List.of(
                        config.withOthers(List.of(warehouse("cold", "warehouse/cold"))),
                        config.withOthers(List.of(warehouse("cold", "shared"))),
                        config.withOthers(
                                List.of(
                                        warehouse("cold", "cold"),
                                        warehouse("raw", "cold/raw"))))) {
            assertThatThrownBy(() -> TarnCatalog.open(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("overlap");
        }
        assertThatThrownBy(() -> warehouse("namespaces", "n"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> config.withOthers(List.of(warehouse("tarn", "n"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTableLeftByAFormerConfigurationStillKeepsItsPlace() {
        RESTCatalog cold = server.catalog().catalogs().get("cold");
        cold.createNamespace(Namespace.of("ns"));
        cold.buildTable(TableIdentifier.of("ns", "hidden"), RunningCatalog.SCHEMA)
                .withLocation(uri("cold") + "/x/t")
                .create();
        server.close();
        server =
                CatalogServer.start(
                        config.withOthers(List.of())
                                .withAllowedLocations(List.of(uri("cold") + "/x")),
                        0);
        RESTCatalog main = server.catalog().catalog();
        main.createNamespace(Namespace.of("ns"));
        assertThatThrownBy(() ->
                        main.buildTable(TABLE, RunningCatalog.SCHEMA)
                                .withLocation(uri("cold") + "/x/t/sub")
                                .create())
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("a table of another warehouse")
                .hasMessageNotContaining("hidden");
    }
}
