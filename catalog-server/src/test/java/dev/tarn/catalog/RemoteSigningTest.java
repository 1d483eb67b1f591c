package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Requests signed one by one: a real client without keys against a store that checks signatures,
/// and everything that must not be signed.
class RemoteSigningTest {
    private static final String ASK = "X-Iceberg-Access-Delegation";
    private static final String SIGNING = "remote-signing";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final S3World WORLD = new S3World();

    @RegisterExtension
    static final RunningCatalog CATALOG =
            new RunningCatalog(config -> WORLD.inS3(config, WORLD.properties()));

    @AfterAll
    static void stop() {
        WORLD.close();
    }

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
        assertThat(config.path("s3.endpoint").asText()).isEqualTo(WORLD.endpoint());
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
        assertThat(WORLD.has("lake", foreign.substring("s3://lake/".length()) + "/data/stolen"))
                .isFalse();
    }

    /// The URL of the table's directory, by the path or by the host.
    private static String base(TableIdentifier table, boolean isPathStyle) {
        String key = CATALOG.catalog().loadTable(table).location().substring("s3://lake/".length());
        String endpoint = WORLD.endpoint();
        return isPathStyle
                ? endpoint + "/lake/" + key
                : endpoint.replace("http://", "http://lake.") + "/" + key;
    }

    private static Reply sign(TableIdentifier table, String method, String uri) {
        return sign(table, method, uri, Map.of(), null);
    }

    private static Reply sign(
            TableIdentifier table,
            String method,
            String uri,
            Map<String, String> headers,
            String body) {
        Map<String, Object> request = new HashMap<>();
        request.put("region", "us-east-1");
        request.put("method", method);
        request.put("uri", uri);
        Map<String, List<String>> lists = new HashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        request.put("headers", lists);
        if (body != null) {
            request.put("body", body);
        }
        try {
            return CATALOG.post(
                    RunningCatalog.path(table) + "/sign", JSON.writeValueAsString(request));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whatIsSignedTheStoreAccepts(boolean isPathStyle) throws Exception {
        TableIdentifier table = CATALOG.newTable();
        String uri = base(table, true) + "/data/x";
        assertThat(send("PUT", uri, sign(table, "PUT", uri), "hello").statusCode()).isEqualTo(200);
        Reply got = sign(table, "GET", uri);
        assertThat(got.header("cache-control")).isEqualTo("private");
        assertThat(send("GET", uri, got, null).body()).isEqualTo("hello");
        assertThat(send("GET", uri.replace("/data/x", "/data/y"), got, null).statusCode())
                .isEqualTo(403);
        Reply head = sign(table, "HEAD", base(table, isPathStyle) + "/data/x");
        assertThat(head.status()).isEqualTo(200);
        Reply put = sign(table, "PUT", base(table, isPathStyle) + "/data/x");
        assertThat(put.header("cache-control")).isEqualTo("no-cache");
    }

    @Test
    void aSignatureThatIsKeptFitsEveryRange() throws Exception {
        TableIdentifier table = CATALOG.newTable();
        String uri = base(table, true) + "/data/x";
        send("PUT", uri, sign(table, "PUT", uri), "hello");
        Reply reply = sign(table, "GET", uri, Map.of("Range", "bytes=0-1"), null);
        assertThat(reply.json().path("headers").path("Authorization").path(0).asText())
                .doesNotContain("range");
        assertThat(send("GET", uri, reply, null, "Range", "bytes=2-3").body()).isEqualTo("ll");
    }

    private static HttpResponse<String> send(
            String method, String uri, Reply signed, String body, String... more) throws Exception {
        assertThat(signed.status()).as(signed.body()).isEqualTo(200);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(uri))
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        signed.json()
                .path("headers")
                .properties()
                .forEach(header -> {
                    if (!header.getKey().equalsIgnoreCase("host")) {
                        request.header(header.getKey(), header.getValue().path(0).asText());
                    }
                });
        if (more.length > 0) {
            request.headers(more);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BASE/../other/x",
                "BASE/data/../../other/x",
                "BASE/data/%2e%2e/%2e%2e/other/x",
                "BASE/data/%2E./x",
                "BASE/data/..%2f..%2fother",
                "BASE/data/..%5c..%5cother",
                "BASE/data/%252e%252e/x",
                "BASE/data/./x",
                "BASE/data/%2e/x",
                "BASE_other/x",
                "BASE%5Fother/x",
                "BASE",
                "BASE?acl",
                "BASE/data/x?acl",
                "BASE/data/x?versionId=1",
                "BASE/data/x?tagging",
                "BASE/data/x?torrent",
                "BASE/data/x?uploadId=1",
                "BASE/data/x?partNumber=1&partNumber=2",
                "BASE/data/a+b",
                "BASE/data/%00x",
                "BASE/data/%ff",
                "BASE/data/x#fragment",
                "ENDPOINT/",
                "ENDPOINT/lake",
                "ENDPOINT/lake/",
                "ENDPOINT/lake?list-type=2",
                "ENDPOINT/lake?list-type=2&prefix=",
                "ENDPOINT/lake?list-type=2&prefix=KEY",
                "ENDPOINT/lake?list-type=2&prefix=KEY_",
                "ENDPOINT/lake?list-type=2&prefix=KEY%2F..%2F",
                "ENDPOINT/lake?list-type=2&prefix=wh%2F",
                "ENDPOINT/lake?prefix=KEY/&uploads",
                "ENDPOINT/lake?prefix=KEY/&versions",
                "ENDPOINT/lake?location",
                "ENDPOINT/attic/KEY/data/x",
                "ENDPOINT//lake/KEY/data/x",
                "ENDPOINT/lake//KEY/data/x",
                "ENDPOINT/lake%2fKEY/data/x",
                "ENDPOINT/LAKE/KEY/data/x",
                "http://attic.localhost:PORT/KEY/data/x",
                "http://evil.example/lake/KEY/data/x",
                "http://user@localhost:PORT/lake/KEY/data/x",
                "http://localhost:1/lake/KEY/data/x",
                "http://localhost.evil.example:PORT/lake/KEY/data/x",
                "ftp://localhost:PORT/lake/KEY/data/x"
            })
    void whatIsNotTheTablesIsNotSigned(String pattern) {
        TableIdentifier table = CATALOG.newTable();
        String base = base(table, true);
        String uri =
                pattern.replace("BASE", base)
                        .replace("ENDPOINT", WORLD.endpoint())
                        .replace("PORT", "" + URI.create(WORLD.endpoint()).getPort())
                        .replace("KEY", base.substring(base.indexOf("/lake/") + 6));
        Reply reply = sign(table, "GET", uri);
        assertThat(reply.status()).as(uri + " " + reply.body()).isEqualTo(403);
        assertThat(reply.errorType()).isEqualTo("ForbiddenException");
        assertThat(reply.body()).doesNotContain("AWS4-HMAC-SHA256");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,/data/x?acl",
        "PUT,/data/x?tagging",
        "PUT,/data/x?retention",
        "PUT,/data/x?partNumber=1",
        "POST,/data/x",
        "POST,/data/x?restore",
        "POST,/data/x?select&select-type=2",
        "DELETE,/data/x?versionId=1",
        "PATCH,/data/x",
        "OPTIONS,/data/x",
        "BREW,/data/x"
    })
    void whatNoTableNeedsIsNotSigned(String method, String rest) {
        TableIdentifier table = CATALOG.newTable();
        assertThat(sign(table, method, base(table, true) + rest).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/data/x",
        "HEAD,/data/x",
        "GET,/data/x?partNumber=1&x-id=GetObject",
        "PUT,/data/x?x-id=PutObject",
        "PUT,/data/x?partNumber=1&uploadId=a",
        "POST,/data/x?uploads",
        "POST,/data/x?uploadId=a",
        "DELETE,/data/x",
        "DELETE,/data/x?uploadId=a",
        "GET,/data/p=a%252Fb/x",
        "GET,/data/a%2Bb%20c",
        "GET,/data/..x/y..",
        "GET,//data/x"
    })
    void whatATableNeedsIsSigned(String method, String rest) {
        TableIdentifier table = CATALOG.newTable();
        Reply reply = sign(table, method, base(table, true) + rest);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.json().path("uri").asText()).isEqualTo(base(table, true) + rest);
        assertThat(sign(table, method, base(table, false) + rest).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-copy-source,/lake/secret",
        "X-Amz-Copy-Source,/lake/secret",
        "x-amz-acl,public-read",
        "x-amz-grant-read,uri=everybody",
        "x-amz-website-redirect-location,/x",
        "x-amz-content-sha256,STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "x-amz-bypass-governance-retention,true"
    })
    void headersThatWidenARequestAreNotSigned(String header, String value) {
        TableIdentifier table = CATALOG.newTable();
        String uri = base(table, true) + "/data/x";
        Reply reply = sign(table, "PUT", uri, Map.of(header, value), null);
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.errorMessage())
                .contains(value.startsWith("STREAM") ? value : header.toLowerCase());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UNSIGNED-PAYLOAD",
                "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            })
    void contentThatNeedsNoKeyIsSignedAsDeclared(String declared) {
        TableIdentifier table = CATALOG.newTable();
        String uri = base(table, true) + "/data/x";
        Reply reply = sign(table, "PUT", uri, Map.of("x-amz-content-sha256", declared), null);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("headers").path("x-amz-content-sha256").path(0).asText())
                .isEqualTo(declared);
    }

    private static String delete(String... keys) {
        StringBuilder body = new StringBuilder("<Delete>");
        for (String key : keys) {
            body.append("<Object><Key>").append(key).append("</Key></Object>");
        }
        return body.append("</Delete>").toString();
    }

    @Test
    void bulkDeletionIsReadKeyByKeyAndBoundToItsBody() throws Exception {
        TableIdentifier table = CATALOG.newTable();
        String base = base(table, true);
        String key = base.substring(base.indexOf("/lake/") + 6);
        String uri = WORLD.endpoint() + "/lake?delete";
        Reply good = sign(table, "POST", uri, Map.of(), delete(key + "/data/a", key + "/data/b"));
        assertThat(good.status()).as(good.body()).isEqualTo(200);
        assertThat(good.json().path("headers").path("x-amz-content-sha256").path(0).asText())
                .matches("[0-9a-f]{64}");
        HttpResponse<String> swapped = send("POST", uri, good, delete("wh/somebody/else"));
        assertThat(swapped.statusCode()).isBetween(400, 499);

        List<String> bad = new ArrayList<>();
        bad.add(delete(key + "/data/a", "wh/tables/other/x"));
        bad.add(delete(key + "/data/../../other/x"));
        bad.add(delete(key));
        bad.add(delete());
        bad.add("");
        bad.add("not xml");
        bad.add(delete(key + "/a").replace("</Key>", "</Key><VersionId>1</VersionId>"));
        bad.add(delete(key + "/a").replace("</Key>", "</Key><Key>wh/x</Key>"));
        bad.add(
                "<!DOCTYPE d [<!ENTITY e"
                        + " \"wh\">]><Delete><Object><Key>&e;/x</Key></Object></Delete>");
        bad.add("<Delete><Object><Key>" + key + "/a<Key>wh/x</Key></Key></Object></Delete>");
        for (String body : bad) {
            Reply reply = sign(table, "POST", uri, Map.of(), body);
            assertThat(reply.status()).as(body).isEqualTo(403);
        }
        Reply lying =
                sign(
                        table,
                        "POST",
                        uri,
                        Map.of("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
                        delete(key + "/a"));
        assertThat(lying.status()).isEqualTo(403);
    }

    @Test
    void malformedRequestsToSignAre400AndAMissingTableIs404() {
        TableIdentifier table = CATALOG.newTable();
        String path = RunningCatalog.path(table) + "/sign";
        assertThat(CATALOG.post(path, "{}").status()).isEqualTo(400);
        assertThat(CATALOG.post(path, "[1]").status()).isEqualTo(400);
        assertThat(sign(table, "GET", "http://a b/").status()).isEqualTo(400);
        TableIdentifier missing = TableIdentifier.of(table.namespace(), "none");
        assertThat(sign(missing, "GET", base(table, true) + "/x").errorType())
                .isEqualTo("NoSuchTableException");
    }

    @Test
    void aTicketOpensOnlyTheTableItWasIssuedFor() throws IOException {
        String namespace = CATALOG.newNamespace().toString();
        Reply staged =
                CATALOG.post(
                        "/v1/namespaces/" + namespace + "/tables",
                        "{\"name\":\"a\",\"schema\":%s,\"stage-create\":true}"
                                .formatted(RunningCatalog.SCHEMA_JSON),
                        ASK,
                        SIGNING);
        String ticket =
                staged.json()
                        .path("remote-signing-config")
                        .path("properties")
                        .path("ticket")
                        .asText();
        String key =
                staged.json()
                        .path("metadata")
                        .path("location")
                        .asText()
                        .substring("s3://".length());
        String uri = WORLD.endpoint() + "/" + key + "/data/x";
        String path = "/v1/namespaces/" + namespace + "/tables/";
        String body =
                "{\"region\":\"us-east-1\",\"method\":\"PUT\",\"uri\":\"%s\",\"headers\":{},\"properties\":{\"ticket\":\"%s\"}}";
        assertThat(CATALOG.post(path + "a/sign", body.formatted(uri, ticket)).status())
                .isEqualTo(200);
        assertThat(CATALOG.post(path + "b/sign", body.formatted(uri, ticket)).status())
                .isEqualTo(403);
        assertThat(
                        CATALOG.post(
                                        path + "a/sign",
                                        body.formatted(uri.replace("/data/", "_/data/"), ticket))
                                .status())
                .isEqualTo(403);
        char other = ticket.charAt(5) == 'A' ? 'B' : 'A';
        String forged = ticket.substring(0, 5) + other + ticket.substring(6);
        for (String bad : List.of(forged, "", ".", "x", ticket + "A", ticket.replace(".", ""))) {
            assertThat(CATALOG.post(path + "a/sign", body.formatted(uri, bad)).status())
                    .as(bad)
                    .isEqualTo(403);
        }
    }

    /// Paths put together at random: whatever is signed must, however often it is decoded and
    /// normalized, stay below the table.
    @Test
    void randomPathsNeverLeaveTheTable() {
        long seed = Long.getLong("tarn.seed", 20261121L);
        Random random = new Random(seed);
        TableIdentifier table = CATALOG.newTable();
        String base = base(table, true);
        String key = base.substring(base.indexOf("/lake/") + 6);
        String[] parts = {
            "/",
            "//",
            "..",
            ".",
            "%2e",
            "%2E%2e",
            "%2f",
            "%252e",
            "%5c",
            "a",
            "data",
            "_other",
            "%",
            "%zz",
            "+",
            "?",
            "&prefix=",
            "list-type=2",
            "=",
            ";",
            "%00",
            "tables",
            "#",
            "@",
            ":"
        };
        int signedCount = 0;
        for (int i = 0; i < 1_000; i++) {
            StringBuilder path =
                    new StringBuilder(random.nextInt(4) == 0 ? "/lake/wh" : "/lake/" + key);
            for (int n = random.nextInt(7); n >= 0; n--) {
                path.append(parts[random.nextInt(parts.length)]);
            }
            Reply reply = sign(table, "GET", WORLD.endpoint() + path);
            assertThat(reply.status()).as("seed " + seed + " path " + path).isIn(200, 400, 403);
            if (reply.status() == 200) {
                signedCount++;
                assertThat(worstReading(path.toString()))
                        .as("seed " + seed + " path " + path)
                        .startsWith("lake/" + key + "/");
            }
        }
        assertThat(signedCount).as("seed " + seed).isPositive();
    }

    private static String worstReading(String raw) {
        String path = raw.contains("?") ? raw.substring(0, raw.indexOf('?')) : raw;
        for (int i = 0; i < 3; i++) {
            path = java.net.URLDecoder.decode(path, java.nio.charset.StandardCharsets.UTF_8);
        }
        List<String> segments = new ArrayList<>();
        for (String segment : path.replace('\\', '/').split("/")) {
            if (segment.equals("..")) {
                if (!segments.isEmpty()) {
                    segments.removeLast();
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return String.join("/", segments) + "/";
    }

    private static DataFile dataFile(String path) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(path)
                .withFileSizeInBytes(3)
                .withRecordCount(1)
                .build();
    }
}
