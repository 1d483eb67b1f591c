package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Everything that must not be signed: what is not the table's, what no table needs, and what would
/// widen a request.
class RefusedSignaturesTest {
    private static final String ASK = "X-Iceberg-Access-Delegation";
    private static final String SIGNING = "remote-signing";

    @RegisterExtension static final SigningWorld WORLD = new SigningWorld();
    private static final RunningCatalog CATALOG = WORLD.catalog;

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
        String base = WORLD.base(table, true);
        String uri =
                pattern.replace("BASE", base)
                        .replace("ENDPOINT", WORLD.store.endpoint())
                        .replace("PORT", "" + URI.create(WORLD.store.endpoint()).getPort())
                        .replace("KEY", base.substring(base.indexOf("/lake/") + 6));
        Reply reply = WORLD.sign(table, "GET", uri);
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
        assertThat(WORLD.sign(table, method, WORLD.base(table, true) + rest).status())
                .isEqualTo(403);
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
        String uri = WORLD.base(table, true) + "/data/x";
        Reply reply = WORLD.sign(table, "PUT", uri, Map.of(header, value), null);
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.errorMessage())
                .contains(value.startsWith("STREAM") ? value : header.toLowerCase());
    }

    @Test
    void malformedRequestsToSignAre400AndAMissingTableIs404() {
        TableIdentifier table = CATALOG.newTable();
        String path = RunningCatalog.path(table) + "/sign";
        assertThat(CATALOG.post(path, "{}").status()).isEqualTo(400);
        assertThat(CATALOG.post(path, "[1]").status()).isEqualTo(400);
        assertThat(WORLD.sign(table, "GET", "http://a b/").status()).isEqualTo(400);
        TableIdentifier missing = TableIdentifier.of(table.namespace(), "none");
        assertThat(WORLD.sign(missing, "GET", WORLD.base(table, true) + "/x").errorType())
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
        String uri = WORLD.store.endpoint() + "/" + key + "/data/x";
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
        String base = WORLD.base(table, true);
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
            Reply reply = WORLD.sign(table, "GET", WORLD.store.endpoint() + path);
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
            path = URLDecoder.decode(path, UTF_8);
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
}
