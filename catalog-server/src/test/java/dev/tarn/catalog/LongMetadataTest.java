package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/// Tables whose metadata is too long to be kept in memory: it goes from its file to the client.
class LongMetadataTest {
    private static final String LONG = "ä".repeat(3 << 20);

    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    private static TableIdentifier longTable(String codec) {
        TableIdentifier identifier = CATALOG.newTable();
        CATALOG.catalog()
                .loadTable(identifier)
                .updateProperties()
                .set("note", LONG)
                .set("label.owner", "ann")
                .set("write.metadata.compression-codec", codec)
                .commit();
        return identifier;
    }

    private static Path metadataFile(TableIdentifier identifier) {
        Table table = CATALOG.catalog().loadTable(identifier);
        return Path.of(
                URI.create(((BaseTable) table).operations().current().metadataFileLocation()));
    }

    private static HttpResponse<byte[]> load(TableIdentifier identifier, String acceptEncoding)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(CATALOG.uri() + RunningCatalog.path(identifier)))
                        .header("Accept-Encoding", acceptEncoding)
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    @Test
    void aLoadHoldsWhatTheFileHolds() throws Exception {
        TableIdentifier identifier = longTable("none");
        String file = Files.readString(metadataFile(identifier));

        HttpResponse<byte[]> answer = load(identifier, "identity");

        String body = new String(answer.body(), StandardCharsets.UTF_8);
        assertThat(answer.headers().firstValueAsLong("content-length"))
                .hasValue(answer.body().length);
        String[] around = body.split(Pattern.quote(file), -1);
        assertThat(around).hasSize(2);
        assertThat(around[0]).endsWith(".metadata.json\",\"metadata\":");
        assertThat(around[1]).startsWith(",\"config\":{}").contains("\"owner\":\"ann\"");
    }

    @Test
    void aLoadOfACompressedFileIsTheSame() throws Exception {
        Reply answer = CATALOG.get(RunningCatalog.path(longTable("gzip")));

        JsonNode properties = answer.json().path("metadata").path("properties");
        assertThat(properties.path("note").asText().equals(LONG)).isTrue();
    }

    @Test
    void aClientThatTakesGzipGetsTheSame() throws Exception {
        TableIdentifier identifier = longTable("none");

        HttpResponse<byte[]> answer = load(identifier, "gzip");

        assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(answer.body()).hasSizeLessThan(1 << 20);
        byte[] plain = load(identifier, "identity").body();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            assertThat(Arrays.equals(in.readAllBytes(), plain)).isTrue();
        }
    }

    @Test
    void itIsTheBaseOfCommitsLikeAnyOther() throws Exception {
        TableIdentifier identifier = longTable("none");
        Table table = CATALOG.catalog().loadTable(identifier);
        table.newAppend().commit();
        table.newAppend().commit();

        String path = RunningCatalog.path(identifier);
        JsonNode all = CATALOG.get(path).json().path("metadata");
        JsonNode refs = CATALOG.get(path + "?snapshots=refs").json().path("metadata");

        assertThat(all.path("properties").path("note").asText().equals(LONG)).isTrue();
        assertThat(all.path("snapshots")).hasSize(2);
        assertThat(refs.path("snapshots")).hasSize(1);
    }

    @Test
    void aLostFileIsAnErrorAndNotHalfAnAnswer() throws Exception {
        TableIdentifier identifier = longTable("none");
        Files.delete(metadataFile(identifier));

        Reply answer = CATALOG.get(RunningCatalog.path(identifier));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.errorMessage()).contains("the metadata file is missing");
    }

    @Test
    void aFileThatIsNoMetadataIsRefusedWhenLoaded() throws Exception {
        TableIdentifier identifier = longTable("none");
        Path file = metadataFile(identifier);
        String text = Files.readString(file);
        CATALOG.stop();
        Files.writeString(file, text.substring(0, text.length() - 1));
        CATALOG.start();

        Reply answer = CATALOG.get(RunningCatalog.path(identifier));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.errorMessage()).contains(file.getFileName().toString());
    }
}
