package dev.tarn.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

class SettingsTest {
    @Test
    void defaultsListenOnThisMachineOnly() {
        TarnConfig config = TarnConfig.from(Settings.defaults());

        assertThat(config.http().host()).isEqualTo("127.0.0.1");
        assertThat(config.http().port()).isEqualTo(8181);
        assertThat(config.http().loopback()).isTrue();
        assertThat(config.lake().catalogName()).isEqualTo("lake");
        assertThat(config.lake().warehouse()).endsWith("tarn-data/warehouse");
        assertThat(config.lake().storageProperties()).isEmpty();
        assertThat(config.engine().workerCount())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void everyKeyIsMapped() {
        Map<String, String> environment = new HashMap<>();
        environment.put("TARN_DATA_DIR", "/lakes/a");
        environment.put("TARN_CATALOG_NAME", "blue");
        environment.put("TARN_CATALOG_WAREHOUSE", "s3://bucket/a");
        environment.put("TARN_HTTP_HOST", "0.0.0.0");
        environment.put("TARN_HTTP_PORT", "0");
        environment.put("TARN_HTTP_MAX_REQUEST_SIZE", "1kB");
        environment.put("TARN_ENGINE_WORKERS", "3");
        environment.put("TARN_ENGINE_MEMORY", "2GB");
        environment.put("TARN_ENGINE_QUERY_MEMORY", "1GB");
        environment.put("TARN_ENGINE_MAX_CONCURRENT_QUERIES", "4");
        environment.put("TARN_ENGINE_MAX_QUEUED_QUERIES", "5");
        environment.put("TARN_S3_ENDPOINT", "http://store:9000");
        environment.put("TARN_S3_REGION", "eu-central-1");
        environment.put("TARN_S3_PATH_STYLE_ACCESS", "true");
        environment.put("TARN_S3_ACCESS_KEY_ID", "id");
        environment.put("TARN_S3_SECRET_ACCESS_KEY", "secret");
        environment.put("TARN_S3_SESSION_TOKEN", "token");
        assertThat(environment).hasSize(Key.values().length);

        TarnConfig config = TarnConfig.from(Settings.defaults().environment(environment));

        assertThat(config.lake())
                .isEqualTo(
                        new LakeConfig(
                                Path.of("/lakes/a"),
                                "s3://bucket/a",
                                "blue",
                                Map.of(
                                        "s3.endpoint", "http://store:9000",
                                        "client.region", "eu-central-1",
                                        "s3.path-style-access", "true",
                                        "s3.access-key-id", "id",
                                        "s3.secret-access-key", "secret",
                                        "s3.session-token", "token")));
        assertThat(config.lake().toString()).doesNotContain("secret,").doesNotContain("=secret");
        assertThat(config.http()).isEqualTo(new HttpConfig("0.0.0.0", 0, 1024));
        assertThat(config.engine().workerCount()).isEqualTo(3);
        assertThat(config.engine().memoryBytes()).isEqualTo(2L << 30);
        assertThat(config.engine().queryMemoryBytes()).isEqualTo(1L << 30);
        assertThat(config.engine().maxConcurrentQueries()).isEqualTo(4);
        assertThat(config.engine().maxQueuedQueries()).isEqualTo(5);
    }

    @Test
    void flagsBeatEnvironmentBeatsFile(@TempDir Path directory) throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("t.properties"),
                        "http.port=1\nhttp.host=a\ncatalog.name=f");
        Settings settings =
                Settings.defaults()
                        .file(file)
                        .environment(Map.of("TARN_HTTP_PORT", "2", "TARN_HTTP_HOST", "b"))
                        .set("http.port", "3", "--port");

        TarnConfig config = TarnConfig.from(settings);

        assertThat(config.http().port()).isEqualTo(3);
        assertThat(config.http().host()).isEqualTo("b");
        assertThat(config.lake().catalogName()).isEqualTo("f");
    }

    @Test
    void anUnknownKeyNamesTheNearestOneAndTheSource() {
        assertThatThrownBy(() -> Settings.defaults().set("http.prot", "1", "--set"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Unknown key http.prot in --set; the nearest known one is http.port");
        assertThatThrownBy(() -> Settings.defaults().environment(Map.of("TARN_S3_ENDPIONT", "x")))
                .hasMessage(
                        "Unknown key TARN_S3_ENDPIONT in the environment; the nearest known one is"
                                + " TARN_S3_ENDPOINT");
    }

    @Test
    void aValueThatMakesNoSenseIsRefusedWithWhatIsAccepted() {
        assertThatThrownBy(
                        () -> TarnConfig.from(Settings.defaults().set("http.port", "x", "--port")))
                .hasMessage("http.port is 'x' in --port; accepted: a whole number from 0 to 65535");
        assertThatThrownBy(() ->
                        TarnConfig.from(Settings.defaults().set("engine.memory", "4 cows", "f")))
                .hasMessageContaining("accepted: bytes such as 512MB");
        assertThatThrownBy(() ->
                        TarnConfig.from(Settings.defaults().set("catalog.name", "system", "f")))
                .hasMessageContaining("not `system`");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Settings.defaults().file(Path.of("/no/such")))
                .hasMessage("Configuration file /no/such cannot be read: there is no such file");
    }

    @Test
    void theReferencePageIsCurrent() throws IOException {
        Path page = Path.of(System.getProperty("tarn.root", ".."), "docs", "CONFIGURATION.md");
        if (Boolean.getBoolean("tarn.update")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, Key.referencePage());
        }

        assertThat(page).as("run with -Dtarn.update=true").hasContent(Key.referencePage());
    }
}
