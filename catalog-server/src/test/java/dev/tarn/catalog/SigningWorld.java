package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A catalog on a store that checks signatures, for one test class: it asks the catalog to sign,
/// and sends to the store what was signed.
final class SigningWorld implements BeforeAllCallback, AfterAllCallback {
    private static final ObjectMapper JSON = new ObjectMapper();

    final S3World store = new S3World();
    final RunningCatalog catalog =
            new RunningCatalog(config -> store.inS3(config, store.properties()));

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        catalog.beforeAll(context);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        store.close();
        catalog.afterAll(context);
    }

    /// The URL of the table's directory, by the path or by the host.
    String base(TableIdentifier table, boolean isPathStyle) {
        String key = catalog.catalog().loadTable(table).location().substring("s3://lake/".length());
        String endpoint = store.endpoint();
        return isPathStyle
                ? endpoint + "/lake/" + key
                : endpoint.replace("http://", "http://lake.") + "/" + key;
    }

    /// What the catalog answers when it is asked to sign a request without headers and body.
    Reply sign(TableIdentifier table, String method, String uri) {
        return sign(table, method, uri, Map.of(), null);
    }

    /// @param body null for none
    Reply sign(
            TableIdentifier table,
            String method,
            String uri,
            Map<String, String> headers,
            String body) {
        Map<String, Object> request = new HashMap<>();
        request.put("region", "us-east-1");
        request.put("method", method);
        request.put("uri", uri);
        Map<String, List<String>> lists = new HashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        request.put("headers", lists);
        if (body != null) {
            request.put("body", body);
        }
        try {
            return catalog.post(
                    RunningCatalog.path(table) + "/sign", JSON.writeValueAsString(request));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What the store answers to a request with the headers that were signed.
    ///
    /// @param body null for none
    /// @param more names and values of further headers
    HttpResponse<String> send(String method, String uri, Reply signed, String body, String... more)
            throws Exception {
        assertThat(signed.status()).as(signed.body()).isEqualTo(200);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(uri))
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        signed.json()
                .path("headers")
                .properties()
                .forEach(header -> {
                    if (!header.getKey().equalsIgnoreCase("host")) {
                        request.header(header.getKey(), header.getValue().path(0).asText());
                    }
                });
        if (more.length > 0) {
            request.headers(more);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
