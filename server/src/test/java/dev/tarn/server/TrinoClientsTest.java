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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void theDriverCommitsAndRollsBack() throws Exception {
        try (Connection connection = connect();
                Connection other = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE first (n BIGINT)");
            statement.execute("CREATE TABLE second (n BIGINT)");
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            statement.execute("INSERT INTO first VALUES (1)");
            connection.rollback();
            assertThat(statement.executeUpdate("INSERT INTO first VALUES (2)")).isOne();
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO second SELECT n + ? FROM first")) {
                insert.setLong(1, 5);
                assertThat(insert.executeUpdate()).isOne();
            }
            assertThat(numbers(statement, "SELECT n FROM second")).containsExactly(7L);
            try (Statement look = other.createStatement()) {
                assertThat(numbers(look, "SELECT n FROM first")).isEmpty();
                connection.commit();
                assertThat(numbers(look, "SELECT n FROM first")).containsExactly(2L);
                assertThat(numbers(look, "SELECT n FROM second")).containsExactly(7L);
            }
            connection.setAutoCommit(true);
            statement.execute("DROP TABLE second");
        }
    }

    @Test
    void theDriverIsToldOfConflictsAndGoesOn() throws Exception {
        try (Connection connection = connect();
                Connection other = connect();
                Statement statement = connection.createStatement();
                Statement meanwhile = other.createStatement()) {
            statement.execute("CREATE TABLE counted AS SELECT 1 AS n");
            connection.setAutoCommit(false);
            statement.execute("UPDATE counted SET n = n + 1");
            meanwhile.execute("UPDATE counted SET n = n + 10");
            assertThatThrownBy(connection::commit)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("begin it anew")
                    .satisfies(e -> assertThat(((SQLException) e).getErrorCode()).isEqualTo(2002));
            // The driver does not look at what an error says of its session.
            connection.rollback();
            statement.execute("UPDATE counted SET n = n + 1");
            connection.commit();
            assertThat(numbers(meanwhile, "SELECT n FROM counted")).containsExactly(12L);
            assertThatThrownBy(() -> numbers(statement, "SELECT 1 / 0"))
                    .hasMessageContaining("Division by zero");
            assertThatThrownBy(() -> numbers(statement, "SELECT * FROM counted"))
                    .hasMessageContaining("ROLLBACK ends it");
            connection.rollback();
            assertThat(numbers(statement, "SELECT n FROM counted")).containsExactly(12L);
            connection.setAutoCommit(true);
        }
    }

    private static List<Long> numbers(Statement statement, String sql) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
        }
        return numbers;
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
