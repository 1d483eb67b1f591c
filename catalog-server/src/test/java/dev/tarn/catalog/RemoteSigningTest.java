package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.RunningCatalog.Reply;
import dev.tarn.storage.io.RoutingFileIO;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Requests signed one by one, from end to end: a real client without keys against a store that
/// checks signatures.
class RemoteSigningTest {
    private static final String ASK = "X-Iceberg-Access-Delegation";
    private static final String SIGNING = "remote-signing";

    @RegisterExtension static final SigningWorld WORLD = new SigningWorld();
    private static final RunningCatalog CATALOG = WORLD.catalog;

    @ParameterizedTest
    @ValueSource(classes = {S3FileIO.class, RoutingFileIO.class})
    void clientWithoutKeysCreatesWritesReadsListsAndDeletes(Class<?> io) throws IOException {
        TableIdentifier id = TableIdentifier.of(CATALOG.newNamespace(), "t");
        try (RESTCatalog client = S3World.client(CATALOG.uri(), SIGNING, S3World.through(io))) {
            Table table = client.createTable(id, RunningCatalog.SCHEMA);
            String data = table.location() + "/data/";
            VendedCredentialsTest.write(table.io(), data + "a b+c=d%2F.parquet");
            VendedCredentialsTest.write(table.io(), data + "second");
            table.newAppend().appendFile(dataFile(data + "a b+c=d%2F.parquet")).commit();
            try (var tasks = client.loadTable(id).newScan().planFiles()) {
                assertThat(tasks).hasSize(1);
            }
            try (SeekableInputStream in =
                    table.io().newInputFile(data + "a b+c=d%2F.parquet").newStream()) {
                in.seek(1);
                assertThat(in.read()).isEqualTo(2);
                in.seek(0);
                assertThat(in.read()).isEqualTo(1);
            }
            assertThat(((SupportsPrefixOperations) table.io()).listPrefix(data)).hasSize(2);
            ((SupportsBulkOperations) table.io())
                    .deleteFiles(List.of(data + "a b+c=d%2F.parquet", data + "second"));
            assertThat(((SupportsPrefixOperations) table.io()).listPrefix(data)).isEmpty();
            VendedCredentialsTest.write(table.io(), data + "third");
            table.io().deleteFile(data + "third");
            assertThat(table.io().newInputFile(data + "third").exists()).isFalse();
        }
    }

    @Test
    void largeFilesGoUpInParts() throws IOException {
        TableIdentifier id = CATALOG.newTable();
        byte[] bytes = new byte[12 << 20];
        new Random(3).nextBytes(bytes);
        try (RESTCatalog client =
                S3World.client(
                        CATALOG.uri(),
                        SIGNING,
                        Map.of(
                                "s3.multipart.part-size-bytes", "5242880",
                                "s3.multipart.threshold", "1.0"))) {
            Table table = client.loadTable(id);
            String file = table.location() + "/data/large";
            try (var out = table.io().newOutputFile(file).create()) {
                out.write(bytes);
            }
            try (var in = table.io().newInputFile(file).newStream()) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void createTableAsSelectWritesBeforeTheTableIsThere() throws IOException {
        TableIdentifier id = TableIdentifier.of(CATALOG.newNamespace(), "t");
        try (RESTCatalog client = S3World.client(CATALOG.uri(), SIGNING)) {
            Transaction create = client.newCreateTableTransaction(id, RunningCatalog.SCHEMA);
            String file = create.table().location() + "/data/a.parquet";
            VendedCredentialsTest.write(create.table().io(), file);
            create.newAppend().appendFile(dataFile(file)).commit();
            create.commitTransaction();
            assertThat(client.loadTable(id).currentSnapshot()).isNotNull();
        }
    }

    @Test
    void theClientIsToldHowAndNeverTheKeys() {
        TableIdentifier table = CATALOG.newTable();
        Reply reply =
                CATALOG.get(RunningCatalog.path(table), ASK, "vended-credentials, " + SIGNING);
        assertThat(reply.json().has("storage-credentials")).isFalse();
        JsonNode config = reply.json().path("config");
        assertThat(config.path("s3.remote-signing-enabled").asText()).isEqualTo("true");
        assertThat(config.path("s3.signer.endpoint").asText())
                .isEqualTo("v1/namespaces/" + table.namespace() + "/tables/t/sign");
        assertThat(config.path("s3.endpoint").asText()).isEqualTo(WORLD.store.endpoint());
        assertThat(reply.body()).doesNotContain(S3World.SECRET).doesNotContain(S3World.KEY_ID);
        assertThat(reply.header("cache-control")).isEqualTo("private");
        Reply refresh = CATALOG.get(RunningCatalog.path(table) + "/credentials");
        assertThat(refresh.status()).isEqualTo(200);
        assertThat(refresh.json().path("storage-credentials").isEmpty()).isTrue();
    }

    @Test
    void aClientOfOneTableIsRefusedItsNeighbour() throws IOException {
        TableIdentifier own = CATALOG.newTable();
        TableIdentifier other = CATALOG.newTable();
        String foreign = CATALOG.catalog().loadTable(other).location();
        try (RESTCatalog client = S3World.client(CATALOG.uri(), SIGNING)) {
            Table table = client.loadTable(own);
            assertThatThrownBy(
                            () -> VendedCredentialsTest.write(table.io(), foreign + "/data/stolen"))
                    .hasStackTraceContaining("is not below a location of the table");
            assertThatThrownBy(() ->
                            VendedCredentialsTest.write(table.io(), table.location() + "_other/x"))
                    .hasStackTraceContaining("is not below a location of the table");
        }
        assertThat(
                        WORLD.store.has(
                                "lake", foreign.substring("s3://lake/".length()) + "/data/stolen"))
                .isFalse();
    }

    private static DataFile dataFile(String path) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(path)
                .withFileSizeInBytes(3)
                .withRecordCount(1)
                .build();
    }
}
