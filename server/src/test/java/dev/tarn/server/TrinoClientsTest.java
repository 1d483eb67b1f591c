package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tarn.engine.Query;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;
import dev.tarn.server.output.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Trino's shell, unmodified, and what its driver does with queries that take too long.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class TrinoClientsTest {
    /// Copied there by the build.
    private static final Path SHELL = Path.of("target", "trino-cli.jar").toAbsolutePath();

    /// Counts the rows of a cross join of 10¹² rows that meet what none meets.
    private static final String ENDLESS =
            "SELECT count(*) FROM "
                    + each("(VALUES 0,1,2,3,4,5,6,7,8,9) AS t%d(x)", ", ")
                    + " WHERE "
                    + each("t%d.x", " + ")
                    + " < 0";

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
            statement.execute("CREATE TABLE lakes (id BIGINT, name VARCHAR, depth DECIMAL(6,1))");
            statement.execute("INSERT INTO lakes VALUES (1, 'Blue', 12.5), (2, NULL, NULL)");
        }
    }

    @AfterAll
    void stop() {
        server.close();
        tarn.close();
        http.close();
    }

    @Test
    void theShellPrintsRows() throws Exception {
        assertThat(shell("select 1; select id, name, depth from lakes order by id"))
                .endsWith("\"1\"\n\"1\",\"Blue\",\"12.5\"\n\"2\",\"\",\"\"\n");
    }

    @Test
    void theShellDescribesTables() throws Exception {
        assertThat(shell("show tables; describe lakes"))
                .contains("\"lakes\"\n", "\"depth\",\"decimal(6,1)\"");
    }

    @Test
    void theShellShowsWhereAnErrorIs() throws Exception {
        assertThat(shell("select nam from lakes"))
                .contains("failed: line 1:8")
                .contains("select nam from lakes\n               ^");
    }

    @Test
    void aQueryIsCancelledFromAnotherThread() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> answer = threads.submit(() -> statement.executeQuery(ENDLESS).next());
            await(Query.State.RUNNING);
            statement.cancel();
            assertThatThrownBy(answer::get).hasCauseInstanceOf(SQLException.class);
            await(Query.State.CANCELLED);
        }
    }

    @Test
    void aQueryTimeoutEndsTheQuery() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.executeQuery(ENDLESS).next())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("query_max_run_time")
                    .satisfies(e -> assertThat(((SQLException) e).getErrorCode()).isEqualTo(132));
            await(Query.State.FAILED);
        }
    }

    /// Waits until the newest query is in `state`.
    private void await(Query.State state) throws Exception {
        HttpRequest list = HttpRequest.newBuilder(URI.create(url() + "/api/v1/queries")).build();
        String seen = "";
        while (!seen.equals(state.name())) {
            Thread.onSpinWait();
            String answer = http.send(list, HttpResponse.BodyHandlers.ofString()).body();
            seen = Json.MAPPER.readTree(answer).at("/queries/0/state").asText();
        }
    }

    /// What Trino's shell prints as results and as errors.
    private String shell(String sql) throws Exception {
        assumeTrue(Files.exists(SHELL), () -> SHELL + " is missing: ./mvnw puts it there");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-jar",
                                SHELL.toString(),
                                "--server",
                                url(),
                                "--catalog=lake",
                                "--schema=main",
                                "--output-format=CSV",
                                "--execute",
                                sql)
                        .redirectErrorStream(true)
                        .start();
        try (InputStream output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String each(String term, String separator) {
        return IntStream.range(0, 12)
                .mapToObj(term::formatted)
                .collect(Collectors.joining(separator));
    }

    private String url() {
        return "http://127.0.0.1:" + server.port();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:trino://127.0.0.1:" + server.port() + "/lake/main?user=ann");
    }

    /// Set before any test runs.
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T unset() {
        return null;
    }
}
