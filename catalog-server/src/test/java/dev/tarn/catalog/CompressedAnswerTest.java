package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// Answers are compressed for clients that ask for it.
class CompressedAnswerTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    private static String tableOf(int propertyChars) {
        TableIdentifier identifier = CATALOG.newTable();
        CATALOG.catalog()
                .loadTable(identifier)
                .updateProperties()
                .set("note", "x".repeat(propertyChars))
                .commit();
        return RunningCatalog.path(identifier);
    }

    private static HttpResponse<byte[]> load(String path, String acceptEncoding)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(CATALOG.uri() + path))
                        .header("Accept-Encoding", acceptEncoding)
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate, gzip;q=0.5", "*", "x-gzip, gzip, deflate"})
    void aClientThatTakesGzipGetsTheSameAnswerInFewerBytes(String acceptEncoding) throws Exception {
        String path = tableOf(10_000);

        HttpResponse<byte[]> answer = load(path, acceptEncoding);

        assertThat(answer.headers().map())
                .containsEntry("content-encoding", List.of("gzip"))
                .containsEntry("vary", List.of("Accept-Encoding"));
        assertThat(answer.body()).hasSizeLessThan(2_000);
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            assertThat(plain).hasContent(CATALOG.get(path).body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip;q=0", "gzip;q=0.000, *", "identity", "deflate"})
    void aClientThatDoesNotGetsItPlain(String acceptEncoding) throws Exception {
        String path = tableOf(10_000);

        HttpResponse<byte[]> answer = load(path, acceptEncoding);

        assertThat(answer.headers().map()).doesNotContainKey("content-encoding");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(CATALOG.get(path).body());
    }

    @Test
    void aShortAnswerIsNotWorthIt() throws Exception {
        HttpResponse<byte[]> answer = load("/v1/namespaces/nowhere", "gzip");

        assertThat(answer.headers().map()).doesNotContainKey("content-encoding");
    }
}
