package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is signed for a table, and that the store accepts it as it was signed and no other way.
class SignedRequestsTest {
    @RegisterExtension static final SigningWorld WORLD = new SigningWorld();
    private static final RunningCatalog CATALOG = WORLD.catalog;

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whatIsSignedTheStoreAccepts(boolean isPathStyle) throws Exception {
        TableIdentifier table = CATALOG.newTable();
        String uri = WORLD.base(table, true) + "/data/x";
        assertThat(WORLD.send("PUT", uri, WORLD.sign(table, "PUT", uri), "hello").statusCode())
                .isEqualTo(200);
        Reply got = WORLD.sign(table, "GET", uri);
        assertThat(got.header("cache-control")).isEqualTo("private");
        assertThat(WORLD.send("GET", uri, got, null).body()).isEqualTo("hello");
        assertThat(WORLD.send("GET", uri.replace("/data/x", "/data/y"), got, null).statusCode())
                .isEqualTo(403);
        Reply head = WORLD.sign(table, "HEAD", WORLD.base(table, isPathStyle) + "/data/x");
        assertThat(head.status()).isEqualTo(200);
        Reply put = WORLD.sign(table, "PUT", WORLD.base(table, isPathStyle) + "/data/x");
        assertThat(put.header("cache-control")).isEqualTo("no-cache");
    }

    @Test
    void aSignatureThatIsKeptFitsEveryRange() throws Exception {
        TableIdentifier table = CATALOG.newTable();
        String uri = WORLD.base(table, true) + "/data/x";
        WORLD.send("PUT", uri, WORLD.sign(table, "PUT", uri), "hello");
        Reply reply = WORLD.sign(table, "GET", uri, Map.of("Range", "bytes=0-1"), null);
        assertThat(reply.json().path("headers").path("Authorization").path(0).asText())
                .doesNotContain("range");
        assertThat(WORLD.send("GET", uri, reply, null, "Range", "bytes=2-3").body())
                .isEqualTo("ll");
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
        Reply reply = WORLD.sign(table, method, WORLD.base(table, true) + rest);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.json().path("uri").asText()).isEqualTo(WORLD.base(table, true) + rest);
        assertThat(WORLD.sign(table, method, WORLD.base(table, false) + rest).status())
                .isEqualTo(200);
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
        String uri = WORLD.base(table, true) + "/data/x";
        Reply reply = WORLD.sign(table, "PUT", uri, Map.of("x-amz-content-sha256", declared), null);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("headers").path("x-amz-content-sha256").path(0).asText())
                .isEqualTo(declared);
    }

    @Test
    void bulkDeletionIsReadKeyByKeyAndBoundToItsBody() throws Exception {
        TableIdentifier table = CATALOG.newTable();
        String base = WORLD.base(table, true);
        String key = base.substring(base.indexOf("/lake/") + 6);
        String uri = WORLD.store.endpoint() + "/lake?delete";
        Reply good =
                WORLD.sign(table, "POST", uri, Map.of(), delete(key + "/data/a", key + "/data/b"));
        assertThat(good.status()).as(good.body()).isEqualTo(200);
        assertThat(good.json().path("headers").path("x-amz-content-sha256").path(0).asText())
                .matches("[0-9a-f]{64}");
        HttpResponse<String> swapped = WORLD.send("POST", uri, good, delete("wh/somebody/else"));
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
            Reply reply = WORLD.sign(table, "POST", uri, Map.of(), body);
            assertThat(reply.status()).as(body).isEqualTo(403);
        }
        Reply lying =
                WORLD.sign(
                        table,
                        "POST",
                        uri,
                        Map.of("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
                        delete(key + "/a"));
        assertThat(lying.status()).isEqualTo(403);
    }

    private static String delete(String... keys) {
        StringBuilder body = new StringBuilder("<Delete>");
        for (String key : keys) {
            body.append("<Object><Key>").append(key).append("</Key></Object>");
        }
        return body.append("</Delete>").toString();
    }
}
