package dev.tarn.server.config;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// Every setting there is. A key's spelling is the same everywhere: `http.port` in the file and in
/// `--set`, `TARN_HTTP_PORT` in the environment.
///
/// A new key must argue why it is not a constant.
public enum Key {
    DATA_DIR("data.dir", "tarn-data", "Folder of the catalog's database and the default warehouse"),
    CATALOG_NAME("catalog.name", "lake", "The catalog's name in SQL"),
    CATALOG_WAREHOUSE(
            "catalog.warehouse",
            "",
            "Where new tables go, a folder or an s3:// location; empty means `warehouse` in the"
                    + " data folder"),
    CATALOG_DROP_RETENTION(
            "catalog.drop-retention",
            "7d",
            "How long a dropped table or view can be undropped; `0s` forgets it at once"),
    CATALOG_DROP_EXPIRY(
            "catalog.drop-expiry",
            "keep-files",
            "What becomes of a dropped table's files after that: `keep-files` or `purge`"),
    CATALOG_ALLOWED_LOCATIONS(
            "catalog.allowed-locations",
            "",
            "Further folders or locations, by commas, where tables may be made, moved or"
                    + " registered"),
    CATALOG_STORE_URL(
            "catalog.store.url",
            "",
            "`jdbc:postgresql://HOST/DATABASE` of the catalog's database; empty means SQLite in the"
                    + " data folder"),
    CATALOG_STORE_USER("catalog.store.user", "", "User of that database"),
    CATALOG_STORE_PASSWORD("catalog.store.password", "", "Goes with the user"),
    CATALOG_STORE_POOL_SIZE(
            "catalog.store.pool-size",
            "16",
            "Connections to that database at most, half for reads and half for writes"),
    CATALOG_EVENTS_RETENTION(
            "catalog.events-retention",
            "30d",
            "How long `/api/v1/events` and `system.metadata.events` remember a change; an hour or"
                    + " longer"),
    HTTP_HOST("http.host", "127.0.0.1", "Address to listen on"),
    HTTP_PORT("http.port", "8181", "Port to listen on; 0 takes a free one"),
    HTTP_MAX_REQUEST_SIZE("http.max-request-size", "64MB", "Largest request body that is read"),
    AUTH_MODE(
            "auth.mode",
            "off",
            "`on` asks every client who it is; `off` lets everybody do everything, on this machine"
                    + " only"),
    AUTH_ACCESS_TOKEN_LIFETIME(
            "auth.access-token-lifetime", "1h", "Of the tokens that OAuth2 clients get"),
    AUTH_ADMIN_TOKEN(
            "auth.admin-token",
            "",
            "A secret of 32 or more characters that is as good as an administrator's token"),
    AUTH_OIDC_ISSUER(
            "auth.oidc.issuer", "", "Issuer whose JWTs are accepted, as in their `iss` claim"),
    AUTH_OIDC_AUDIENCE(
            "auth.oidc.audience", "", "What must be in the `aud` claim; needed with an issuer"),
    AUTH_OIDC_JWKS_URI(
            "auth.oidc.jwks-uri", "", "Where the issuer's keys are; empty asks the issuer"),
    AUTH_OIDC_PRINCIPAL_CLAIM(
            "auth.oidc.principal-claim", "sub", "Claim that names the principal, such as `a.b`"),
    AUTH_OIDC_ROLES_CLAIM(
            "auth.oidc.roles-claim",
            "",
            "Claim that lists roles, such as `realm_access.roles`; empty means none does"),
    AUTH_OIDC_ALGORITHMS("auth.oidc.algorithms", "RS256,ES256", "Signatures that are accepted"),
    ENGINE_WORKERS("engine.workers", "", "Drivers that run at once; empty means one a core"),
    ENGINE_MEMORY(
            "engine.memory",
            "60%",
            "What all queries together may reserve, of the heap or in bytes"),
    ENGINE_QUERY_MEMORY(
            "engine.query-memory", "60%", "What one query may reserve, of the heap or in bytes"),
    ENGINE_SPILL_DIRECTORY(
            "engine.spill-directory",
            "",
            "Folder on this machine for what queries cannot hold in memory, which several servers"
                    + " may share; empty means `spill` in the data folder"),
    ENGINE_SPILL_BYTES(
            "engine.spill-bytes",
            "80%",
            "What all queries together may put there, of the space that is free at the start or in"
                    + " bytes; 0 puts nothing there"),
    CACHE_BYTES(
            "cache.bytes",
            "20%",
            "What is kept of files that never change (footers, manifests, decoded columns), of the"
                    + " heap or in bytes; 0 keeps nothing"),
    ENGINE_MAX_CONCURRENT_QUERIES(
            "engine.max-concurrent-queries", "32", "Queries that run at once; more wait"),
    ENGINE_MAX_QUEUED_QUERIES(
            "engine.max-queued-queries", "1000", "Queries that wait; more are refused"),
    ENGINE_MAX_CONCURRENT_QUERIES_PER_USER(
            "engine.max-concurrent-queries-per-user",
            "",
            "The same of each user; empty means no limit of its own"),
    ENGINE_MAX_QUEUED_QUERIES_PER_USER(
            "engine.max-queued-queries-per-user",
            "",
            "The same of each user; empty means no limit of its own"),
    ENGINE_GROUPS(
            "engine.groups",
            "",
            "Limits of all who have a role, such as `etl=4/100, analysts=8/50`: queries that run"
                    + " and that wait; a query counts for the first group whose role its user has"),
    ENGINE_RESULT_CACHE(
            "engine.result-cache",
            "0",
            "What is kept of results for queries that come again while their tables stay as they"
                + " are, of `engine.memory`, which is less by as much, or in bytes; 0 keeps none"),
    ENGINE_MIN_FREE_MEMORY(
            "engine.min-free-memory",
            "5%",
            "A query waits while less than this is free, of `engine.memory` or in bytes, and others"
                    + " run"),
    S3_ENDPOINT("s3.endpoint", "", "Address of an S3 that is not Amazon's"),
    S3_REGION("s3.region", "", "Region; empty means what the AWS SDK finds"),
    S3_PATH_STYLE_ACCESS(
            "s3.path-style-access", "false", "Whether buckets go into the path, not the host name"),
    S3_ACCESS_KEY_ID("s3.access-key-id", "", "Empty means what the AWS SDK finds"),
    S3_SECRET_ACCESS_KEY("s3.secret-access-key", "", "Goes with the access key id"),
    S3_SESSION_TOKEN("s3.session-token", "", "For temporary credentials"),
    HDFS_CONFIG_FILES(
            "hdfs.config-files",
            "",
            "Hadoop's `core-site.xml` and `hdfs-site.xml`, by commas; they come after those on the"
                    + " class path"),
    DELEGATION_ROLE_ARN(
            "delegation.role-arn",
            "",
            "Role that temporary credentials for clients are taken on; empty means the store has"
                    + " no STS"),
    DELEGATION_EXTERNAL_ID("delegation.external-id", "", "Told to STS along with the role"),
    DELEGATION_STS_ENDPOINT(
            "delegation.sts-endpoint", "", "Address of an STS that is not Amazon's"),
    DELEGATION_LIFETIME_SECONDS(
            "delegation.lifetime-seconds",
            "3600",
            "How long those credentials are good for, 900 to 43200"),
    DELEGATION_VEND_STATIC(
            "delegation.vend-static-credentials",
            "false",
            "Whether clients that may write a table are given the warehouse's own keys where there"
                    + " is no role"),
    DELEGATION_REMOTE_SIGNING(
            "delegation.remote-signing",
            "true",
            "Whether requests of clients to the store are signed");

    private final String text;
    private final String defaultValue;
    private final String meaning;

    Key(String text, String defaultValue, String meaning) {
        this.text = text;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    public String text() {
        return text;
    }

    public String defaultValue() {
        return defaultValue;
    }

    public String meaning() {
        return meaning;
    }

    /// The environment variable that sets this key.
    public String variable() {
        return "TARN_" + text.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static @Nullable Key find(String text) {
        for (Key key : values()) {
            if (key.text.equals(text)) {
                return key;
            }
        }
        return null;
    }

    static @Nullable Key findVariable(String variable) {
        for (Key key : values()) {
            if (key.variable().equals(variable)) {
                return key;
            }
        }
        return null;
    }

    /// The reference page: one table row a key.
    public static String referencePage() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Configuration

                        Defaults, then the file given by `--config` (Java properties), then the environment, then flags
                        (`--data`, `--host`, `--port`, `--set KEY=VALUE`): the later one wins. An unknown key stops the start.

                        | key | environment | default | meaning |
                        |---|---|---|---|
                        """);
        for (Key key : values()) {
            page.append(
                    "| `%s` | `%s` | %s | %s |\n"
                            .formatted(
                                    key.text,
                                    key.variable(),
                                    key.defaultValue.isEmpty() ? "" : "`" + key.defaultValue + "`",
                                    key.meaning));
        }
        return page.append(WarehouseKey.referenceSection()).toString();
    }
}
