package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Every error is JSON of one shape, whoever found it.
class ErrorEnvelopeTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    private static void assertError(Reply reply, int status, String type) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.header("content-type")).startsWith("application/json");
        JsonNode error = reply.json().path("error");
        assertThat(error.path("code").asInt()).isEqualTo(status);
        assertThat(error.path("type").asText()).isEqualTo(type);
        assertThat(error.path("message").asText()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/nothing", "/v2/namespaces", "", "/", "/v1/namespaces/a/b/c/d/e/f"})
    void unknownPathIs404(String path) {
        assertError(CATALOG.get(path), 404, "NoSuchEndpointException");
    }

    @ParameterizedTest
    @CsvSource({"PUT,/v1/namespaces", "PATCH,/v1/config", "DELETE,/v1/transactions/commit"})
    void wrongMethodIs405AndNamesTheRightOnes(String method, String path) {
        Reply reply = CATALOG.send(method, path, null);
        assertError(reply, 405, "MethodNotAllowedException");
        assertThat(reply.header("allow")).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "\"text\"", "null", "{\"namespace\":7}", "{} trailing {"})
    void malformedBodyIs400(String body) {
        Reply reply = CATALOG.post("/v1/namespaces", body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorType()).endsWith("Exception");
        assertThat(reply.errorMessage()).isNotBlank();
    }

    @Test
    void missingBodyIs400() {
        assertError(CATALOG.post("/v1/namespaces", ""), 400, "BadRequestException");
    }

    @Test
    void anotherMediaTypeIs415() {
        Reply reply =
                CATALOG.post("/v1/namespaces", "<namespace/>", "Content-Type", "application/xml");
        assertError(reply, 415, "UnsupportedMediaTypeException");
    }

    @Test
    void bodyAboveTheLimitIs413() {
        String body = "{\"namespace\":[\"" + "x".repeat(65 << 20) + "\"]}";
        assertError(CATALOG.post("/v1/namespaces", body), 413, "PayloadTooLargeException");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/catalog/v1/namespaces/%zz",
                "/catalog/v1/namespaces/../../etc/passwd",
                "/catalog/v1/namespaces/%2e%2e/tables/t",
                "/catalog/v1/namespaces/a%2Fb",
                "/catalog/v1/namespaces/a;x=1",
                "/catalog/v1/namespaces/a%5Cb",
                "/catalog/v1/namespaces/%00"
            })
    void oddPathIsAClientErrorInJson(String rawPath) throws IOException {
        String answer = raw("GET " + rawPath + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 4");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n")).strip()).startsWith("{\"error\":{");
    }

    /// Java's HTTP client would tidy the path up.
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", CATALOG.uri().getPort());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(10_000);
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void unknownNamespaceOfAListIs404() {
        assertError(CATALOG.get("/v1/namespaces/nobody/tables"), 404, "NoSuchNamespaceException");
        assertError(CATALOG.get("/v1/namespaces/nobody/views"), 404, "NoSuchNamespaceException");
        assertError(CATALOG.get("/v1/namespaces?parent=nobody"), 404, "NoSuchNamespaceException");
    }

    @Test
    void headAnswersWithoutABody() {
        Reply reply = CATALOG.send("HEAD", "/v1/namespaces/nobody", null);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).isEmpty();
    }
}
