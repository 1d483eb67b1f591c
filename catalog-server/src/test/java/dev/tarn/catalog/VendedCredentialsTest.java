package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.RunningCatalog.Reply;
import dev.tarn.storage.io.RoutingFileIO;

import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/// Temporary credentials: real clients without keys, a store that checks signatures and policies,
/// and a token service that reads what it is asked.
class VendedCredentialsTest {
    private static final String ASK = "X-Iceberg-Access-Delegation";
    private static final String VENDED = "vended-credentials";
    private static final S3World WORLD = new S3World();

    @RegisterExtension
    static final RunningCatalog CATALOG =
            new RunningCatalog(config -> WORLD.inS3(config, WORLD.propertiesWithRole()));

    @AfterAll
    static void stop() {
        WORLD.close();
    }

    @AfterEach
    void tokensAnswerAgain() {
        WORLD.tokens.setDown(false);
    }

    private static JsonNode load(TableIdentifier table) {
        Reply reply = CATALOG.get(RunningCatalog.path(table), ASK, VENDED);
        assertThat(reply.status()).isEqualTo(200);
        return reply.json();
    }

    private static JsonNode policyOf(JsonNode loaded) {
        String id = loaded.path("config").path("s3.access-key-id").asText();
        return WORLD.tokens.session(id).policy();
    }

    @ParameterizedTest
    @ValueSource(classes = {S3FileIO.class, RoutingFileIO.class})
    void clientWithoutKeysCreatesWritesReadsAndDeletes(Class<?> io) throws IOException {
        TableIdentifier id = TableIdentifier.of(CATALOG.newNamespace(), "t");
        try (RESTCatalog client = S3World.client(CATALOG.uri(), VENDED, S3World.through(io))) {
            Table table = client.createTable(id, RunningCatalog.SCHEMA);
            String file = table.location() + "/data/a.parquet";
            write(table.io(), file);
            table.newAppend().appendFile(dataFile(file)).commit();
            try (var tasks = client.loadTable(id).newScan().planFiles()) {
                assertThat(tasks).hasSize(1);
            }
            assertThat(((SupportsPrefixOperations) table.io()).listPrefix(table.location() + "/"))
                    .hasSizeGreaterThan(2);
            table.io().deleteFile(file);
            assertThat(table.io().newInputFile(file).exists()).isFalse();
        }
    }

    @Test
    void createTableAsSelectWritesBeforeTheTableIsThere() throws IOException {
        TableIdentifier id = TableIdentifier.of(CATALOG.newNamespace(), "t");
        try (RESTCatalog client = S3World.client(CATALOG.uri(), VENDED)) {
            Transaction create = client.newCreateTableTransaction(id, RunningCatalog.SCHEMA);
            String file = create.table().location() + "/data/a.parquet";
            write(create.table().io(), file);
            create.newAppend().appendFile(dataFile(file)).commit();
            create.commitTransaction();
            assertThat(client.loadTable(id).currentSnapshot()).isNotNull();
        }
    }

    @Test
    void credentialsOpenOneTableAndNotItsNeighbours() throws IOException {
        TableIdentifier own = CATALOG.newTable();
        TableIdentifier other = CATALOG.newTable();
        String foreign = CATALOG.catalog().loadTable(other).location();
        try (RESTCatalog client = S3World.client(CATALOG.uri(), VENDED)) {
            FileIO io = client.loadTable(own).io();
            FileIO stolen = WORLD.ioWith(load(own).path("config"));
            String metadata = metadataLocation(other);
            assertThatThrownBy(() -> stolen.newInputFile(metadata).getLength())
                    .hasMessageContaining("403");
            assertThatThrownBy(() -> write(stolen, foreign + "/data/x"))
                    .hasStackTraceContaining("403");
            assertThatThrownBy(() -> write(stolen, "s3://attic/x")).hasStackTraceContaining("403");
            String location = client.loadTable(own).location();
            assertThatThrownBy(() -> write(stolen, location + "_other/x"))
                    .hasStackTraceContaining("403");
            write(io, location + "/data/x");
            stolen.close();
        }
    }

    @Test
    void theRequestForTheSessionIsNarrowAndNamesItsUser() {
        TableIdentifier table = CATALOG.newTable();
        int before = WORLD.tokens.requests().size();
        JsonNode loaded = load(table);
        Map<String, String> request = WORLD.tokens.requests().getLast();
        assertThat(WORLD.tokens.requests()).hasSize(before + 1);
        assertThat(request)
                .containsEntry("RoleArn", TokenServiceDouble.ROLE)
                .containsEntry("RoleSessionName", "tarn-anonymous")
                .containsEntry("DurationSeconds", "3600");
        String key =
                loaded.path("metadata").path("location").asText().substring("s3://lake/".length());
        assertThat(policyOf(loaded).toString())
                .isEqualTo(
                        "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':['s3:GetObject','s3:PutObject','s3:DeleteObject','s3:AbortMultipartUpload'],'Resource':['arn:aws:s3:::lake/KEY/*']},{'Effect':'Allow','Action':'s3:ListBucket','Resource':'arn:aws:s3:::lake','Condition':{'StringLike':{'s3:prefix':['KEY/*']}}}]}"
                                .replace('\'', '"')
                                .replace("KEY", key));
    }

    @Test
    void theAnswerTellsOldAndNewClientsAndHowToRefresh() {
        TableIdentifier table = CATALOG.newTable();
        Reply reply =
                CATALOG.get(RunningCatalog.path(table), ASK, "vended-credentials,remote-signing");
        JsonNode loaded = reply.json();
        assertThat(loaded.path("storage-credentials")).hasSize(1);
        JsonNode entry = loaded.path("storage-credentials").path(0);
        assertThat(entry.path("prefix").asText())
                .isEqualTo(loaded.path("metadata").path("location").asText());
        assertThat(entry.path("config")).isEqualTo(loaded.path("config"));
        assertThat(loaded.path("config").path("s3.secret-access-key").asText()).isNotEmpty();
        assertThat(loaded.path("config").path("s3.session-token-expires-at-ms").asLong())
                .isGreaterThan(WORLD.clock.millis() + Duration.ofMinutes(30).toMillis());
        assertThat(loaded.path("config").path("client.refresh-credentials-endpoint").asText())
                .isEqualTo("v1/namespaces/" + table.namespace() + "/tables/t/credentials");
        assertThat(loaded.path("config").toString()).doesNotContain(S3World.SECRET);
        assertThat(reply.header("cache-control")).isEqualTo("private");
        assertThat(reply.header("vary")).contains(ASK).contains("Authorization");
    }

    @Test
    void whoDoesNotAskIsToldNothing() {
        Reply reply = CATALOG.get(RunningCatalog.path(CATALOG.newTable()));
        assertThat(reply.json().path("config").isEmpty()).isTrue();
        assertThat(reply.json().has("storage-credentials")).isFalse();
        assertThat(reply.header("vary")).isNull();
        Reply other = CATALOG.get(RunningCatalog.path(CATALOG.newTable()), ASK, "palm-reading");
        assertThat(other.json().path("config").isEmpty()).isTrue();
    }

    @Test
    void sessionsAreSharedUntilHalfTheirLifeIsOver() {
        TableIdentifier table = CATALOG.newTable();
        String first = load(table).path("config").path("s3.access-key-id").asText();
        assertThat(load(table).path("config").path("s3.access-key-id").asText()).isEqualTo(first);
        WORLD.clock.advance(Duration.ofMinutes(29));
        assertThat(load(table).path("config").path("s3.access-key-id").asText()).isEqualTo(first);
        WORLD.clock.advance(Duration.ofMinutes(2));
        assertThat(load(table).path("config").path("s3.access-key-id").asText())
                .isNotEqualTo(first);
    }

    @Test
    void anUnchangedTableIs304OnlyWhileItsCredentialsAreGood() {
        String path = RunningCatalog.path(CATALOG.newTable());
        String plain = CATALOG.get(path).header("etag");
        String etag = CATALOG.get(path, ASK, VENDED).header("etag");
        assertThat(etag).isNotEqualTo(plain);
        assertThat(CATALOG.get(path, ASK, VENDED, "If-None-Match", etag).status()).isEqualTo(304);
        assertThat(CATALOG.get(path, ASK, VENDED, "If-None-Match", plain).status()).isEqualTo(200);
        assertThat(CATALOG.get(path, "If-None-Match", etag).status()).isEqualTo(200);
        assertThat(CATALOG.get(path, "If-None-Match", plain).status()).isEqualTo(304);
        WORLD.clock.advance(Duration.ofMinutes(31));
        Reply later = CATALOG.get(path, ASK, VENDED, "If-None-Match", etag);
        assertThat(later.status()).isEqualTo(200);
        assertThat(later.json().path("storage-credentials")).hasSize(1);
    }

    @Test
    void credentialsAreRefreshedAtTheirEndpoint() {
        TableIdentifier table = CATALOG.newTable();
        JsonNode first = load(table);
        WORLD.clock.advance(Duration.ofMinutes(40));
        Reply reply =
                CATALOG.get(RunningCatalog.path(table) + "/credentials?planId=p&referenced-by=v");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("cache-control")).isEqualTo("private");
        JsonNode entry = reply.json().path("storage-credentials").path(0);
        assertThat(entry.path("prefix").asText())
                .isEqualTo(first.path("metadata").path("location").asText());
        assertThat(entry.path("config").path("s3.session-token-expires-at-ms").asLong())
                .isGreaterThan(
                        first.path("config").path("s3.session-token-expires-at-ms").asLong());
        Reply missing =
                CATALOG.get("/v1/namespaces/" + table.namespace() + "/tables/none/credentials");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.errorType()).isEqualTo("NoSuchTableException");
    }

    @Test
    void realClientRefreshesBeforeTheEnd() throws IOException {
        TableIdentifier id = CATALOG.newTable();
        try (RESTCatalog client = S3World.client(CATALOG.uri(), VENDED)) {
            Map<String, String> properties =
                    new java.util.HashMap<>(client.loadTable(id).io().properties());
            String old = properties.get("s3.access-key-id");
            // what the client has is past the point where it refreshes: five minutes before the end
            properties.put(
                    "s3.session-token-expires-at-ms",
                    Long.toString(System.currentTimeMillis() + 60_000));
            WORLD.clock.advance(Duration.ofMinutes(31));
            try (FileIO io =
                    CatalogUtil.loadFileIO(
                            "org.apache.iceberg.aws.s3.S3FileIO", properties, null)) {
                int before = WORLD.tokens.requests().size();
                write(io, client.loadTable(id).location() + "/data/late");
                assertThat(WORLD.tokens.requests()).hasSizeGreaterThan(before);
                assertThat(old).isNotNull();
            }
        }
    }

    @Test
    void placesInPropertiesAreOpenedToo() {
        TableIdentifier id = TableIdentifier.of(CATALOG.newNamespace(), "t");
        String data = S3World.WAREHOUSE + "/elsewhere/" + UUID.randomUUID();
        CATALOG.catalog()
                .buildTable(id, RunningCatalog.SCHEMA)
                .withProperty("write.data.path", data)
                .withProperty("write.object-storage.path", data + "/below")
                .create();
        JsonNode loaded = load(id);
        assertThat(policyOf(loaded).path("Statement").path(0).path("Resource"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "arn:aws:s3:::"
                                + loaded.path("metadata").path("location").asText().substring(5)
                                + "/*",
                        "arn:aws:s3:::" + data.substring(5) + "/*");
        assertThat(loaded.path("storage-credentials")).hasSize(1);
        assertThat(loaded.path("storage-credentials").path(0).path("prefix").asText())
                .isEqualTo(S3World.WAREHOUSE + "/");
    }

    @Test
    void nobodyMovesToAPlaceThatAnotherTablesCredentialsOpen() {
        TableIdentifier first = TableIdentifier.of(CATALOG.newNamespace(), "t");
        String place = S3World.WAREHOUSE + "/contested/" + UUID.randomUUID();
        CATALOG.catalog()
                .buildTable(first, RunningCatalog.SCHEMA)
                .withProperty("write.data.path", place)
                .create();
        TableIdentifier second = TableIdentifier.of(CATALOG.newNamespace(), "t");
        var intruder =
                CATALOG.catalog().buildTable(second, RunningCatalog.SCHEMA).withLocation(place);
        assertThatThrownBy(intruder::create)
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("of table " + first);
        Reply reply = CATALOG.get(RunningCatalog.path(first), ASK, VENDED);
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void stagingAtAnotherTablesPlaceGivesNothing() {
        String place = CATALOG.catalog().loadTable(CATALOG.newTable()).location();
        Reply reply =
                CATALOG.post(
                        "/v1/namespaces/" + CATALOG.newNamespace() + "/tables",
                        """
                        {"name":"thief","location":"%s","schema":%s,"stage-create":true}\
                        """
                                .formatted(place, RunningCatalog.SCHEMA_JSON),
                        ASK,
                        VENDED);
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body()).doesNotContain("s3.access-key-id");
    }

    @Test
    void repeatedCreateIsGivenNewCredentials() {
        String path = "/v1/namespaces/" + CATALOG.newNamespace() + "/tables";
        String body = "{\"name\":\"t\",\"schema\":" + RunningCatalog.SCHEMA_JSON + "}";
        String key = UUID.randomUUID().toString();
        Reply first = CATALOG.post(path, body, ASK, VENDED, "Idempotency-Key", key);
        assertThat(first.status()).isEqualTo(200);
        WORLD.clock.advance(Duration.ofMinutes(29));
        Reply soon = CATALOG.post(path, body, ASK, VENDED, "Idempotency-Key", key);
        assertThat(soon.json()).isEqualTo(first.json());
        assertThat(soon.json().path("storage-credentials")).hasSize(1);
    }

    @Test
    void whenStsDoesNotAnswerTheClientIsToldToTryAgain() {
        TableIdentifier table = CATALOG.newTable();
        WORLD.tokens.setDown(true);
        Reply reply = CATALOG.get(RunningCatalog.path(table), ASK, VENDED);
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("retry-after")).isEqualTo("1");
        assertThat(reply.errorMessage()).contains("STS").doesNotContain(S3World.SECRET);
        assertThat(CATALOG.get(RunningCatalog.path(table)).status()).isEqualTo(200);
    }

    @Test
    void longLocationsAreRefusedRatherThanWidened() {
        TableIdentifier id = TableIdentifier.of(CATALOG.newNamespace(), "t");
        String data = S3World.WAREHOUSE + "/" + "deep/".repeat(180) + UUID.randomUUID();
        CATALOG.catalog()
                .createTable(
                        id,
                        RunningCatalog.SCHEMA,
                        PartitionSpec.unpartitioned(),
                        new java.util.HashMap<>(Map.of("write.data.path", data)));
        Reply reply = CATALOG.get(RunningCatalog.path(id), ASK, VENDED);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorMessage()).contains("2048").contains("remote signing");
    }

    private static String metadataLocation(TableIdentifier id) {
        return ((org.apache.iceberg.BaseTable) CATALOG.catalog().loadTable(id))
                .operations()
                .current()
                .metadataFileLocation();
    }

    private static DataFile dataFile(String path) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(path)
                .withFileSizeInBytes(3)
                .withRecordCount(1)
                .build();
    }

    static void write(FileIO io, String location) throws IOException {
        try (PositionOutputStream out = io.newOutputFile(location).createOrOverwrite()) {
            out.write(new byte[] {1, 2, 3});
        }
    }
}
