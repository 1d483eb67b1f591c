package dev.tarn.server.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;

import dev.tarn.server.output.Json;

import io.airlift.compress.v3.lz4.Lz4JavaDecompressor;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Rows in segments: by the unmodified driver, and piece by piece as they are on the wire.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class SegmentsTest {
    private static final String DIGITS = "(VALUES 0,1,2,3,4,5,6,7,8,9)";

    /// A hundred thousand rows that do not compress well.
    private static final String MANY =
            ("SELECT n, to_hex(sha256(to_utf8(cast(n as varchar)))) AS hash FROM (SELECT a.x +"
                            + " 10*b.x + 100*c.x + 1000*d.x + 10000*e.x AS n FROM %s a(x), %s b(x),"
                            + " %s c(x), %s d(x), %s e(x))")
                    .formatted(DIGITS, DIGITS, DIGITS, DIGITS, DIGITS);

    private LakeServer server = unset();

    @BeforeAll
    void start(@TempDir Path folder) {
        server = LakeServer.start(folder);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "json+lz4", "json+zstd"})
    void the_driver_reads_every_encoding(String encoding) throws SQLException {
        long sum = 0;
        int count = 0;
        try (Connection connection = connect(encoding);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(MANY)) {
            while (rows.next()) {
                sum += rows.getLong(1);
                assertThat(rows.getString(2)).hasSize(64);
                count++;
            }
        }
        assertThat(count).isEqualTo(100_000);
        assertThat(sum).isEqualTo(4_999_950_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "json+lz4", "json+zstd"})
    void the_driver_reads_values_of_many_types(String encoding) throws SQLException {
        try (Connection connection = connect(encoding);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT 'snow ❄', decimal '12.30', array[1, null], date"
                                        + " '2024-01-02', null, true")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("snow ❄");
            assertThat(rows.getBigDecimal(2)).hasToString("12.30");
            assertThat((Object[]) rows.getArray(3).getArray()).containsExactly(1, null);
            assertThat(rows.getDate(4)).hasToString("2024-01-02");
            assertThat(rows.getObject(5)).isNull();
            assertThat(rows.getBoolean(6)).isTrue();
            assertThat(rows.next()).isFalse();
        }
    }

    @Test
    void the_driver_changes_rows_and_gets_errors() throws SQLException {
        try (Connection connection = connect("json+zstd");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE changed (a integer)");
            assertThat(statement.executeUpdate("INSERT INTO changed VALUES (1), (2)")).isEqualTo(2);
            try (ResultSet rows = statement.executeQuery("SELECT a FROM changed WHERE a > 5")) {
                assertThat(rows.next()).isFalse();
            }
            statement.execute("DROP TABLE changed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "json+lz4", "json+zstd"})
    void segments_hold_all_rows_in_order(String encoding) throws IOException {
        try (WireClient client = client(encoding)) {
            List<JsonNode> rows = new ArrayList<>();
            int spooled = 0;
            for (JsonNode page : client.succeed(MANY + " ORDER BY n").pages()) {
                assertThat(page.at("/data/encoding").asText(encoding)).isEqualTo(encoding);
                for (JsonNode segment : page.at("/data/segments")) {
                    assertThat(segment.at("/metadata/rowOffset").asInt()).isEqualTo(rows.size());
                    spooled += segment.path("type").asText().equals("spooled") ? 1 : 0;
                    JsonNode decoded = Json.MAPPER.readTree(bytes(client, segment, encoding));
                    assertThat(decoded).hasSize(segment.at("/metadata/rowsCount").asInt());
                    decoded.forEach(rows::add);
                }
            }
            assertThat(spooled).isPositive();
            assertThat(rows).hasSize(100_000);
            for (int i = 0; i < rows.size(); i++) {
                assertThat(rows.get(i).path(0).asInt()).isEqualTo(i);
            }
        }
    }

    @Test
    void a_segment_is_gone_when_its_client_has_it() {
        try (WireClient client = client("json")) {
            JsonNode segment =
                    client.succeed(MANY).pages().stream()
                            .map(page -> page.at("/data/segments/0"))
                            .filter(first -> first.path("type").asText().equals("spooled"))
                            .findFirst()
                            .orElseThrow();
            assertThat(get(client, segment.path("uri").asText()).statusCode()).isEqualTo(200);
            assertThat(get(client, segment.path("ackUri").asText()).statusCode()).isEqualTo(200);
            assertThat(get(client, segment.path("uri").asText()).statusCode()).isEqualTo(404);
            assertThat(get(client, segment.path("ackUri").asText()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_page_names_few_segments_and_the_last_none() {
        try (WireClient client = client("json")) {
            List<JsonNode> pages = client.succeed(MANY).pages();
            assertThat(pages)
                    .allSatisfy(page ->
                            assertThat(page.at("/data/segments").size()).isLessThanOrEqualTo(1));
            assertThat(pages.getLast().at("/data/segments"))
                    .noneMatch(segment -> segment.path("type").asText().equals("spooled"));
        }
    }

    @Test
    void few_rows_go_within_the_page() throws IOException {
        try (WireClient client = client("json+zstd")) {
            JsonNode segment = client.succeed("SELECT 1, 'x'").data().at("/segments/0");
            assertThat(segment.path("type").asText()).isEqualTo("inline");
            assertThat(new String(bytes(client, segment, "json+zstd"), StandardCharsets.UTF_8))
                    .isEqualTo("[[1,\"x\"]]");
        }
    }

    @Test
    void the_first_encoding_that_is_known_is_taken() {
        try (WireClient client = client("arrow+snappy, json+lz4,json")) {
            assertThat(client.succeed("SELECT 1").data().path("encoding").asText())
                    .isEqualTo("json+lz4");
            client.header("X-Trino-Query-Data-Encoding", "arrow");
            assertThat(client.succeed("SELECT 1").data().toString()).isEqualTo("[[1]]");
        }
    }

    private static byte[] bytes(WireClient client, JsonNode segment, String encoding)
            throws IOException {
        byte[] encoded =
                segment.path("type").asText().equals("inline")
                        ? segment.path("data").binaryValue()
                        : get(client, segment.path("uri").asText()).body();
        assertThat(encoded).hasSize(segment.at("/metadata/segmentSize").asInt());
        byte[] plain = new byte[segment.at("/metadata/uncompressedSize").asInt()];
        switch (encoding) {
            case "json+zstd" -> Zstd.decompress(plain, encoded);
            case "json+lz4" ->
                    new Lz4JavaDecompressor()
                            .decompress(encoded, 0, encoded.length, plain, 0, plain.length);
            default -> {
                return encoded;
            }
        }
        return plain;
    }

    private static HttpResponse<byte[]> get(WireClient client, String uri) {
        return client.send(HttpRequest.newBuilder(URI.create(uri)));
    }

    private WireClient client(String encoding) {
        WireClient client = new WireClient(server.url());
        client.header("X-Trino-Query-Data-Encoding", encoding);
        return client;
    }

    private Connection connect(String encoding) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:trino://%s/lake/main?user=ann&encoding=%s"
                        .formatted(
                                server.url().substring("http://".length()),
                                encoding.replace("+", "%2B")));
    }

    /// Set before any test runs.
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T unset() {
        return null;
    }
}
