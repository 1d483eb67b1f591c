package dev.tarn.catalog.access;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;

/// How a warehouse can give access to its store, read from the warehouse's properties.
///
/// @param store properties of the FileIO: endpoint, region, keys; hold secrets
/// @param roleArn the role that temporary credentials are taken on; null for a store without STS
/// @param externalId told to STS along with the role; null for none
/// @param stsEndpoint address of an STS that is not Amazon's; null for Amazon's
/// @param lifetime how long temporary credentials are good for
/// @param vendsStatic whether the warehouse's own keys may be handed to clients that may write
/// @param signs whether requests of clients are signed
public record DelegationSettings(
        Map<String, String> store,
        @Nullable String roleArn,
        @Nullable String externalId,
        @Nullable String stsEndpoint,
        Duration lifetime,
        boolean vendsStatic,
        boolean signs) {
    public static final String ROLE_ARN = "delegation.role-arn";
    public static final String EXTERNAL_ID = "delegation.external-id";
    public static final String STS_ENDPOINT = "delegation.sts-endpoint";
    public static final String LIFETIME_SECONDS = "delegation.lifetime-seconds";
    public static final String VEND_STATIC = "delegation.vend-static-credentials";
    public static final String REMOTE_SIGNING = "delegation.remote-signing";

    static final String ENDPOINT = "s3.endpoint";
    static final String PATH_STYLE = "s3.path-style-access";
    static final String ACCESS_KEY_ID = "s3.access-key-id";
    static final String SECRET_ACCESS_KEY = "s3.secret-access-key";
    static final String SESSION_TOKEN = "s3.session-token";
    static final String REGION = "client.region";

    private static final String DEFAULT_REGION = "us-east-1";
    private static final int DEFAULT_LIFETIME_SECONDS = 3_600;

    /// STS takes no less and no more; clients refresh five minutes before the end.
    private static final int LEAST_LIFETIME_SECONDS = 900;

    private static final int MOST_LIFETIME_SECONDS = 43_200;

    public DelegationSettings {
        store = Map.copyOf(store);
        if (roleArn != null && !roleArn.matches("arn:[a-z0-9-]+:iam:[a-z0-9-]*:[0-9]*:role/.+")) {
            throw new IllegalArgumentException(
                    "%s is '%s'; accepted: arn:aws:iam::ACCOUNT:role/NAME"
                            .formatted(ROLE_ARN, roleArn));
        }
        if (lifetime.toSeconds() < LEAST_LIFETIME_SECONDS
                || lifetime.toSeconds() > MOST_LIFETIME_SECONDS) {
            throw new IllegalArgumentException(
                    "%s is %d; accepted: %d to %d"
                            .formatted(
                                    LIFETIME_SECONDS,
                                    lifetime.toSeconds(),
                                    LEAST_LIFETIME_SECONDS,
                                    MOST_LIFETIME_SECONDS));
        }
    }

    /// @throws IllegalArgumentException naming the property and what it accepts
    public static DelegationSettings from(Map<String, String> properties) {
        return new DelegationSettings(
                properties,
                text(properties, ROLE_ARN),
                text(properties, EXTERNAL_ID),
                text(properties, STS_ENDPOINT),
                Duration.ofSeconds(seconds(properties)),
                flag(properties, VEND_STATIC, false),
                flag(properties, REMOTE_SIGNING, true));
    }

    private static @Nullable String text(Map<String, String> properties, String key) {
        String value = properties.get(key);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static long seconds(Map<String, String> properties) {
        String value = text(properties, LIFETIME_SECONDS);
        try {
            return value == null ? DEFAULT_LIFETIME_SECONDS : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "%s is '%s'; accepted: seconds".formatted(LIFETIME_SECONDS, value), e);
        }
    }

    private static boolean flag(Map<String, String> properties, String key, boolean absent) {
        String value = text(properties, key);
        if (value == null) {
            return absent;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "%s is '%s'; accepted: true, false".formatted(key, value));
        };
    }

    @Nullable String storeText(String key) {
        return text(store, key);
    }

    String region() {
        String region = storeText(REGION);
        return region == null ? DEFAULT_REGION : region;
    }

    /// As [dev.tarn.storage.io.FileIos] opens the store.
    boolean isPathStyle() {
        String said = storeText(PATH_STYLE);
        return said == null ? storeText(ENDPOINT) != null : said.equals("true");
    }

    boolean hasStaticKeys() {
        return storeText(ACCESS_KEY_ID) != null && storeText(SECRET_ACCESS_KEY) != null;
    }

    @Override
    public String toString() {
        return "DelegationSettings[role %s, sts %s, %s, static %s, signing %s]"
                .formatted(roleArn, stsEndpoint, lifetime, vendsStatic, signs);
    }
}
