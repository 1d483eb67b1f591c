package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.server.config.ConfigException;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/// All doors of a server that asks who is there.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginDoorsTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private Path data;
    private Tarn tarn = unset();
    private WebServer server = unset();
    private String token = "";

    @SuppressWarnings("NullAway")
    private static <T> T unset() {
        return null;
    }

    LoginDoorsTest(@TempDir Path directory) {
        this.data = directory;
    }

    @BeforeAll
    void start() {
        token = run("token", "create", "ann", "--role", "admin", "--data", data.toString()).strip();
        Settings settings =
                Settings.defaults()
                        .set(Key.DATA_DIR, data.toString(), "test")
                        .set(Key.AUTH_MODE, "on", "test")
                        .set(Key.HTTP_PORT, "0", "test");
        tarn = Tarn.open(TarnConfig.from(settings));
        server = tarn.serve();
    }

    @AfterAll
    void stop() {
        server.close();
        tarn.close();
        http.close();
    }

    private static String run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                Main.run(
                        arguments,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String path)
            throws IOException, InterruptedException {
        return http.send(
                request.uri(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder get() {
        return HttpRequest.newBuilder();
    }

    private HttpRequest.Builder getWithToken() {
        return get().header("Authorization", "Bearer " + token);
    }

    @Test
    void onlyProbesAndTheVersionAreOpen() throws Exception {
        for (String path : List.of("/health/live", "/health/ready", "/v1/info")) {
            assertThat(send(get(), path).statusCode()).as(path).isEqualTo(200);
        }
        for (String path :
                List.of(
                        "/metrics",
                        "/api/v1/queries",
                        "/api/v1/queries/x",
                        "/api/v1/nothing",
                        "/nothing",
                        "/",
                        "/health/other",
                        "/v1/statement",
                        "/catalog/v1/config",
                        "/catalog",
                        "/catalogue",
                        "/catalog/../metrics")) {
            HttpResponse<String> answer = send(get(), path);
            assertThat(answer.statusCode()).as(path).isIn(401, 400);
            assertThat(answer.body()).as(path).contains("\"error\"");
        }
    }

    @Test
    void aTokenOpensThem() throws Exception {
        for (String path : List.of("/metrics", "/api/v1/queries", "/catalog/v1/config")) {
            assertThat(send(getWithToken(), path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(send(getWithToken(), "/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void errorsSayHowToComeIn() throws Exception {
        HttpResponse<String> nobody = send(get(), "/api/v1/queries");
        assertThat(nobody.headers().firstValue("WWW-Authenticate"))
                .contains("Bearer realm=\"tarn\"");
        assertThat(nobody.body()).contains("UNAUTHENTICATED", "Authorization: Bearer TOKEN");

        HttpResponse<String> wrong =
                send(get().header("Authorization", "Bearer nonsense"), "/api/v1/queries");
        assertThat(wrong.headers().firstValue("WWW-Authenticate"))
                .contains("Bearer realm=\"tarn\", error=\"invalid_token\"");
        assertThat(wrong.body()).doesNotContain("nonsense");
    }

    @Test
    void sqlRunsAsThePrincipalWhateverTheClientSays() throws Exception {
        HttpRequest.Builder request =
                getWithToken()
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"sql\": \"select current_user\", \"user\": \"root\"}"));
        HttpResponse<String> answer = send(request, "/api/v1/sql");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("ann").doesNotContain("root");
    }

    @Test
    void theTrinoDriverSendsATokenAsAnExtraCredential() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "root");
        properties.setProperty("extraCredentials", "token:" + token);
        try (Connection connection = DriverManager.getConnection(jdbc(), properties);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT current_user")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("ann");
        }
    }

    @Test
    void theTrinoDriverIsRefusedWithoutAToken() {
        assertThatThrownBy(
                        () -> {
                            try (Connection connection =
                                            DriverManager.getConnection(jdbc() + "?user=ann");
                                    Statement statement = connection.createStatement()) {
                                statement.executeQuery("SELECT 1");
                            }
                        })
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Authentication failed");
    }

    /// Should a driver ever learn to do this, the documentation is to be corrected.
    @Test
    void theTrinoDriverSendsNoAuthorizationOverPlainHttp() {
        for (String property : List.of("accessToken=" + token, "user=ann&password=" + token)) {
            assertThatThrownBy(() -> DriverManager.getConnection(jdbc() + "?" + property).close())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("SSL");
        }
    }

    private String jdbc() {
        return "jdbc:trino://127.0.0.1:" + server.port() + "/lake";
    }

    @Test
    void tokensAreListedAndRevokedByCommand() throws Exception {
        String made =
                run(
                                "token",
                                "create",
                                "eve",
                                "--role",
                                "admin",
                                "--expires",
                                "12h",
                                "--data",
                                data.toString())
                        .strip();
        HttpRequest.Builder request = get().header("Authorization", "Bearer " + made);
        assertThat(send(request, "/metrics").statusCode()).isEqualTo(200);
        String list = run("token", "list", "eve", "--data", data.toString());
        assertThat(list).contains("bearer").doesNotContain(made);
        String id = Objects.requireNonNull(made.split("_")[1]);
        assertThat(list).contains(id);

        run("token", "revoke", id, "--data", data.toString());

        assertThat(send(request, "/metrics").statusCode()).isEqualTo(401);
    }

    @Test
    void aServerThatOthersReachMustAsk(@TempDir Path directory) {
        Settings settings =
                Settings.defaults()
                        .set(Key.DATA_DIR, directory.toString(), "test")
                        .set(Key.HTTP_HOST, "0.0.0.0", "test")
                        .set(Key.HTTP_PORT, "0", "test");
        try (Tarn open = Tarn.open(TarnConfig.from(settings))) {
            assertThatThrownBy(open::serve)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("http.host is 0.0.0.0")
                    .hasMessageContaining("set auth.mode=on")
                    .hasMessageContaining("tarn token create NAME --role admin");
        }
    }
}
