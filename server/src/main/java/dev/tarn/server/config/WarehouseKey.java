package dev.tarn.server.config;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Every setting of a further warehouse: `warehouse.NAME.location` in the file and in `--set`,
/// `TARN_WAREHOUSE_NAME_LOCATION` in the environment, where the name is read in lower case.
public enum WarehouseKey {
    LOCATION("location", null, "Where its new tables go, a folder or an s3:// location; required"),
    ALLOWED_LOCATIONS(
            "allowed-locations",
            null,
            "Further folders or locations, by commas, where its tables may be"),
    S3_ENDPOINT("s3.endpoint", Key.S3_ENDPOINT, ""),
    S3_REGION("s3.region", Key.S3_REGION, ""),
    S3_PATH_STYLE_ACCESS("s3.path-style-access", Key.S3_PATH_STYLE_ACCESS, ""),
    S3_ACCESS_KEY_ID("s3.access-key-id", Key.S3_ACCESS_KEY_ID, ""),
    S3_SECRET_ACCESS_KEY("s3.secret-access-key", Key.S3_SECRET_ACCESS_KEY, ""),
    S3_SESSION_TOKEN("s3.session-token", Key.S3_SESSION_TOKEN, ""),
    HDFS_CONFIG_FILES("hdfs.config-files", Key.HDFS_CONFIG_FILES, ""),
    DELEGATION_ROLE_ARN("delegation.role-arn", Key.DELEGATION_ROLE_ARN, ""),
    DELEGATION_EXTERNAL_ID("delegation.external-id", Key.DELEGATION_EXTERNAL_ID, ""),
    DELEGATION_STS_ENDPOINT("delegation.sts-endpoint", Key.DELEGATION_STS_ENDPOINT, ""),
    DELEGATION_LIFETIME_SECONDS("delegation.lifetime-seconds", Key.DELEGATION_LIFETIME_SECONDS, ""),
    DELEGATION_VEND_STATIC("delegation.vend-static-credentials", Key.DELEGATION_VEND_STATIC, ""),
    DELEGATION_REMOTE_SIGNING("delegation.remote-signing", Key.DELEGATION_REMOTE_SIGNING, "");

    /// Those that the catalog reads itself, by the same names.
    static final List<WarehouseKey> DELEGATION =
            List.of(
                    DELEGATION_ROLE_ARN,
                    DELEGATION_EXTERNAL_ID,
                    DELEGATION_STS_ENDPOINT,
                    DELEGATION_LIFETIME_SECONDS,
                    DELEGATION_VEND_STATIC,
                    DELEGATION_REMOTE_SIGNING);

    private static final Pattern TEXT = Pattern.compile("warehouse\\.([a-z][a-z0-9_]*)\\.(.+)");
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final String VARIABLE = "TARN_WAREHOUSE_";

    private final String suffix;
    private final @Nullable Key fallback;
    private final String meaning;

    WarehouseKey(String suffix, @Nullable Key fallback, String meaning) {
        this.suffix = suffix;
        this.fallback = fallback;
        this.meaning = meaning;
    }

    /// The setting that holds where the warehouse has none of its own; null where none does.
    @Nullable Key fallback() {
        return fallback;
    }

    boolean isDefault(@Nullable String value) {
        return fallback != null && fallback.defaultValue().equals(value);
    }

    String suffix() {
        return suffix;
    }

    String text(String warehouse) {
        return "warehouse." + warehouse + "." + suffix;
    }

    String variable(String warehouse) {
        return VARIABLE + warehouse.toUpperCase(Locale.ROOT) + variableSuffix();
    }

    private String variableSuffix() {
        return "_" + suffix.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /// The key of one warehouse.
    record OfWarehouse(String warehouse, WarehouseKey key) {}

    static @Nullable OfWarehouse find(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        for (WarehouseKey key : values()) {
            if (key.suffix.equals(matcher.group(2))) {
                return new OfWarehouse(matcher.group(1), key);
            }
        }
        return null;
    }

    static @Nullable OfWarehouse findVariable(String variable) {
        if (!variable.startsWith(VARIABLE)) {
            return null;
        }
        String rest = variable.substring(VARIABLE.length());
        return Arrays.stream(values())
                .sorted(Comparator.comparingInt(key -> -key.suffix.length()))
                .filter(key -> rest.endsWith(key.variableSuffix()))
                .map(key ->
                        new OfWarehouse(
                                rest.substring(0, rest.length() - key.variableSuffix().length()),
                                key))
                .filter(found -> NAME.matcher(found.warehouse()).matches())
                .map(found ->
                        new OfWarehouse(found.warehouse().toLowerCase(Locale.ROOT), found.key()))
                .findFirst()
                .orElse(null);
    }

    static String referenceSection() {
        StringBuilder section =
                new StringBuilder(
                        """

                        ## Further warehouses

                        Each is a catalog of its own in SQL, and to REST clients the `warehouse` of that name. A name is a lower-case
                        letter, then lower-case letters, digits and `_`. Locations of two warehouses must not overlap.

                        | key | environment | meaning |
                        |---|---|---|
                        """);
        for (WarehouseKey key : values()) {
            Key fallback = key.fallback;
            section.append(
                    "| `%s` | `%s` | %s |\n"
                            .formatted(
                                    key.text("NAME"),
                                    key.variable("NAME"),
                                    fallback == null
                                            ? key.meaning
                                            : "As `%s`, which holds where this is not set"
                                                    .formatted(fallback.text())));
        }
        return section.toString();
    }
}
