package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server that is killed while clients send rows: each sends what was not answered again, with
/// the same key, to the server that comes after it. No row is lost and none is there twice.
class KilledIngestTest {
    private static final int CLIENTS = 4;
    private static final int KILLS = 4;
    private static final int WINDOW_MILLIS = 700;
    private static final long PATIENCE_MILLIS = 60_000;
    private static final long SEED = Long.getLong("tarn.seed", 17);
    private static final Pattern ADDRESS = Pattern.compile("http://[^:/ ]+:(\\d+)");

    @TempDir private Path folder = Path.of("");

    /// What the next request of each client is; one that was not answered is sent again.
    private final AtomicInteger[] next = new AtomicInteger[CLIENTS];

    @Test
    void rows_sent_again_to_the_next_server_are_there_once() throws Exception {
        try (TestLake lake = TestLake.open(folder.resolve("lake"))) {
            lake.execute("create table t (id bigint)");
        }
        for (int client = 0; client < CLIENTS; client++) {
            next[client] = new AtomicInteger();
        }
        Random random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            serveAndKill(folder.resolve("server-" + kill + ".log"), random);
        }
        try (TestLake lake = TestLake.open(folder.resolve("lake"))) {
            long answered = answered();
            for (int client = 0; client < CLIENTS; client++) {
                int sent = next[client].get();
                // The one that was under way may be there or not: the same key tells.
                lake.send("t", row(client, sent), key(client, sent));
            }
            assertThat(answered).as("seed %d", SEED).isGreaterThanOrEqualTo(KILLS);
            assertThat(lake.execute("select count(*), count(distinct id) from t"))
                    .as("seed %d", SEED)
                    .isEqualTo(List.of(List.of(answered + CLIENTS, answered + CLIENTS)));
        }
    }

    private void serveAndKill(Path log, Random random) throws Exception {
        Process server = new KilledTarn(folder.resolve("lake")).serve(log);
        try (HttpClient http = HttpClient.newHttpClient();
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            String base = address(server, log);
            List<Future<?>> sending = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                sending.add(clients.submit(() -> send(http, base, number)));
            }
            awaitAnswer(server, answered());
            server.waitFor(random.nextInt(WINDOW_MILLIS), TimeUnit.MILLISECONDS);
            server.destroyForcibly().waitFor();
            for (Future<?> one : sending) {
                one.get();
            }
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private long answered() {
        return Arrays.stream(next).mapToLong(AtomicInteger::get).sum();
    }

    /// A server that has just started takes its time.
    private void awaitAnswer(Process server, long before) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (answered() == before && System.nanoTime() < deadline) {
            server.waitFor(10, TimeUnit.MILLISECONDS);
        }
    }

    /// Sends one row after the other until the server is gone.
    private @Nullable Void send(HttpClient http, String base, int client) throws Exception {
        while (true) {
            int number = next[client].get();
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(base + "/api/v1/tables/main/t/rows"))
                            .header("Idempotency-Key", key(client, number))
                            .POST(HttpRequest.BodyPublishers.ofString(row(client, number)))
                            .build();
            try {
                HttpResponse<String> answer =
                        http.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            } catch (IOException gone) {
                return null;
            }
            next[client].incrementAndGet();
        }
    }

    private static String key(int client, int number) {
        return client + "-" + number;
    }

    private static String row(int client, int number) {
        return "{\"id\":%d}".formatted(client * 1_000_000L + number);
    }

    private static String address(Process server, Path log) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (System.nanoTime() < deadline && server.isAlive()) {
            Matcher found = ADDRESS.matcher(Files.readString(log));
            if (found.find()) {
                return "http://127.0.0.1:" + found.group(1);
            }
            server.waitFor(20, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("The server did not start: " + Files.readString(log));
    }
}
