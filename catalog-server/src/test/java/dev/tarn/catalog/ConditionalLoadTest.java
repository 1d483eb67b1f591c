package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.InputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Loading a table: whole, by refs, or not at all when nothing changed.
class ConditionalLoadTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    private static TableIdentifier tableWithTwoSnapshots() {
        TableIdentifier identifier = CATALOG.newTable();
        Table table = CATALOG.catalog().loadTable(identifier);
        table.newAppend().commit();
        table.newAppend().commit();
        return identifier;
    }

    @Test
    void refsModeLeavesOutSnapshotsWithoutARef() {
        String path = RunningCatalog.path(tableWithTwoSnapshots());
        JsonNode all = CATALOG.get(path + "?snapshots=all").json().path("metadata");
        JsonNode refs = CATALOG.get(path + "?snapshots=refs").json().path("metadata");
        assertThat(all.path("snapshots")).hasSize(2);
        assertThat(refs.path("snapshots")).hasSize(1);
        assertThat(refs.path("snapshot-log")).isEqualTo(all.path("snapshot-log"));
        assertThat(refs.path("metadata-log")).isEqualTo(all.path("metadata-log"));
    }

    @Test
    void refsModeNeverBecomesTheBaseOfACommit() {
        TableIdentifier identifier = tableWithTwoSnapshots();
        CATALOG.get(RunningCatalog.path(identifier) + "?snapshots=refs");
        Table table = CATALOG.catalog().loadTable(identifier);
        table.updateProperties().set("a", "1").commit();
        table.refresh();
        assertThat(table.snapshots()).hasSize(2);
        assertThat(table.history()).hasSize(2);
    }

    @Test
    void anotherSnapshotModeIs400() {
        Reply reply = CATALOG.get(RunningCatalog.path(CATALOG.newTable()) + "?snapshots=some");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorMessage()).contains("some");
    }

    @Test
    void unchangedTableIs304AndAChangedOneIsNot() {
        TableIdentifier identifier = CATALOG.newTable();
        String path = RunningCatalog.path(identifier);
        String etag = CATALOG.get(path).header("etag");
        Reply unchanged = CATALOG.get(path, "If-None-Match", etag);
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.header("etag")).isEqualTo(etag);
        assertThat(unchanged.body()).isEmpty();

        CATALOG.catalog().loadTable(identifier).updateProperties().set("a", "1").commit();
        Reply changed = CATALOG.get(path, "If-None-Match", etag);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("etag")).isNotEqualTo(etag);
    }

    @Test
    void eachRepresentationHasItsOwnTag() {
        String path = RunningCatalog.path(CATALOG.newTable());
        String all = CATALOG.get(path + "?snapshots=all").header("etag");
        String refs = CATALOG.get(path + "?snapshots=refs").header("etag");
        assertThat(refs).isNotEqualTo(all);
        assertThat(CATALOG.get(path + "?snapshots=refs", "If-None-Match", all).status())
                .isEqualTo(200);
    }

    @Test
    void commitAndCreateAnswerTheTagOfTheNextLoad() {
        TableIdentifier identifier = CATALOG.newTable();
        String path = RunningCatalog.path(identifier);
        Reply commit =
                CATALOG.post(
                        path,
                        """
                        {"requirements":[],
                         "updates":[{"action":"set-properties","updates":{"a":"1"}}]}\
                        """);
        assertThat(CATALOG.get(path, "If-None-Match", commit.header("etag")).status())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "W/TAG", "\"other\", TAG"})
    void tagsMatchAsHttpSays(String header) {
        String path = RunningCatalog.path(CATALOG.newTable());
        String etag = CATALOG.get(path).header("etag");
        assertThat(CATALOG.get(path, "If-None-Match", header.replace("TAG", etag)).status())
                .isEqualTo(304);
    }

    @Test
    void answerEmbedsTheMetadataFileAsItIs() throws IOException {
        TableIdentifier identifier = tableWithTwoSnapshots();
        BaseTable table = (BaseTable) CATALOG.catalog().loadTable(identifier);
        String location = table.operations().current().metadataFileLocation();
        JsonNode answer = CATALOG.get(RunningCatalog.path(identifier)).json();
        String file = Files.readString(Path.of(URI.create(location)));
        assertThat(answer.path("metadata"))
                .isEqualTo(new com.fasterxml.jackson.databind.ObjectMapper().readTree(file));
        assertThat(answer.path("metadata-location").asText()).isEqualTo(location);
    }

    @Test
    void compressedMetadataIsWrittenAndReadBack() {
        TableIdentifier identifier = CATALOG.newTable();
        Table table = CATALOG.catalog().loadTable(identifier);
        table.updateProperties().set("write.metadata.compression-codec", "gzip").commit();
        Reply reply = CATALOG.get(RunningCatalog.path(identifier));
        assertThat(reply.json().path("metadata-location").asText()).contains(".gz.");
        assertThat(reply.json().path("metadata").path("table-uuid").asText())
                .isEqualTo(table.uuid().toString());
    }

    @Test
    void lostMetadataFileIs404AndTheTableCanStillBeDropped() throws IOException {
        TableIdentifier identifier = CATALOG.newTable();
        BaseTable table = (BaseTable) CATALOG.catalog().loadTable(identifier);
        String location = table.operations().current().metadataFileLocation();
        Files.delete(Path.of(URI.create(location)));

        Reply reply = CATALOG.get(RunningCatalog.path(identifier));
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.errorType()).isEqualTo("NotFoundException");
        assertThat(reply.errorMessage()).contains(location);
        assertThat(CATALOG.delete(RunningCatalog.path(identifier)).status()).isEqualTo(204);
    }

    /// A FileIO in memory under `s3://`, which counts what it is asked for.
    private static final class CountingIo extends InMemoryFileIO {
        private static final long serialVersionUID = 1L;
        private final AtomicInteger askedCount = new AtomicInteger();

        @Override
        public InputFile newInputFile(String location) {
            askedCount.incrementAndGet();
            return super.newInputFile(location);
        }
    }

    @Test
    void anUnchangedTableInAnObjectStoreIsAnsweredFromItsRowAlone(@TempDir Path directory) {
        CountingIo io = new CountingIo();
        CatalogConfig local = RunningCatalog.config(directory);
        CatalogConfig config =
                local.withMain(
                        new WarehouseConfig(
                                local.main().name(), "s3://bucket/w", List.of(), Map.of()));
        CatalogSeams seams =
                new CatalogSeams(
                        store -> store,
                        real -> {
                            real.close();
                            return io;
                        });
        try (CatalogServer server = CatalogServer.start(TarnCatalog.open(config, seams), 0)) {
            TableIdentifier identifier = TableIdentifier.of("n", "t");
            server.catalog().catalog().createNamespace(identifier.namespace());
            server.catalog().catalog().createTable(identifier, RunningCatalog.SCHEMA);
            String path = RunningCatalog.path(identifier);
            String etag = RunningCatalog.send(server.uri(), "GET", path, null).header("etag");
            int before = io.askedCount.get();
            for (int i = 0; i < 10; i++) {
                Reply unchanged =
                        RunningCatalog.send(server.uri(), "GET", path, null, "If-None-Match", etag);
                assertThat(unchanged.status()).isEqualTo(304);
            }
            assertThat(io.askedCount.get()).isEqualTo(before);
        }
    }

    @Test
    void theViewsThatALoadComesThroughAreAccepted() {
        String path = RunningCatalog.path(CATALOG.newTable());
        Reply reply = CATALOG.get(path + "?referenced-by=prod%1Fdaily,prod%1Fweekly%2C");
        assertThat(reply.status()).isEqualTo(200);
    }
}
