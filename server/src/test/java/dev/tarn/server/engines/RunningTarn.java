package dev.tarn.server.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.server.Tarn;
import dev.tarn.server.WebServer;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;
import dev.tarn.server.output.Json;
import dev.tarn.testkit.SharedData;
import dev.tarn.testkit.engines.EngineProcess;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server on a free port with its lake in a folder, asked in SQL over HTTP.
final class RunningTarn implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Tarn tarn;
    private final WebServer server;

    RunningTarn(Path directory) {
        Settings settings =
                Settings.defaults()
                        .set(Key.DATA_DIR, directory.toString(), "test")
                        .set(Key.HTTP_PORT, "0", "test");
        tarn = Tarn.open(TarnConfig.from(settings));
        server = tarn.serve();
    }

    /// Spark with the settings that README.md shows, for this server.
    EngineProcess startSpark() throws IOException, InterruptedException {
        List<String> settings =
                new ArrayList<>(
                        List.of(
                                "spark.ui.enabled=false",
                                "spark.driver.host=127.0.0.1",
                                "spark.sql.shuffle.partitions=2",
                                "spark.sql.datetime.java8API.enabled=true"));
        Matcher shown = Pattern.compile("--conf (\\S+)").matcher(here(Readme.example("Spark")));
        while (shown.find()) {
            settings.add(shown.group(1));
        }
        EngineProcess spark =
                EngineProcess.start(
                        SharedData.repositoryRoot(),
                        new EngineProcess.Start(
                                "spark", Readme.jdk(17, 21), List.of(), "", List.copyOf(settings)));
        spark.answer("start");
        return spark;
    }

    /// The text with README's address replaced by this server's.
    String here(String text) {
        return text.replace("//localhost:8181", "//localhost:" + server.port());
    }

    /// The answer's lines as CSV, without the header.
    List<String> rows(String sql) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(sql);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body().lines().skip(1).toList();
    }

    void run(String... statements) throws IOException, InterruptedException {
        for (String statement : statements) {
            HttpResponse<String> answer = ask(statement);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    /// Statements of one client, whose session goes on from one to the next.
    void runTogether(String... statements) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                here("jdbc:trino://localhost:8181/lake"), "me", null);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    String error(String sql) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(sql);
        assertThat(answer.statusCode()).as(answer.body()).isNotEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> ask(String sql) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(here("http://localhost:8181/api/v1/sql")))
                        .header("Accept", "text/csv")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        Json.MAPPER.writeValueAsString(Map.of("sql", sql))))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        server.close();
        tarn.close();
        http.close();
    }
}
