package dev.tarn.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tarn.catalog.auth.AccessConfig;
import dev.tarn.catalog.plan.PlanLimits;
import dev.tarn.catalog.service.Functions;

import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A catalog server on a free port for one test class, and the raw HTTP requests to ask it with.
/// Tests take a namespace of their own and need no clean-up.
final class RunningCatalog implements BeforeAllCallback, AfterAllCallback {
    static final Schema SCHEMA =
            new Schema(
                    Types.NestedField.required(1, "id", Types.LongType.get()),
                    Types.NestedField.optional(2, "name", Types.StringType.get()));
    static final String SCHEMA_JSON =
            """
            {"type":"struct","schema-id":0,"fields":[
             {"id":1,"name":"id","type":"long","required":true},
             {"id":2,"name":"name","type":"string","required":false}]}\
            """;
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    private final UnaryOperator<CatalogConfig> settings;
    private final Function<CatalogConfig, TarnCatalog> opening;
    private Path directory;
    private CatalogConfig config;
    private CatalogServer server;

    RunningCatalog() {
        this(config -> config);
    }

    RunningCatalog(UnaryOperator<CatalogConfig> settings) {
        this(settings, TarnCatalog::open);
    }

    RunningCatalog(UnaryOperator<CatalogConfig> settings, PlanLimits limits) {
        this(settings, config -> TarnCatalog.open(config, limits));
    }

    RunningCatalog(AccessConfig access) {
        this(config -> config, access);
    }

    RunningCatalog(UnaryOperator<CatalogConfig> settings, AccessConfig access) {
        this(settings, config -> TarnCatalog.open(config, access));
    }

    private RunningCatalog(
            UnaryOperator<CatalogConfig> settings, Function<CatalogConfig, TarnCatalog> opening) {
        this.settings = settings;
        this.opening = opening;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory("tarn-catalog");
        config = TestStores.on(context.getRequiredTestClass(), config(directory));
        start();
    }

    /// Starts the server on the directory and the database it has.
    void start() {
        server = CatalogServer.start(opening.apply(settings.apply(config)), 0);
    }

    /// Stops the server; its directory and its database stay.
    void stop() {
        server.close();
    }

    /// Iceberg's own client over HTTP. To be closed.
    RESTCatalog client(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put("uri", uri().toString());
        all.putIfAbsent("io-impl", "dev.tarn.storage.io.RoutingFileIO");
        RESTCatalog client = new RESTCatalog();
        client.initialize("client", all);
        return client;
    }

    static CatalogConfig config(Path directory) {
        return CatalogConfig.inDirectory(directory)
                .withFileIoProperties(Map.of("local.fsync", "false"));
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        server.close();
        deleteTree(directory);
    }

    static void deleteTree(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /// Files below a directory whose name ends so; none where there is no directory.
    static long countFiles(Path root, String suffix) {
        if (!Files.exists(root)) {
            return 0;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> path.toString().endsWith(suffix)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return directory;
    }

    String warehouse() {
        return CatalogConfig.fileUri(directory.resolve("warehouse"));
    }

    TarnCatalog tarn() {
        return server.catalog();
    }

    RESTCatalog catalog() {
        return server.catalog().catalog();
    }

    Functions functions() {
        return server.catalog().functions();
    }

    URI uri() {
        return server.uri();
    }

    /// A namespace nobody else has.
    Namespace newNamespace() {
        Namespace namespace = Namespace.of("ns" + SEQUENCE.incrementAndGet());
        catalog().createNamespace(namespace);
        return namespace;
    }

    /// A table nobody else has.
    TableIdentifier newTable() {
        TableIdentifier identifier = TableIdentifier.of(newNamespace(), "t");
        catalog().createTable(identifier, SCHEMA);
        return identifier;
    }

    static String path(TableIdentifier identifier) {
        return "/v1/namespaces/" + identifier.namespace() + "/tables/" + identifier.name();
    }

    Reply get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    Reply post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    Reply delete(String path, String... headers) {
        return send("DELETE", path, null, headers);
    }

    Reply send(String method, String path, String body, String... headers) {
        return send(server.uri(), method, path, body, headers);
    }

    /// A request to any server.
    static Reply send(URI server, String method, String path, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path))
                        .timeout(Duration.ofSeconds(120))
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        boolean saysType = Stream.of(headers).anyMatch("Content-Type"::equalsIgnoreCase);
        if (body != null && !saysType) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response =
                    HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(
                    response.statusCode(), response.body(), name -> header(response, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String header(HttpResponse<String> response, String name) {
        Optional<String> value = response.headers().firstValue(name);
        return value.orElse(null);
    }

    /// An answer as it came over the wire.
    record Reply(int status, String body, UnaryOperator<String> headers) {

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException("Not JSON: " + body, e);
            }
        }

        String header(String name) {
            return headers.apply(name);
        }

        String errorType() {
            return json().path("error").path("type").asText();
        }

        String errorMessage() {
            return json().path("error").path("message").asText();
        }
    }
}
