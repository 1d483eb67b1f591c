package dev.tarn.server.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.server.clients.WireClient.Answer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// How trino-python-client speaks to a server, exchange by exchange.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class WireProtocolTest {
    /// Counts the rows of a cross join of 10¹² rows that meet what none meets.
    private static final String ENDLESS =
            "SELECT count(*) FROM "
                    + each("(VALUES 0,1,2,3,4,5,6,7,8,9) AS t%d(x)", ", ")
                    + " WHERE "
                    + each("t%d.x", " + ")
                    + " < 0";

    private LakeServer server = unset();
    private WireClient client = unset();

    @BeforeAll
    void start(@TempDir Path folder) {
        server = LakeServer.start(folder);
    }

    @BeforeEach
    void connect() {
        client = new WireClient(server.url());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void the_first_answer_says_where_to_go_on() {
        JsonNode first = client.submit("SELECT 1");
        assertThat(first.path("id").asText()).isNotEmpty();
        assertThat(first.path("nextUri").asText()).startsWith(server.url() + "/v1/statement/");
        assertThat(first.path("infoUri").asText()).startsWith(server.url());
        assertThat(first.has("data")).isFalse();
        assertThat(first.path("warnings").isArray()).isTrue();
        assertThat(first.at("/stats/state").asText()).isIn("QUEUED", "PLANNING", "RUNNING");
    }

    @Test
    void the_last_answer_is_finished_and_leads_nowhere() {
        JsonNode last = client.succeed("SELECT 1").last();
        assertThat(last.has("nextUri")).isFalse();
        assertThat(last.at("/stats/state").asText()).isEqualTo("FINISHED");
        for (String count :
                List.of(
                        "nodes",
                        "totalSplits",
                        "completedSplits",
                        "cpuTimeMillis",
                        "wallTimeMillis",
                        "queuedTimeMillis",
                        "elapsedTimeMillis",
                        "processedRows",
                        "processedBytes",
                        "peakMemoryBytes")) {
            assertThat(last.at("/stats/" + count).isNumber()).as(count).isTrue();
        }
    }

    @Test
    void columns_have_their_types_as_text_and_in_parts() {
        JsonNode columns =
                client.succeed(
                                "SELECT 1 a, 'x' b, decimal '1.50' c, timestamp '2024-01-02"
                                        + " 03:04:05.123' d, cast(row(1, 'x') as row(n integer, m"
                                        + " varchar)) e, array[1] f, map(array['k'], array[1]) g")
                        .columns();
        assertThat(columns.findValuesAsText("type"))
                .contains(
                        "integer",
                        "varchar",
                        "decimal(3,2)",
                        "row(n integer, m varchar)",
                        "array(integer)",
                        "map(varchar, integer)");
        assertThat(columns.path(2).at("/typeSignature/arguments").toString())
                .isEqualTo("[{\"kind\":\"LONG\",\"value\":3},{\"kind\":\"LONG\",\"value\":2}]");
        assertThat(columns.path(3).at("/typeSignature/rawType").asText()).isEqualTo("timestamp");
        assertThat(columns.path(3).at("/typeSignature/arguments/0/value").asInt()).isPositive();
        assertThat(columns.path(4).at("/typeSignature/arguments/0/value/fieldName/name").asText())
                .isEqualTo("n");
    }

    @Test
    void values_are_spelled_as_the_client_reads_them() {
        JsonNode row =
                client.succeed(
                                "SELECT 9223372036854775807, 12345678901234567890123456789.5,"
                                    + " nan(), timestamp '2024-01-02 03:04:05 UTC', x'00ff', true,"
                                    + " null, cast(row(1, 'x') as row(n integer, m varchar))")
                        .rows()
                        .getFirst();
        assertThat(row.toString())
                .isEqualTo(
                        "[9223372036854775807,\"12345678901234567890123456789.5\",\"NaN\",\"2024-01-02"
                            + " 03:04:05 UTC\",\"AP8=\",true,null,[1,\"x\"]]");
    }

    @Test
    void changes_of_rows_are_counted() {
        assertThat(client.succeed("CREATE TABLE counted (a integer)").last().path("updateType"))
                .hasToString("\"CREATE TABLE\"");
        JsonNode last = client.succeed("INSERT INTO counted VALUES 1, 2").last();
        assertThat(last.path("updateType").asText()).isEqualTo("INSERT");
        assertThat(last.path("updateCount").asInt()).isEqualTo(2);
        assertThat(client.succeed("SELECT 1").last().has("updateType")).isFalse();
    }

    @Test
    void prepared_statements_live_in_headers() {
        client.succeed("PREPARE st_1 FROM SELECT ? + 1, 'a=b,c'");
        assertThat(client.prepared()).containsEntry("st_1", "SELECT ? + 1, 'a=b,c'");
        assertThat(client.succeed("EXECUTE st_1 USING 41").rows().toString())
                .isEqualTo("[[42,\"a=b,c\"]]");
        client.succeed("DEALLOCATE PREPARE st_1");
        assertThat(client.prepared()).isEmpty();
        assertThat(client.run("EXECUTE st_1 USING 41").error()).isNotNull();
    }

    @Test
    void settings_and_names_live_in_headers() {
        client.succeed("SET SESSION plan_cache = false");
        assertThat(client.properties()).containsEntry("plan_cache", "false");
        assertThat(client.succeed("SHOW SESSION LIKE 'plan_cache'").rows().getFirst().path(1))
                .hasToString("\"false\"");
        client.succeed("RESET SESSION plan_cache");
        assertThat(client.properties()).doesNotContainKey("plan_cache");
        client.succeed("CREATE SCHEMA other");
        client.succeed("USE lake.other");
        assertThat(client.succeed("SELECT current_schema").rows().toString())
                .isEqualTo("[[\"other\"]]");
        client.succeed("SET TIME ZONE 'Asia/Tokyo'");
        assertThat(client.succeed("SELECT current_timezone()").rows().toString())
                .isEqualTo("[[\"Asia/Tokyo\"]]");
    }

    @Test
    void headers_that_only_others_use_do_no_harm() {
        client.header("X-Trino-Extra-Credential", "a=b, c=d%2Ce");
        client.header("X-Trino-Client-Tags", "nightly,dbt");
        client.header("X-Trino-Client-Info", "{\"app\": \"dbt\"}");
        client.header("X-Trino-Original-User", "bob");
        assertThat(client.succeed("SELECT current_user").rows().toString())
                .isEqualTo("[[\"ann\"]]");
    }

    @Test
    void a_page_may_be_asked_for_again_until_the_next_one() {
        JsonNode first = client.submit("SELECT 1");
        String uri = first.path("nextUri").asText();
        JsonNode page = client.page(uri);
        assertThat(client.page(uri)).isEqualTo(page);
        String later = uri.substring(0, uri.lastIndexOf('/') + 1) + 99;
        assertThat(status(later, "GET")).isEqualTo(410);
    }

    @Test
    void a_heartbeat_is_answered_without_a_page() {
        JsonNode first = client.submit(ENDLESS);
        String uri = first.path("nextUri").asText();
        assertThat(status(uri, "HEAD")).isEqualTo(200);
        assertThat(status(uri.replaceFirst("/y[0-9a-f]{32}/", "/y0/"), "HEAD")).isEqualTo(404);
        assertThat(status(uri, "DELETE")).isEqualTo(204);
    }

    @Test
    void a_statement_is_cancelled_by_its_next_page() {
        JsonNode first = client.submit(ENDLESS);
        JsonNode page = client.page(first.path("nextUri").asText());
        assertThat(status(page.path("nextUri").asText(), "DELETE")).isEqualTo(204);
        JsonNode last = client.page(page.path("nextUri").asText());
        assertThat(last.at("/error/errorName").asText()).isEqualTo("USER_CANCELED");
    }

    @Test
    void a_statement_is_cancelled_by_its_id() {
        JsonNode first = client.submit(ENDLESS);
        String id = first.path("id").asText();
        try (WireClient other = new WireClient(server.url())) {
            other.succeed(
                    "CALL system.runtime.kill_query(query_id => '%s', message => 'Query cancelled by Superset')"
                            .formatted(id));
            JsonNode page = client.page(first.path("nextUri").asText());
            while (page.has("nextUri")) {
                page = client.page(page.path("nextUri").asText());
            }
            assertThat(page.at("/error/errorName").asText()).isEqualTo("USER_CANCELED");
            Answer again =
                    other.run("CALL system.runtime.kill_query(query_id => '%s')".formatted(id));
            assertThat(again.last().at("/error/message").asText()).contains("has ended already");
        }
    }

    @Test
    void a_time_limit_of_the_session_ends_a_statement() {
        client.properties().put("query_max_run_time", "100ms");
        JsonNode error = client.run(ENDLESS).last().path("error");
        assertThat(error.path("errorName").asText()).isEqualTo("EXCEEDED_TIME_LIMIT");
        assertThat(error.path("errorType").asText()).isEqualTo("INSUFFICIENT_RESOURCES");
    }

    @Test
    void errors_say_what_and_where() {
        JsonNode last = client.run("SELECT 1,\n  nothing").last();
        JsonNode error = last.path("error");
        assertThat(last.at("/stats/state").asText()).isEqualTo("FAILED");
        assertThat(error.path("errorType").asText()).isEqualTo("USER_ERROR");
        assertThat(error.path("errorName").asText()).isEqualTo("COLUMN_NOT_FOUND");
        assertThat(error.path("errorCode").asInt()).isEqualTo(47);
        assertThat(error.at("/errorLocation/lineNumber").asInt()).isEqualTo(2);
        assertThat(error.at("/errorLocation/columnNumber").asInt()).isEqualTo(3);
        assertThat(error.path("message").asText()).startsWith("line 2:3: ");
        assertThat(error.at("/failureInfo/type").isTextual()).isTrue();
    }

    @Test
    void nobody_asks_without_a_name() {
        client.header("X-Trino-User", null);
        assertThatThrownBy(() -> client.run("SELECT 1"))
                .hasMessageContaining("400")
                .hasMessageContaining("X-Trino-User");
    }

    private int status(String uri, String method) {
        return client.send(
                        HttpRequest.newBuilder(URI.create(uri))
                                .method(method, HttpRequest.BodyPublishers.noBody()))
                .statusCode();
    }

    private static String each(String term, String separator) {
        return IntStream.range(0, 12)
                .mapToObj(term::formatted)
                .collect(Collectors.joining(separator));
    }

    /// Set before any test runs.
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T unset() {
        return null;
    }
}
