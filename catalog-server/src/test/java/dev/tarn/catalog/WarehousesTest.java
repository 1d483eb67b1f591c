package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.RunningCatalog.Reply;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.http.RequestListener;

import io.javalin.Javalin;

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

import java.net.URI;
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
    void droppedTablesOfEachWarehouseAreListedByItsName() {
        RESTCatalog cold = server.catalog().catalogs().get("cold");
        cold.createNamespace(Namespace.of("ns"));
        cold.createTable(TABLE, RunningCatalog.SCHEMA);
        cold.dropTable(TABLE, false);
        for (String path : List.of("/v1/dropped?warehouse=cold", "/v1/cold/dropped")) {
            assertThat(send("GET", path, null).json().at("/dropped/0/name")).hasToString("\"t\"");
        }
        for (String path :
                List.of("/v1/dropped", "/v1/dropped?warehouse=tarn", "/v1/raw/dropped")) {
            assertThat(send("GET", path, null).json().path("dropped")).isEmpty();
        }
        assertThat(send("GET", "/v1/tasks?warehouse=cold", null).json().path("tasks")).isEmpty();
        Reply unknown = send("GET", "/v1/tasks?warehouse=warm", null);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.errorMessage()).contains("warm", "[cold, raw, tarn]");
    }

    @Test
    void extensionsBelowAnotherPathAreOfEachWarehouseToo() {
        Javalin app =
                Javalin.create(
                                javalin -> {
                                    server.catalog()
                                            .mountExtensions(javalin, "/api", RequestListener.NONE);
                                    javalin.routes.get(
                                            "/api/v1/tables", context -> context.result("{}"));
                                })
                        .start(0);
        try {
            URI root = URI.create("http://localhost:" + app.port());
            for (String path :
                    List.of(
                            "/api/v1/dropped?warehouse=cold",
                            "/api/v1/cold/dropped",
                            "/api/v1/tasks",
                            "/api/v1/raw/tasks",
                            "/api/v1/tables")) {
                assertThat(RunningCatalog.send(root, "GET", path, null).status())
                        .as(path)
                        .isEqualTo(200);
            }
            for (String path : List.of("/api/v1/cold", "/api/v1/cold/tables", "/v1/dropped")) {
                assertThat(RunningCatalog.send(root, "GET", path, null).status())
                        .as(path)
                        .isEqualTo(404);
            }
        } finally {
            app.stop();
        }
    }

    @Test
    void grantsAreOfOneWarehouse() {
        Caller.system()
                .run(() -> {
                    assertThat(server.catalog().granting("cold")).isNotNull();
                    assertThatThrownBy(() -> server.catalog().granting("warm"))
                            .hasMessage("No such warehouse: warm, there are [tarn, cold, raw]");
                });
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
