package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.engine.Session;
import dev.tarn.server.arrow.ArrowStream;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;
import dev.tarn.server.output.Format;
import dev.tarn.server.output.Json;
import dev.tarn.server.remote.RemoteServer;
import dev.tarn.server.shell.ScriptRunner;

import org.apache.iceberg.catalog.Namespace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// The whole server on a real port: the unmodified Trino driver, plain HTTP, and our own client.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoorsTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private Tarn tarn = unset();
    private WebServer server = unset();

    @BeforeAll
    void start(@TempDir Path directory) throws SQLException {
        Settings settings =
                Settings.defaults()
                        .set(Key.DATA_DIR, directory.toString(), "test")
                        .set(Key.HTTP_PORT, "0", "test");
        tarn = Tarn.open(TarnConfig.from(settings));
        server = tarn.serve();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE main.lakes (id BIGINT, name VARCHAR, depth DECIMAL(6,1))");
            assertThat(
                            statement.executeUpdate(
                                    "INSERT INTO main.lakes VALUES (1, 'Blue', 12.5), (2, 'Red',"
                                            + " 3.0), (3, NULL, NULL)"))
                    .isEqualTo(3);
        }
    }

    @AfterAll
    void stop() {
        server.close();
        tarn.close();
        http.close();
    }

    @Test
    void jdbcBrowsesCatalogsNamespacesTablesAndColumns() throws SQLException {
        try (Connection connection = connect()) {
            var data = connection.getMetaData();
            assertThat(strings(data.getCatalogs(), "TABLE_CAT")).contains("lake");
            assertThat(strings(data.getSchemas("lake", null), "TABLE_SCHEM")).contains("main");
            assertThat(strings(data.getTables("lake", "main", "%", null), "TABLE_NAME"))
                    .contains("lakes");
            assertThat(strings(data.getColumns("lake", "main", "lakes", "%"), "COLUMN_NAME"))
                    .containsExactly("id", "name", "depth");
            assertThat(strings(data.getColumns("lake", "main", "lakes", "%"), "TYPE_NAME"))
                    .containsExactly("bigint", "varchar", "decimal(6,1)");
            assertThat(strings(data.getTableTypes(), "TABLE_TYPE")).contains("TABLE");
        }
    }

    @Test
    void jdbcGetsTheRowsThatWereLoadedAsTheUpdateCount(@TempDir Path folder)
            throws SQLException, IOException {
        Path file = Files.writeString(folder.resolve("ponds.csv"), "id,name\n1,a\n2,b\n");
        String copy = "COPY INTO main.ponds FROM '" + file + "'";
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE main.ponds (id BIGINT, name VARCHAR)");
            assertThat(statement.executeUpdate(copy)).isEqualTo(2);
            assertThat(statement.executeUpdate(copy)).isZero();
            statement.execute("DROP TABLE main.ponds");
        }
    }

    @Test
    void jdbcPreparesWithParameters() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT name FROM main.lakes WHERE id = ? OR name = ? ORDER BY"
                                        + " id")) {
            statement.setLong(1, 1);
            statement.setString(2, "Red");
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(strings(rows, "name")).containsExactly("Blue", "Red");
            }
        }
    }

    @Test
    void jdbcKeepsTheNamespaceThatUseChose() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("USE lake.main");
            try (ResultSet rows = statement.executeQuery("SELECT count(*) AS n FROM lakes")) {
                rows.next();
                assertThat(rows.getLong("n")).isEqualTo(3);
            }
        }
    }

    @Test
    void jdbcErrorsCarryCodeLineAndColumn() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("SELECT id,\n  nam FROM main.lakes"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("line 2:3")
                    .hasMessageContaining("nam")
                    .satisfies(e -> assertThat(((SQLException) e).getErrorCode()).isEqualTo(47));
        }
    }

    @Test
    void jdbcPagesThroughAHundredThousandRows() throws SQLException {
        String digits = "(VALUES 0,1,2,3,4,5,6,7,8,9) AS ";
        String sql =
                "SELECT a.x + 10*b.x + 100*c.x + 1000*d.x + 10000*e.x AS n FROM %sa(x), %sb(x), %sc(x), %sd(x), %se(x)"
                        .formatted(digits, digits, digits, digits, digits);
        long sum = 0;
        int count = 0;
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                sum += rows.getLong(1);
                count++;
            }
        }
        assertThat(count).isEqualTo(100_000);
        assertThat(sum).isEqualTo(4_999_950_000L);
    }

    @Test
    void plainHttpAnswersInTheFormatThatIsAccepted() throws Exception {
        String body = "{\"sql\": \"SELECT id, name, depth FROM main.lakes ORDER BY id\"}";

        JsonNode json = Json.MAPPER.readTree(post(body, "application/json").body());
        assertThat(json.path("columns").path(2).path("type").asText()).isEqualTo("decimal(6,1)");
        assertThat(json.path("rows").toString())
                .isEqualTo("[[1,\"Blue\",12.5],[2,\"Red\",3.0],[3,null,null]]");
        assertThat(json.path("stats").has("elapsedMillis")).isTrue();
        assertThat(post(body, "text/csv").body())
                .isEqualTo("id,name,depth\n1,Blue,12.5\n2,Red,3.0\n3,,\n");
        assertThat(post(body, "application/x-ndjson").body())
                .startsWith("{\"id\":1,\"name\":\"Blue\",\"depth\":12.5}\n");
    }

    @Test
    void plainHttpGivesVariantsAsTheirJson() throws Exception {
        String body =
                "{\"sql\": \"SELECT parse_json('[1.50, {\\\"a\\\": null}]') v, CAST(NULL AS"
                        + " VARIANT) n\"}";

        JsonNode json = Json.MAPPER.readTree(post(body, "application/json").body());
        assertThat(json.path("columns").path(0).path("type").asText()).isEqualTo("variant");
        assertThat(post(body, "application/x-ndjson").body())
                .isEqualTo("{\"v\":[1.50,{\"a\":null}],\"n\":null}\n");
        assertThat(post(body, "text/csv").body()).isEqualTo("v,n\n\"[1.50,{\"\"a\"\":null}]\",\n");
    }

    @Test
    void plainHttpStreamsArrow() throws Exception {
        HttpResponse<byte[]> response =
                http.send(
                        HttpRequest.newBuilder(URI.create(url("/api/v1/sql")))
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"sql\": \"SELECT * FROM main.lakes WHERE id < 3"
                                                        + " ORDER BY id\"}"))
                                .header("Accept", "application/vnd.apache.arrow.stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/vnd.apache.arrow.stream");
        ArrowStream stream = ArrowStream.read(response.body());
        assertThat(stream.columns())
                .containsExactly("id: int64", "name: utf8", "depth: decimal(6,1)");
        assertThat(stream.rows())
                .containsExactly(
                        List.of(1L, "Blue", new BigDecimal("12.5")),
                        List.of(2L, "Red", new BigDecimal("3.0")));
        assertThat(stream.ended()).isTrue();
    }

    @Test
    void plainHttpStreamsVariantsToArrowAsTheirJson() throws Exception {
        HttpResponse<byte[]> response =
                http.send(
                        HttpRequest.newBuilder(URI.create(url("/api/v1/sql")))
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"sql\": \"SELECT parse_json('[1.50]') v,"
                                                        + " CAST(NULL AS VARIANT) n\"}"))
                                .header("Accept", "application/vnd.apache.arrow.stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        ArrowStream stream = ArrowStream.read(response.body());
        assertThat(stream.columns()).containsExactly("v: utf8", "n: utf8");
        assertThat(stream.rows()).containsExactly(Arrays.asList("[1.50]", null));
    }

    @Test
    void plainHttpTellsWhatScansReadAndLeftOut() throws Exception {
        post("{\"sql\": \"CREATE TABLE main.depths (d INTEGER)\"}", "*/*");
        for (String values : List.of("(1), (2), (3)", "(101), (102)")) {
            post("{\"sql\": \"INSERT INTO main.depths VALUES %s\"}".formatted(values), "*/*");
        }
        String body = "{\"sql\": \"SELECT d FROM main.depths WHERE d > 101\"}";

        JsonNode answer = Json.MAPPER.readTree(post(body, "application/json").body());

        JsonNode scans = answer.path("stats").path("scans");
        assertThat(scans.path("files").asLong()).isEqualTo(2);
        assertThat(scans.path("skippedFiles").asLong()).isEqualTo(1);
        assertThat(scans.path("rowGroups").asLong()).isEqualTo(1);
        assertThat(scans.path("pages").asLong()).isEqualTo(1);
        assertThat(scans.path("bytesRead").asLong()).isPositive();
        assertThat(scans.path("rows").asLong()).isEqualTo(2);
        assertThat(scans.path("filteredRows").asLong()).isEqualTo(1);
        assertThat(scans.path("producedRows").asLong()).isEqualTo(1);
        String listed = get("/api/v1/queries/" + answer.path("id").asText()).body();
        assertThat(Json.MAPPER.readTree(listed).path("stats").path("scans")).isEqualTo(scans);
        JsonNode scan = Json.MAPPER.readTree(listed).path("profile");
        while (!scan.path("name").asText().equals("TableScan")) {
            assertThat(scan.path("inputs").isEmpty()).as(listed).isFalse();
            scan = scan.path("inputs").path(0);
        }
        assertThat(scan.path("rows").asLong()).isEqualTo(1);
        assertThat(scan.path("scan")).isEqualTo(scans);
        assertThat(scan.path("cpuMillis").asDouble()).isPositive();
    }

    @Test
    void plainHttpTellsThatNothingWasScanned() throws Exception {
        String answer = post("{\"sql\": \"SELECT 1\"}", "application/json").body();
        JsonNode scans = Json.MAPPER.readTree(answer).path("stats").path("scans");
        assertThat(scans).hasSizeGreaterThan(20).allMatch(count -> count.asLong() == 0);
    }

    @Test
    void plainHttpTakesParameters() throws Exception {
        String body =
                "{\"sql\": \"SELECT name FROM lakes WHERE id = ? AND name = ?\", \"params\": [2,"
                        + " \"Red\"], \"namespace\": \"main\"}";

        assertThat(post(body, "text/csv").body()).isEqualTo("name\nRed\n");
    }

    @Test
    void plainHttpErrorsHaveAStatusACodeAndAPlace() throws Exception {
        HttpResponse<String> response =
                post("{\"sql\": \"SELECT nam FROM main.lakes\"}", "application/json");

        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = Json.MAPPER.readTree(response.body()).path("error");
        assertThat(error.path("code").asText()).isEqualTo("COLUMN_NOT_FOUND");
        assertThat(error.path("kind").asText()).isEqualTo("USER");
        assertThat(error.path("line").asInt()).isEqualTo(1);
        assertThat(error.path("column").asInt()).isEqualTo(8);
        assertThat(post("{\"sql\": \"SELECT 1 FROM main.nothing\"}", "*/*").statusCode())
                .isEqualTo(404);
    }

    @Test
    void requestsThatMakeNoSenseAreRefusedAsJson() throws Exception {
        assertRefused(post("{\"sq\": 1}", "*/*"), 400, "Unknown field");
        assertRefused(post("nonsense", "*/*"), 400, "not JSON");
        assertRefused(post("{\"sql\": \"select 1\"}", "image/png"), 406, "text/csv");
        assertRefused(get("/api/v1/nothing"), 404, "There is nothing at");
        assertRefused(get("/api/v1/sql"), 405, "POST");
        assertRefused(get("/api/v1/queries/none"), 404, "There is no query");
    }

    @Test
    void healthMetricsAndQueriesAreThere() throws Exception {
        post("{\"sql\": \"SELECT 42\"}", "*/*");
        post("{\"sql\": \"SELECT 42\"}", "*/*");
        System.gc();

        assertThat(get("/health/live").body()).contains("live");
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body())
                .contains(
                        "jvm_memory_used_bytes",
                        "tarn_queries_seconds_count",
                        "tarn_http",
                        "tarn_plans_misses_total",
                        "tarn_s3_requests_total{operation=\"GetObject\"}");
        assertThat(get("/metrics").body())
                .containsPattern("tarn_plans_hits_total [1-9]")
                .containsPattern("tarn_plans_kept [1-9]");
        assertThat(get("/api/v1/queries").body()).contains("SELECT 42");
        assertThat(get("/v1/info").body()).contains("\"coordinator\":true");
        assertThat(get("/catalog/v1/config").statusCode()).isEqualTo(200);
        assertThat(get("/catalog/v1/namespaces").body()).contains("main");
    }

    @Test
    void theShellWorksOnAServer() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (RemoteServer remote = new RemoteServer(URI.create(url("")), null)) {
            ScriptRunner runner =
                    new ScriptRunner(
                            remote,
                            Session.of("ann", "lake", Namespace.of("main")),
                            Format.CSV,
                            out,
                            new PrintStream(err, true));
            assertThat(
                            runner.runAll(
                                    "SELECT id, depth FROM lakes ORDER BY id; SELECT nam FROM"
                                            + " lakes"))
                    .isFalse();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("id,depth\n1,12.5\n2,3.0\n3,\n");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("COLUMN_NOT_FOUND at line 1, column 49")
                .contains("  SELECT nam FROM lakes\n         ^\n");
    }

    @Test
    void theShellOnAServerCarriesItsTransaction() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (RemoteServer remote = new RemoteServer(URI.create(url("")), null)) {
            Session session = Session.of("ann", "lake", Namespace.of("main"));
            ScriptRunner runner =
                    new ScriptRunner(remote, session, Format.CSV, out, new PrintStream(err, true));
            String count = "; SELECT count(*) AS n FROM ponds";
            assertThat(
                            runner.runAll(
                                    "CREATE TABLE ponds (id BIGINT); BEGIN; INSERT INTO ponds"
                                            + " VALUES (1), (2)"
                                            + count
                                            + "; ROLLBACK"
                                            + count
                                            + "; START TRANSACTION; INSERT INTO ponds VALUES (3);"
                                            + " COMMIT"
                                            + count))
                    .as(err.toString(StandardCharsets.UTF_8))
                    .isTrue();
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("n\n2\nn\n0\nn\n1\n");
            assertThat(runner.runAll("BEGIN; SELECT 1 / 0")).isFalse();
            assertThat(runner.runAll("COMMIT")).isFalse();
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("rather than committed");
            out.reset();
            assertThat(runner.runAll("SELECT count(*) AS n FROM ponds")).isTrue();
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("n\n1\n");
        }
    }

    @Test
    void plainHttpNamesItsTransaction() throws Exception {
        post("{\"sql\": \"CREATE TABLE main.pools (id BIGINT)\"}", "*/*");
        JsonNode begun = Json.MAPPER.readTree(post("{\"sql\": \"BEGIN\"}", "*/*").body());
        assertThat(begun.at("/session/0/change").asText()).isEqualTo("beginTransaction");
        String id = begun.at("/session/0/name").asText();
        String inside = "{\"sql\": \"%s\", \"transaction\": \"" + id + "\"}";
        String count = "SELECT count(*) AS n FROM main.pools";
        post(inside.formatted("INSERT INTO main.pools VALUES (1)"), "*/*");
        assertThat(post(inside.formatted(count), "text/csv").body()).isEqualTo("n\n1\n");
        assertThat(post("{\"sql\": \"" + count + "\"}", "text/csv").body()).isEqualTo("n\n0\n");
        JsonNode ended = Json.MAPPER.readTree(post(inside.formatted("COMMIT"), "*/*").body());
        assertThat(ended.at("/session/0/change").asText()).isEqualTo("endTransaction");
        assertThat(post("{\"sql\": \"" + count + "\"}", "text/csv").body()).isEqualTo("n\n1\n");
        assertRefused(post(inside.formatted(count), "*/*"), 409, "There is no transaction");
    }

    @Test
    void aSecondTarnOnTheSameFolderSeesWhatTheFirstWrote(@TempDir Path directory) {
        TarnConfig config =
                TarnConfig.from(
                        Settings.defaults().set(Key.DATA_DIR, directory.toString(), "test"));
        try (Tarn first = Tarn.open(config);
                Tarn second = Tarn.open(config)) {
            Session session = Session.of("ann", "lake", first.defaultNamespace());
            run(first, session, "CREATE TABLE t (a INT)");
            run(second, session, "INSERT INTO t VALUES (1)");
            run(first, session, "INSERT INTO t VALUES (2)");
            try (var query = second.runner("test").start(session, "SELECT count(*) FROM t")) {
                Batch batch = Objects.requireNonNull(query.next());
                assertThat(JavaValues.value(batch.column(0), 0)).isEqualTo(2L);
            }
        }
    }

    private static void run(Tarn tarn, Session session, String sql) {
        try (var query = tarn.runner("test").start(session, sql)) {
            while (query.next() != null) {
                // Nothing to see; the end is awaited.
            }
        }
    }

    private void assertRefused(HttpResponse<String> response, int status, String words)
            throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(Json.MAPPER.readTree(response.body()).path("error").path("message").asText())
                .contains(words);
    }

    private HttpResponse<String> post(String body, String accept) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url("/api/v1/sql")))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json")
                        .header("Accept", accept)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url(path))).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:trino://127.0.0.1:" + server.port() + "/lake?user=ann");
    }

    private static List<String> strings(ResultSet rows, String column) throws SQLException {
        List<String> values = new ArrayList<>();
        while (rows.next()) {
            values.add(rows.getString(column));
        }
        return values;
    }

    /// Set before any test runs.
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T unset() {
        return null;
    }
}
