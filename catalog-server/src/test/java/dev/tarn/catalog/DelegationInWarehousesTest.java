package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Delegation in a warehouse that is asked for by its prefix.
class DelegationInWarehousesTest {
    private static final S3World WORLD = new S3World();

    @RegisterExtension
    static final RunningCatalog CATALOG =
            new RunningCatalog(config ->
                    WORLD.inS3(config, Map.of())
                            .withOthers(
                                    List.of(
                                            new WarehouseConfig(
                                                    "second",
                                                    "s3://lake/second",
                                                    List.of(),
                                                    WORLD.propertiesWithRole()))));

    @AfterAll
    static void stop() {
        WORLD.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vended-credentials", "remote-signing"})
    void theClientOfAFurtherWarehouseGetsItsPaths(String delegation) throws IOException {
        TableIdentifier id = TableIdentifier.of("ns_" + delegation.charAt(0), "a b");
        try (RESTCatalog client =
                S3World.client(CATALOG.uri(), delegation, Map.of("warehouse", "second"))) {
            client.createNamespace(id.namespace());
            Table table = client.createTable(id, RunningCatalog.SCHEMA);
            assertThat(table.location()).startsWith("s3://lake/second/");
            VendedCredentialsTest.write(table.io(), table.location() + "/data/x");
            assertThat(table.io().properties().values())
                    .anyMatch(value ->
                            value.startsWith(
                                    "v1/second/namespaces/" + id.namespace() + "/tables/a%20b/"));
            Reply refresh =
                    CATALOG.get(
                            "/v1/second/namespaces/"
                                    + id.namespace()
                                    + "/tables/a%20b/credentials");
            assertThat(refresh.json().path("storage-credentials")).hasSize(1);
        }
    }

    @Test
    void aWarehouseWithoutARoleVendsNothing() {
        Namespace namespace = CATALOG.newNamespace();
        Reply reply =
                CATALOG.post(
                        "/v1/namespaces/" + namespace + "/tables",
                        "{\"name\":\"t\",\"schema\":%s,\"stage-create\":true}"
                                .formatted(RunningCatalog.SCHEMA_JSON),
                        "X-Iceberg-Access-Delegation",
                        "vended-credentials");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("config").isEmpty()).isTrue();
        assertThat(reply.json().has("storage-credentials")).isFalse();
    }
}
