package dev.tarn.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.WarehouseConfig;
import dev.tarn.catalog.auth.AccessConfig;
import dev.tarn.catalog.auth.OidcConfig;
import dev.tarn.catalog.service.DropRules;
import dev.tarn.catalog.store.StoreLocation;
import dev.tarn.engine.AdmissionConfig;
import dev.tarn.engine.SpillConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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
        assertThat(config.engine().spill().directory().toString()).endsWith("tarn-data/spill");
        assertThat(config.engine().spill().maxBytes()).isPositive();
    }

    private static final Map<String, String> DELEGATION =
            Map.of(
                    "TARN_HDFS_CONFIG_FILES", "/etc/core-site.xml",
                    "TARN_DELEGATION_ROLE_ARN", "arn:aws:iam::1:role/lake",
                    "TARN_DELEGATION_EXTERNAL_ID", "out-of-band",
                    "TARN_DELEGATION_STS_ENDPOINT", "http://sts",
                    "TARN_DELEGATION_LIFETIME_SECONDS", "900",
                    "TARN_DELEGATION_VEND_STATIC_CREDENTIALS", "true",
                    "TARN_DELEGATION_REMOTE_SIGNING", "false");

    @Test
    void everyKeyIsMapped() {
        Map<String, String> environment = new HashMap<>();
        environment.put("TARN_DATA_DIR", "/lakes/a");
        environment.put("TARN_CATALOG_NAME", "blue");
        environment.put("TARN_CATALOG_WAREHOUSE", "s3://bucket/a");
        environment.put("TARN_HTTP_HOST", "0.0.0.0");
        environment.put("TARN_HTTP_PORT", "0");
        environment.put("TARN_HTTP_MAX_REQUEST_SIZE", "1kB");
        environment.put("TARN_CACHE_BYTES", "64MB");
        environment.put("TARN_S3_ENDPOINT", "http://store:9000");
        environment.put("TARN_S3_REGION", "eu-central-1");
        environment.put("TARN_S3_PATH_STYLE_ACCESS", "true");
        environment.put("TARN_S3_ACCESS_KEY_ID", "id");
        environment.put("TARN_S3_SECRET_ACCESS_KEY", "secret");
        environment.put("TARN_S3_SESSION_TOKEN", "token");
        environment.putAll(DELEGATION);
        environment.put("TARN_AUTH_MODE", "on");
        environment.put("TARN_AUTH_ACCESS_TOKEN_LIFETIME", "15m");
        environment.put("TARN_AUTH_ADMIN_TOKEN", "a-long-secret-of-the-operator-0123456789");
        environment.put("TARN_AUTH_OIDC_ISSUER", "https://issuer.example");
        environment.put("TARN_AUTH_OIDC_AUDIENCE", "lake");
        environment.put("TARN_AUTH_OIDC_JWKS_URI", "https://issuer.example/keys");
        environment.put("TARN_AUTH_OIDC_PRINCIPAL_CLAIM", "email");
        environment.put("TARN_AUTH_OIDC_ROLES_CLAIM", "realm_access.roles");
        environment.put("TARN_AUTH_OIDC_ALGORITHMS", "ES256, RS512");
        environment.putAll(catalogEnvironment());
        environment.putAll(engineEnvironment());
        assertThat(environment).hasSize(Key.values().length);

        TarnConfig config = TarnConfig.from(Settings.defaults().environment(environment));

        LakeConfig lake = config.lake();
        assertThat(lake.dataDirectory()).isEqualTo(Path.of("/lakes/a"));
        assertThat(lake.catalog().store())
                .isEqualTo(
                        new StoreLocation.Postgresql(
                                "jdbc:postgresql://db/lake?x=secret", "tarn", "secret", 8));
        assertThat(lake.catalog().upkeep().eventRetention()).isEqualTo(Duration.ofDays(2));
        assertThat(lake.catalog().upkeep().drops())
                .isEqualTo(new DropRules(Duration.ofHours(12), true));
        assertThat(lake.catalog().main())
                .isEqualTo(
                        new WarehouseConfig(
                                "blue",
                                "s3://bucket/a",
                                List.of("s3://bucket/b", "file:///c"),
                                Map.ofEntries(
                                        Map.entry("s3.endpoint", "http://store:9000"),
                                        Map.entry("client.region", "eu-central-1"),
                                        Map.entry("s3.path-style-access", "true"),
                                        Map.entry("s3.access-key-id", "id"),
                                        Map.entry("s3.secret-access-key", "secret"),
                                        Map.entry("s3.session-token", "token"),
                                        Map.entry("hdfs.config-files", "/etc/core-site.xml"),
                                        Map.entry(
                                                "delegation.role-arn", "arn:aws:iam::1:role/lake"),
                                        Map.entry("delegation.external-id", "out-of-band"),
                                        Map.entry("delegation.sts-endpoint", "http://sts"),
                                        Map.entry("delegation.lifetime-seconds", "900"),
                                        Map.entry("delegation.vend-static-credentials", "true"),
                                        Map.entry("delegation.remote-signing", "false"))));
        assertThat(lake.toString())
                .doesNotContain("secret,")
                .doesNotContain("=secret")
                .contains("db/lake");
        assertThat(lake.catalog().store().toString()).doesNotContain("secret");
        assertThat(config.http())
                .isEqualTo(new HttpConfig("0.0.0.0", 0, 1024, config.engine().spill().directory()));
        assertThat(config.access())
                .isEqualTo(
                        new AccessConfig(
                                true,
                                Duration.ofMinutes(15),
                                "a-long-secret-of-the-operator-0123456789",
                                new OidcConfig(
                                        "https://issuer.example",
                                        "lake",
                                        URI.create("https://issuer.example/keys"),
                                        "email",
                                        "realm_access.roles",
                                        List.of("ES256", "RS512"))));
        assertThat(config.engine().workerCount()).isEqualTo(3);
        assertThat(config.engine().memoryBytes()).isEqualTo((2L << 30) - (512L << 20));
        assertThat(config.engine().resultCacheBytes()).isEqualTo(512L << 20);
        assertThat(config.engine().queryMemoryBytes()).isEqualTo(1L << 30);
        assertThat(config.engine().spill())
                .isEqualTo(new SpillConfig(Path.of("/scratch"), 8L << 30));
        assertThat(config.engine().admission())
                .isEqualTo(
                        new AdmissionConfig(
                                2, 1, List.of(new AdmissionConfig.Group("etl", 1, 0)), 1L << 30));
        assertThat(config.cacheBytes()).isEqualTo(64L << 20);
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
    void aSecretIsNotShownWhenItIsRefused() {
        Settings settings = Settings.defaults().set("auth.admin-token", "too-short", "f");

        assertThatThrownBy(() -> TarnConfig.from(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("9 characters; accepted are 32 or more")
                .hasMessageNotContaining("too-short");
    }

    @Test
    void anIssuerNeedsAnAudienceAndAsymmetricAlgorithms() {
        Settings issuer = Settings.defaults().set("auth.oidc.issuer", "https://i.example", "f");
        assertThatThrownBy(() -> TarnConfig.from(issuer))
                .hasMessageContaining("both an issuer and an audience");

        issuer.set("auth.oidc.audience", "lake", "f").set("auth.oidc.algorithms", "HS256", "f");
        assertThatThrownBy(() -> TarnConfig.from(issuer)).hasMessageContaining("accepted: [ES256");
    }

    @Test
    void aNameThatLooksLikeALoopbackAddressIsNone() {
        assertThat(new HttpConfig("127.0.0.1", 1, 1).loopback()).isTrue();
        assertThat(new HttpConfig("127.evil.example", 1, 1).loopback()).isFalse();
        assertThat(new HttpConfig("0.0.0.0", 1, 1).loopback()).isFalse();
    }

    private static Map<String, String> engineEnvironment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("TARN_ENGINE_WORKERS", "3");
        environment.put("TARN_ENGINE_MEMORY", "2GB");
        environment.put("TARN_ENGINE_QUERY_MEMORY", "1GB");
        environment.put("TARN_ENGINE_SPILL_DIRECTORY", "/scratch");
        environment.put("TARN_ENGINE_SPILL_BYTES", "8GB");
        environment.put("TARN_ENGINE_MAX_CONCURRENT_QUERIES", "4");
        environment.put("TARN_ENGINE_MAX_QUEUED_QUERIES", "5");
        environment.put("TARN_ENGINE_MAX_CONCURRENT_QUERIES_PER_USER", "2");
        environment.put("TARN_ENGINE_MAX_QUEUED_QUERIES_PER_USER", "1");
        environment.put("TARN_ENGINE_GROUPS", "etl=1/0");
        environment.put("TARN_ENGINE_RESULT_CACHE", "512MB");
        environment.put("TARN_ENGINE_MIN_FREE_MEMORY", "1GB");
        return environment;
    }

    private static Map<String, String> catalogEnvironment() {
        return Map.of(
                "TARN_CATALOG_DROP_RETENTION", "12h",
                "TARN_CATALOG_DROP_EXPIRY", "purge",
                "TARN_CATALOG_ALLOWED_LOCATIONS", "s3://bucket/b, /c",
                "TARN_CATALOG_STORE_URL", "jdbc:postgresql://db/lake?x=secret",
                "TARN_CATALOG_STORE_USER", "tarn",
                "TARN_CATALOG_STORE_PASSWORD", "secret",
                "TARN_CATALOG_STORE_POOL_SIZE", "8",
                "TARN_CATALOG_EVENTS_RETENTION", "2d");
    }

    @Test
    void furtherWarehousesAreNamedInTheirKeys(@TempDir Path data) throws IOException {
        Path file = data.resolve("tarn.properties");
        Files.writeString(
                file,
                """
                warehouse.raw_zone.location=s3://raw/a
                warehouse.raw_zone.s3.endpoint=http://raw:9000
                s3.region=eu-west-1
                s3.secret-access-key=all
                """);
        Settings settings =
                Settings.defaults()
                        .file(file)
                        .environment(
                                Map.of(
                                        "TARN_WAREHOUSE_RAW_ZONE_S3_SECRET_ACCESS_KEY", "own",
                                        "TARN_WAREHOUSE_RAW_ZONE_ALLOWED_LOCATIONS", "s3://raw/b",
                                        "TARN_WAREHOUSE_COLD_LOCATION", "/cold"));

        List<WarehouseConfig> others = TarnConfig.from(settings).lake().catalog().others();

        assertThat(others).extracting(WarehouseConfig::name).containsExactly("cold", "raw_zone");
        assertThat(others.getFirst().location()).isEqualTo("file:///cold");
        assertThat(others.getFirst().fileIoProperties())
                .containsOnly(
                        Map.entry("client.region", "eu-west-1"),
                        Map.entry("s3.secret-access-key", "all"));
        assertThat(others.getLast())
                .isEqualTo(
                        new WarehouseConfig(
                                "raw_zone",
                                "s3://raw/a",
                                List.of("s3://raw/b"),
                                Map.of(
                                        "client.region", "eu-west-1",
                                        "s3.endpoint", "http://raw:9000",
                                        "s3.secret-access-key", "own")));
        assertThat(others.toString()).doesNotContain("own");
    }

    @Test
    void aWarehouseWithoutLocationOrWithAnUnknownKeyIsRefused() {
        assertThatThrownBy(() ->
                        TarnConfig.from(
                                Settings.defaults().set("warehouse.a.s3.region", "x", "--set")))
                .hasMessageContaining("set warehouse.a.location");
        assertThatThrownBy(() -> Settings.defaults().set("warehouse.a.colour", "x", "--set"))
                .hasMessageContaining("Unknown key warehouse.a.colour in --set");
        assertThatThrownBy(() ->
                        TarnConfig.from(
                                Settings.defaults()
                                        .set("warehouse.system.location", "/x", "--set")))
                .hasMessageContaining("system");
    }

    @Test
    void delegationAndHadoopAreSetForAllWarehousesOrForOne() {
        String role = "arn:aws:iam::1:role/lake";
        LakeConfig lake =
                TarnConfig.from(
                                Settings.defaults()
                                        .set("delegation.role-arn", role, "--set")
                                        .set("hdfs.config-files", "/etc/core-site.xml", "--set")
                                        .set("warehouse.a.location", "s3://a/b", "--set")
                                        .set("warehouse.a.delegation.role-arn", "", "--set")
                                        .set(
                                                "warehouse.a.delegation.remote-signing",
                                                "false",
                                                "--set"))
                        .lake();
        assertThat(lake.storageProperties())
                .containsOnly(
                        Map.entry("delegation.role-arn", role),
                        Map.entry("hdfs.config-files", "/etc/core-site.xml"));
        assertThat(lake.catalog().others().getFirst().fileIoProperties())
                .containsOnly(
                        Map.entry("delegation.remote-signing", "false"),
                        Map.entry("hdfs.config-files", "/etc/core-site.xml"));
        assertThatThrownBy(() ->
                        TarnConfig.from(
                                Settings.defaults()
                                        .set("delegation.lifetime-seconds", "60", "--set")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("delegation.lifetime-seconds is 60; accepted: 900 to 43200");
    }

    @Test
    void aStoreThatIsNotPostgresIsRefusedWithoutPrintingIt() {
        assertThatThrownBy(() ->
                        TarnConfig.from(
                                Settings.defaults()
                                        .set("catalog.store.url", "jdbc:mysql://u:pw@x", "--set")))
                .hasMessageContaining("must start with jdbc:postgresql:")
                .hasMessageNotContaining("pw");
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

    @Test
    void limitsOfUsersAndGroupsAreRead() {
        Settings settings =
                Settings.defaults()
                        .set("engine.memory", "1000", "f")
                        .set("engine.max-concurrent-queries-per-user", "3", "f")
                        .set("engine.max-queued-queries-per-user", "0", "f")
                        .set("engine.groups", "etl=4/100, analysts = 8 / 50", "f")
                        .set("engine.min-free-memory", "10%", "f");
        assertThat(TarnConfig.from(settings).engine().admission())
                .isEqualTo(
                        new AdmissionConfig(
                                3,
                                0,
                                List.of(
                                        new AdmissionConfig.Group("etl", 4, 100),
                                        new AdmissionConfig.Group("analysts", 8, 50)),
                                100));
    }

    @Test
    void groupsThatSayNothingSensibleAreRefused() {
        for (String groups :
                List.of("etl", "etl=4", "etl=0/5", "etl=4/x", "etl=1/1,", "etl=1/1,etl=2/2")) {
            Settings settings = Settings.defaults().set("engine.groups", groups, "tarn.properties");
            assertThatThrownBy(() -> TarnConfig.from(settings))
                    .as(groups)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("etl");
        }
    }
}
