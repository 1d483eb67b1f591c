package dev.tarn.server.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.auth.AccessControl;
import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.server.CannedQuery;
import dev.tarn.server.WebServer;
import dev.tarn.server.config.HttpConfig;
import dev.tarn.server.query.Queries;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// A hundred megabytes through every door: the query is never far ahead of its client, however slow
/// that reads.
@Timeout(120)
class StreamingTest {
    private static final int ROWS = 1_000;
    private static final int TEXT_BYTES = 1_000;
    private static final int BATCHES = 100;

    /// Bytes of texts in one batch.
    private static final long BATCH_BYTES = (long) ROWS * TEXT_BYTES;

    /// Room of the doors and of sockets.
    private static final long MOST_AHEAD_BYTES = 24 << 20;

    private final CannedQuery query = query();
    private final WebServer server =
            WebServer.start(
                    new HttpConfig("127.0.0.1", 0, 1 << 20),
                    new Queries((session, sql) -> query, InstantSource.system()),
                    "lake",
                    AccessControl.OPEN,
                    (config, listener) -> {},
                    () -> {});
    private final HttpClient http = HttpClient.newHttpClient();

    private static CannedQuery query() {
        String text = "x".repeat(TEXT_BYTES);
        Vector column = VectorBuilder.of(DataType.STRING, Collections.nCopies(ROWS, text));
        Batch[] batches = new Batch[BATCHES];
        Arrays.fill(batches, new Batch(List.of(column), ROWS));
        return CannedQuery.of(
                "q_1",
                dev.tarn.engine.Session.of("ann", null, null),
                "SELECT",
                List.of(new DataType.Field("c", DataType.STRING)),
                batches);
    }

    @BeforeEach
    void nothingIsAskedYet() {
        assertThat(query.pulledBatches()).isZero();
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/x-ndjson",
                "text/csv",
                "application/vnd.apache.arrow.stream"
            })
    void plain_HTTP_streams(String format) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url() + "/api/v1/sql"))
                        .header("Content-Type", "application/json")
                        .header("Accept", format)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"sql\": \"SELECT\"}"))
                        .build();
        HttpResponse<InputStream> response =
                http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        long read = 0;
        try (InputStream body = response.body()) {
            for (byte[] part = body.readNBytes(1 << 20);
                    part.length > 0;
                    part = body.readNBytes(1 << 20)) {
                read += part.length;
                assertNotFarAhead(read);
            }
        }
        assertThat(read).isGreaterThan(BATCHES * BATCH_BYTES);
    }

    @Test
    void pages_stream() {
        try (WireClient client = new WireClient(url())) {
            JsonNode page = client.submit("SELECT");
            long read = 0;
            int rows = 0;
            while (page.has("nextUri")) {
                page = client.page(page.path("nextUri").asText());
                rows += page.path("data").size();
                read += (long) page.path("data").size() * TEXT_BYTES;
                assertNotFarAhead(read);
            }
            assertThat(rows).isEqualTo(BATCHES * ROWS);
        }
    }

    private void assertNotFarAhead(long readBytes) {
        assertThat(query.pulledBatches() * BATCH_BYTES - readBytes).isLessThan(MOST_AHEAD_BYTES);
    }

    private String url() {
        return "http://127.0.0.1:" + server.port();
    }
}
