package dev.tarn.server.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.server.Tarn;
import dev.tarn.server.WebServer;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;
import dev.tarn.server.output.Json;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

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

    /// The text with README's address replaced by this server's.
    String here(String text) {
        return text.replace("http://localhost:8181", "http://localhost:" + server.port());
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
