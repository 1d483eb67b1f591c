package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;

import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;
import dev.tarn.server.output.Json;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/// Rows sent to a table over HTTP.
class RowDoorTest {
    private static final String T = "/api/v1/tables/main/t/rows";

    @TempDir private Path directory = Path.of("");
    private final HttpClient http = HttpClient.newHttpClient();
    private Tarn tarn = unset();
    private WebServer server = unset();

    @SuppressWarnings("NullAway")
    private static <T> T unset() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        open();
        sql("create table main.t (id bigint not null, name varchar, tags array(varchar))");
    }

    private void open() {
        Settings settings =
                Settings.defaults()
                        .set(Key.DATA_DIR, directory.toString(), "test")
                        .set(Key.HTTP_PORT, "0", "test");
        tarn = Tarn.open(TarnConfig.from(settings));
        server = tarn.serve();
    }

    @AfterEach
    void stop() {
        server.close();
        tarn.close();
        http.close();
    }

    private HttpResponse<String> send(String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String rows, String... headers)
            throws IOException, InterruptedException {
        return send(T, rows.getBytes(StandardCharsets.UTF_8), headers);
    }

    private JsonNode sql(String text) throws Exception {
        byte[] body =
                Json.MAPPER.writeValueAsBytes(Json.MAPPER.createObjectNode().put("sql", text));
        HttpResponse<String> answer = send("/api/v1/sql", body, "Content-Type", "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.MAPPER.readTree(answer.body()).get("rows");
    }

    private String rows() throws Exception {
        return sql("select id, name from main.t order by id").toString();
    }

    private Table table() {
        return tarn.catalog().catalog().loadTable(TableIdentifier.of(Namespace.of("main"), "t"));
    }

    private long snapshotCount() {
        List<Snapshot> all = new ArrayList<>();
        table().snapshots().forEach(all::add);
        return all.size();
    }

    @Test
    void rows_are_there_when_they_are_answered() throws Exception {
        HttpResponse<String> answer =
                post("{\"id\":1,\"name\":\"one\",\"tags\":[\"a\"]}\n\n{\"ID\":2,\"more\":true}\n");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Json.MAPPER.readTree(answer.body()).get("rows").asInt()).isEqualTo(2);
        assertThat(Json.MAPPER.readTree(answer.body()).get("snapshot_id").asLong())
                .isEqualTo(table().currentSnapshot().snapshotId());
        assertThat(rows()).isEqualTo("[[1,\"one\"],[2,null]]");
    }

    @Test
    void bodies_may_be_packed() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"id\":1}\n".getBytes(StandardCharsets.UTF_8));
        }
        byte[] zstd = Zstd.compress("{\"id\":2}\n".getBytes(StandardCharsets.UTF_8));
        assertThat(send(T, packed.toByteArray(), "Content-Encoding", "gzip").statusCode())
                .isEqualTo(200);
        assertThat(send(T, zstd, "Content-Encoding", "zstd").statusCode()).isEqualTo(200);
        assertThat(rows()).isEqualTo("[[1,null],[2,null]]");
        assertThat(post("no gzip", "Content-Encoding", "gzip").statusCode()).isEqualTo(400);
        assertThat(post("{}", "Content-Encoding", "br").statusCode()).isEqualTo(415);
    }

    @Test
    void unpacked_bytes_are_limited() throws Exception {
        byte[] zstd = Zstd.compress(new byte[(16 << 20) + 1]);
        assertThat(send(T, zstd, "Content-Encoding", "zstd").statusCode()).isEqualTo(413);
    }

    @Test
    void what_cannot_be_read_is_told_by_line_and_column_and_nothing_is_appended() throws Exception {
        HttpResponse<String> answer =
                post("{\"id\":1}\n{\"id\":\"x\"}\n{\"name\":\"no id\"}\n{broken\n{\"id\":5}\n");
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode body = Json.MAPPER.readTree(answer.body());
        assertThat(body.at("/error/code").asText()).isEqualTo("BAD_DATA");
        assertThat(body.at("/error/line").asInt()).isEqualTo(2);
        assertThat(body.at("/error/column").asText()).isEqualTo("id");
        assertThat(body.get("rejected").findValuesAsText("line")).containsExactly("2", "3", "4");
        assertThat(rows()).isEqualTo("[]");
        assertThat(snapshotCount()).isZero();
    }

    @Test
    void what_is_not_there_is_404_and_what_is_no_json_415() throws Exception {
        byte[] row = "{\"id\":1}".getBytes(StandardCharsets.UTF_8);
        assertThat(send("/api/v1/tables/main/missing/rows", row).statusCode()).isEqualTo(404);
        assertThat(send("/api/v1/tables/missing/t/rows", row).statusCode()).isEqualTo(404);
        assertThat(send(T, row, "Content-Type", "text/csv").statusCode()).isEqualTo(415);
        assertThat(post("[{\"id\":1}]").body()).contains("one record on each line");
    }

    @Test
    void same_key_gets_the_same_answer_also_from_a_server_that_was_started_anew() throws Exception {
        HttpResponse<String> first = post("{\"id\":1}\n", "Idempotency-Key", "k1");
        HttpResponse<String> again = post("{\"id\":1}\n", "Idempotency-Key", "k1");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        server.close();
        tarn.close();
        open();
        assertThat(post("{\"id\":1}\n", "Idempotency-Key", "k1").body()).isEqualTo(first.body());
        assertThat(post("{\"id\":2}\n", "Idempotency-Key", "k2").statusCode()).isEqualTo(200);
        assertThat(rows()).isEqualTo("[[1,null],[2,null]]");
        HttpResponse<String> other = post("{\"id\":9}\n", "Idempotency-Key", "k1");
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(other.body()).contains("with other rows");
    }

    @Test
    void rows_that_were_rolled_back_can_be_sent_again() throws Exception {
        post("{\"id\":1}\n");
        long before = table().currentSnapshot().snapshotId();
        post("{\"id\":2}\n", "Idempotency-Key", "k");
        table().manageSnapshots().rollbackTo(before).commit();
        assertThat(post("{\"id\":2}\n", "Idempotency-Key", "k").headers().map())
                .doesNotContainKey("idempotency-replayed");
        assertThat(rows()).isEqualTo("[[1,null],[2,null]]");
    }

    @Test
    void many_small_requests_become_few_snapshots_and_bad_ones_are_their_own_affair()
            throws Exception {
        int requests = 200;
        List<Future<Integer>> statuses = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(16)) {
            for (int i = 0; i < requests; i++) {
                String row = i % 10 == 3 ? "{\"id\":null}" : "{\"id\":%d}".formatted(i);
                // Each key twice, of which one finds the rows of the other.
                String key = "k" + (i % 10 == 5 ? i + 1 : i);
                String sent = i % 10 == 5 ? "{\"id\":%d}".formatted(i + 1) : row;
                statuses.add(clients.submit(() -> post(sent, "Idempotency-Key", key).statusCode()));
            }
        }
        for (int i = 0; i < requests; i++) {
            assertThat(statuses.get(i).get()).as("%d", i).isEqualTo(i % 10 == 3 ? 400 : 200);
        }
        assertThat(sql("select count(*), count(distinct id) from main.t").toString())
                .isEqualTo("[[160,160]]");
        assertThat(snapshotCount()).isLessThan(100);
    }

    @Test
    void rows_that_do_not_meet_an_expectation_fail_alone_or_are_kept_aside() throws Exception {
        sql("alter table main.t add expect positive (id > 0) on violation fail");
        List<Future<Integer>> statuses = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 40; i++) {
                String row = "{\"id\":%d}".formatted(i % 5 == 0 ? -1 : i);
                statuses.add(clients.submit(() -> post(row).statusCode()));
            }
        }
        for (int i = 0; i < statuses.size(); i++) {
            assertThat(statuses.get(i).get()).as("%d", i).isEqualTo(i % 5 == 0 ? 400 : 200);
        }
        sql("alter table main.t drop expect positive");
        sql("alter table main.t add expect positive (id > 0) on violation quarantine");
        HttpResponse<String> first = post("{\"id\":-7}\n{\"id\":70}\n", "Idempotency-Key", "q");
        assertThat(post("{\"id\":-7}\n{\"id\":70}\n", "Idempotency-Key", "q").body())
                .isEqualTo(first.body());
        assertThat(sql("select count(*), max(id) from main.t").toString()).isEqualTo("[[33,70]]");
        assertThat(sql("select file, record from main.t.rejected_rows").toString())
                .isEqualTo("[[\"request\",\"id = -7, name = null, tags = null\"]]");
    }

    /// `-Dtarn.posts=1000` for the number in docs/PERFORMANCE.md.
    @Test
    void posts_of_sixteen_clients_are_all_there() throws Exception {
        int posts = Integer.getInteger("tarn.posts", 64);
        AtomicInteger next = new AtomicInteger();
        List<Future<Boolean>> clients = new ArrayList<>();
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (int client = 0; client < 16; client++) {
                clients.add(
                        threads.submit(() -> {
                            int id = next.incrementAndGet();
                            while (id <= posts) {
                                HttpResponse<String> answer =
                                        post(
                                                "{\"id\":%d}\n".formatted(id),
                                                "Idempotency-Key",
                                                "p" + id);
                                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                                id = next.incrementAndGet();
                            }
                            return true;
                        }));
            }
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        for (Future<Boolean> client : clients) {
            assertThat(client.get()).isTrue();
        }
        assertThat(sql("select count(distinct id) from main.t").toString())
                .isEqualTo("[[%d]]".formatted(posts));
        System.out.printf("%d posts: %d ms, %d snapshots%n", posts, millis, snapshotCount());
    }

    @Test
    void columns_that_change_are_seen_by_the_next_request() throws Exception {
        post("{\"id\":1}\n");
        sql("alter table main.t add column more bigint");
        sql("alter table main.t drop column tags");
        assertThat(post("{\"id\":2,\"more\":3}\n").statusCode()).isEqualTo(200);
        assertThat(sql("select id, more from main.t order by id").toString())
                .isEqualTo("[[1,null],[2,3]]");
    }
}
