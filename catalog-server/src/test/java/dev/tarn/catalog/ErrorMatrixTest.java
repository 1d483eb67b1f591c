package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Every route of the server against every kind of bad input. Nothing a client sends is an error of
/// the server, and every refusal has the shape of Iceberg's specification. The routes are those
/// that the server itself announces, so that a new one is in here from its first day.
class ErrorMatrixTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema ERROR = JsonSchema.ofResource("error.json");
    private static final String UNKNOWN = "11111111-1111-4111-8111-111111111111";

    /// What the server does not announce: the door, and what the specification does not have.
    private static final List<String> OWN =
            List.of(
                    "GET /v1/config",
                    "GET /v1/dropped",
                    "POST /v1/dropped/undrop",
                    "POST /v1/dropped/{id}/undrop",
                    "POST /v1/dropped/{id}/purge",
                    "POST /v1/dropped/{id}/forget",
                    "GET /v1/tasks",
                    "POST /v1/tasks/reconcile",
                    "GET /v1/tasks/{id}",
                    "POST /v1/tasks/{id}/retry");

    private static final List<String> BODIES =
            List.of(
                    "",
                    "{",
                    "}",
                    "[]",
                    "[{}]",
                    "\"text\"",
                    "null",
                    "7",
                    "true",
                    "{}",
                    "{\"name\":",
                    "{} {",
                    "{\"a\":1}",
                    "\u0000",
                    "{\"name\":\"\\ud800\"}",
                    "{\"filter\":" + "{\"type\":\"not\",\"child\":".repeat(5_000),
                    "[".repeat(100_000));

    private static final List<String> NAMES =
            List.of(
                    "nobody",
                    "%00",
                    "%1F",
                    "%1Fa",
                    "a%1F%1Fb",
                    "..",
                    "%2e%2e",
                    "a%2Fb",
                    "%zz",
                    "%",
                    "%C3%28",
                    "a;b=c",
                    "%F0%9F%92%A9",
                    "x".repeat(3_000),
                    "'%20OR%201=1--");

    private static final List<String> QUERIES =
            List.of(
                    "pageSize=x",
                    "pageSize=0",
                    "pageSize=-1",
                    "pageSize=99999999999",
                    "pageToken=x",
                    "pageToken=%00",
                    "pageToken=bm9uc2Vuc2U",
                    "purgeRequested=perhaps",
                    "snapshots=some",
                    "parent=nobody",
                    "parent=%1F",
                    "%zz=1",
                    "a=%zz",
                    "=",
                    "&&");

    /// What stands in a body where something else should.
    private static final List<String> WRONG =
            List.of(
                    "null",
                    "7",
                    "-9223372036854775809",
                    "1.5e300",
                    "\"\"",
                    "\"\\u0000/..\"",
                    "[]",
                    "[null]",
                    "{}",
                    "{\"type\":\"\"}");

    private static final int QUICK_STRIDE = 5;

    record Operation(String method, String template) {
        boolean takesBody() {
            return method.equals("POST");
        }

        boolean needsBody() {
            return !template.contains("{id}")
                    && !template.endsWith("/unregister")
                    && !template.endsWith("/reconcile");
        }

        /// The path with the namespace and name given, and things that are not there for the rest.
        String path(String namespace, String name) {
            return template.replace("/{prefix}", "")
                    .replace("{namespace}", namespace)
                    .replaceAll(
                            "\\{(table|view|function)}",
                            java.util.regex.Matcher.quoteReplacement(name))
                    .replaceAll("\\{[a-z-]+}", UNKNOWN);
        }

        @Override
        public String toString() {
            return method + " " + template;
        }
    }

    private static TableIdentifier table;

    @BeforeAll
    static void createTable() {
        table = CATALOG.newTable();
    }

    static List<Operation> operations() throws IOException {
        List<Operation> operations = new ArrayList<>();
        for (String own : OWN) {
            operations.add(new Operation(own.split(" ")[0], own.split(" ")[1]));
        }
        for (JsonNode endpoint : CATALOG.get("/v1/config").json().path("endpoints")) {
            String[] parts = endpoint.asText().split(" ");
            operations.add(new Operation(parts[0], parts[1]));
        }
        return operations;
    }

    /// No answer may be an error of the server, and each refusal must say what the specification
    /// wants it to.
    private static Reply sound(Reply reply, String what) {
        assertThat(reply.status()).as("%s: %s", what, reply.body()).isLessThan(500);
        if (reply.status() >= 400) {
            assertConforms(reply, what);
        }
        return reply;
    }

    private static void assertConforms(Reply reply, String what) {
        assertThat(reply.header("content-type")).as(what).startsWith("application/json");
        JsonNode body = reply.json();
        assertThat(ERROR.violations(body)).as("%s: %s", what, reply.body()).isEmpty();
        assertThat(body.at("/error/code").asInt()).as(what).isEqualTo(reply.status());
        assertThat(body.at("/error/message").asText()).as(what).isNotBlank();
        assertThat(reply.body())
                .as(what)
                .doesNotContain("\tat ", "java.util.", "fasterxml", "SQLITE", "SELECT ");
    }

    private static Reply ask(Operation operation, String path, String body, String... headers) {
        Reply reply = CATALOG.send(operation.method(), path, body, headers);
        if (operation.method().equals("HEAD")) {
            assertThat(reply.body()).isEmpty();
            assertThat(reply.status()).isLessThan(500);
            return reply;
        }
        return sound(reply, operation.method() + " " + path + " " + shown(body));
    }

    private static String shown(String body) {
        return body == null ? "" : body.substring(0, Math.min(200, body.length()));
    }

    @Test
    void theServerAnnouncesItsOperations() throws IOException {
        assertThat(operations())
                .hasSizeGreaterThanOrEqualTo(OWN.size() + 31)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void malformedBodies(Operation operation) {
        if (!operation.takesBody()) {
            return;
        }
        String path = operation.path(table.namespace().toString(), table.name());
        for (String body : BODIES) {
            Reply reply = ask(operation, path, body);
            if (!body.startsWith("{") && operation.needsBody()) {
                assertThat(reply.status()).as("%s %s", operation, shown(body)).isEqualTo(400);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void otherMediaTypes(Operation operation) {
        if (!operation.takesBody()) {
            return;
        }
        String path = operation.path(table.namespace().toString(), table.name());
        for (String type :
                List.of("text/plain", "application/xml", "application/x-protobuf", ";;")) {
            Reply reply = ask(operation, path, "{}", "Content-Type", type);
            assertThat(reply.status()).as("%s %s", operation, type).isEqualTo(415);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void oddNames(Operation operation) throws IOException {
        String namespace = table.namespace().toString();
        for (String name : NAMES) {
            checkRaw(operation, operation.path(name, table.name()));
            checkRaw(operation, operation.path(namespace, name));
        }
    }

    /// Java's client refuses paths that others send.
    private static void checkRaw(Operation operation, String path) throws IOException {
        String body = operation.takesBody() ? "{}" : "";
        String request =
                "%s /catalog%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %s\r\n\r\n%s"
                        .formatted(operation.method(), path, body.length(), body);
        try (Socket socket = new Socket("localhost", CATALOG.uri().getPort());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(20_000);
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            sound(reply(operation, new String(in.readAllBytes(), StandardCharsets.UTF_8)), path);
        }
    }

    private static Reply reply(Operation operation, String answer) {
        int end = answer.indexOf("\r\n\r\n");
        assertThat(end).as(answer).isPositive();
        Map<String, String> headers = new LinkedHashMap<>();
        String[] lines = answer.substring(0, end).split("\r\n");
        for (int i = 1; i < lines.length; i++) {
            String[] parts = lines[i].split(": ", 2);
            headers.put(parts[0].toLowerCase(java.util.Locale.ROOT), parts[1]);
        }
        int status = Integer.parseInt(lines[0].split(" ")[1]);
        if (operation.method().equals("HEAD")) {
            // what cannot be parsed has no method yet, but then nothing follows on this connection
            boolean isLast = "close".equals(headers.get("connection"));
            assertThat(answer.substring(end + 4).isEmpty() || isLast).as(answer).isTrue();
            return new Reply(Math.min(status, 399), "", headers::get);
        }
        return new Reply(status, answer.substring(end + 4), headers::get);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void oddQueries(Operation operation) throws IOException {
        TableIdentifier own = CATALOG.newTable();
        String path = operation.path(own.namespace().toString(), own.name());
        for (String query : QUERIES) {
            checkRaw(operation, path + "?" + query);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void otherMethodsAre405AndNameTheRightOnes(Operation operation) {
        String path = operation.path(table.namespace().toString(), table.name());
        for (String method : List.of("PUT", "PATCH", "OPTIONS", "TRACE", "FOO")) {
            Reply reply = CATALOG.send(method, path, null);
            assertThat(reply.status()).as("%s %s", method, path).isEqualTo(405);
            assertConforms(reply, method + " " + path);
            assertThat(reply.header("allow")).as("%s %s", method, path).isNotBlank();
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aPathBelowAnOperationIs404(Operation operation) {
        String path = operation.path(table.namespace().toString(), table.name()) + "/no/such/thing";
        Reply reply = CATALOG.get(path);
        assertThat(reply.status()).isEqualTo(404);
        assertConforms(reply, path);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void oddHeaders(Operation operation) {
        String path = operation.path("nobody", "t");
        String body = operation.takesBody() ? "{}" : null;
        for (String key : List.of("x", "1", UNKNOWN + "0", "' OR 1=1", "\u00e4")) {
            ask(operation, path, body, "Idempotency-Key", key);
        }
        ask(operation, path, body, "If-None-Match", "\"", "X-Iceberg-Access-Delegation", ",,x");
        ask(operation, path, body, "Authorization", "Bearer ");
    }

    /// Bodies that do work, of which each part in turn is replaced by something else.
    private static final Map<String, String> GOOD =
            Map.ofEntries(
                    Map.entry(
                            "/namespaces", "{\"namespace\":[\"n\"],\"properties\":{\"a\":\"1\"}}"),
                    Map.entry("/properties", "{\"removals\":[\"a\"],\"updates\":{\"b\":\"1\"}}"),
                    Map.entry(
                            "/tables",
                            """
                            {"name":"t","schema":%s,"stage-create":true,
                             "location":"file:///nowhere","properties":{"a":"b"},
                             "partition-spec":{"spec-id":0,"fields":[
                              {"source-id":1,"transform":"identity","name":"p","field-id":1000}]},
                             "write-order":{"order-id":1,"fields":[{"source-id":1,
                              "transform":"identity","direction":"asc","null-order":"nulls-first"}]}}\
                            """
                                    .formatted(RunningCatalog.SCHEMA_JSON)),
                    Map.entry(
                            "/register",
                            "{\"name\":\"t\",\"metadata-location\":\"x\",\"overwrite\":true}"),
                    Map.entry("/register-view", "{\"name\":\"t\",\"metadata-location\":\"x\"}"),
                    Map.entry(
                            "/rename",
                            """
                            {"source":{"namespace":["n"],"name":"a"},
                             "destination":{"namespace":["n"],"name":"b"}}\
                            """),
                    Map.entry(
                            "/views",
                            """
                            {"name":"v","schema":%s,"properties":{},
                             "view-version":{"version-id":1,"timestamp-ms":1,"schema-id":0,
                              "summary":{},"default-namespace":["n"],
                              "representations":[{"type":"sql","sql":"select 1","dialect":"x"}]}}\
                            """
                                    .formatted(RunningCatalog.SCHEMA_JSON)),
                    Map.entry(
                            "/{table}",
                            """
                            {"identifier":{"namespace":["n"],"name":"t"},
                             "requirements":[{"type":"assert-table-uuid","uuid":"%1$s"},
                              {"type":"assert-ref-snapshot-id","ref":"main","snapshot-id":null},
                              {"type":"assert-current-schema-id","current-schema-id":0}],
                             "updates":[{"action":"set-properties","updates":{"a":"b"}},
                              {"action":"add-schema","schema":%2$s},
                              {"action":"set-current-schema","schema-id":-1},
                              {"action":"add-snapshot","snapshot":{"snapshot-id":1,
                               "sequence-number":1,"timestamp-ms":1,"manifest-list":"x",
                               "summary":{"operation":"append"},"schema-id":0}},
                              {"action":"set-snapshot-ref","ref-name":"main","type":"branch",
                               "snapshot-id":1},
                              {"action":"remove-properties","removals":["a"]}]}\
                            """
                                    .formatted(UNKNOWN, RunningCatalog.SCHEMA_JSON)),
                    Map.entry(
                            "/{view}",
                            """
                            {"requirements":[{"type":"assert-view-uuid","uuid":"%s"}],
                             "updates":[{"action":"set-properties","updates":{"a":"b"}}]}\
                            """
                                    .formatted(UNKNOWN)),
                    Map.entry(
                            "/commit",
                            """
                            {"table-changes":[{"identifier":{"namespace":["n"],"name":"t"},
                             "requirements":[{"type":"assert-create"}],
                             "updates":[{"action":"set-properties","updates":{"a":"b"}}]}]}\
                            """),
                    Map.entry(
                            "/plan",
                            """
                            {"select":["id"],"filter":{"type":"and",
                              "left":{"type":"eq","term":"id","value":1},
                              "right":{"type":"in","term":"name","values":["a","b"]}},
                             "case-sensitive":true,"use-snapshot-schema":false,
                             "stats-fields":["id"],"min-rows-requested":1}\
                            """),
                    Map.entry("/tasks", "{\"plan-task\":\"x\"}"),
                    Map.entry(
                            "/metrics",
                            """
                            {"report-type":"scan-report","table-name":"t","snapshot-id":1,
                             "filter":true,"schema-id":0,"projected-field-ids":[1],
                             "projected-field-names":["id"],"metrics":{},"metadata":{}}\
                            """));

    @ParameterizedTest
    @MethodSource("operations")
    void everyPartOfABodyMayBeWrong(Operation operation) throws IOException {
        askWithWrongParts(operation, QUICK_STRIDE);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("operations")
    void everyPartOfABodyMayBeWrongInEveryWay(Operation operation) throws IOException {
        askWithWrongParts(operation, 1);
    }

    /// @param stride of the ways in which a part can be wrong every which one is tried; the next
    ///   part begins one further, so that each part and each way has its turn
    private static void askWithWrongParts(Operation operation, int stride) throws IOException {
        String good =
                GOOD.get(operation.template().substring(operation.template().lastIndexOf('/')));
        if (!operation.takesBody() || good == null) {
            return;
        }
        String path = operation.path(table.namespace().toString(), table.name());
        JsonNode root = JSON.readTree(good);
        for (int way = 0; way < WRONG.size(); way++) {
            List<String> bodies = variants(root, JSON.readTree(WRONG.get(way)));
            for (int part = 0; part < bodies.size(); part++) {
                if ((way + part) % stride == 0) {
                    ask(operation, path, bodies.get(part));
                }
            }
        }
    }

    /// The document with each of its parts replaced in turn.
    private static List<String> variants(JsonNode root, JsonNode wrong) {
        List<String> found = new ArrayList<>();
        vary(root, root, wrong, found);
        return found;
    }

    private static void vary(JsonNode root, JsonNode at, JsonNode wrong, List<String> found) {
        if (at instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode kept = object.get(name);
                object.set(name, wrong);
                found.add(print(root));
                object.set(name, kept);
                vary(root, kept, wrong, found);
            }
        } else if (at instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode kept = Objects.requireNonNull(array.get(i));
                array.set(i, wrong);
                found.add(print(root));
                array.set(i, kept);
                vary(root, kept, wrong, found);
            }
        }
    }

    private static String print(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/namespaces", "/v1/transactions/commit", "/v1/tables/rename"})
    void bodiesAboveTheLimitAre413(String path) {
        Reply reply = CATALOG.post(path, "{\"a\":\"" + "x".repeat(65 << 20) + "\"}");
        assertThat(reply.status()).isEqualTo(413);
        assertConforms(reply, path);
    }
}
