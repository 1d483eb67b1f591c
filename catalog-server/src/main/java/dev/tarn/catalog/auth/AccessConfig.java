package dev.tarn.catalog.auth;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Whether and how access is controlled.
///
/// @param isOn false lets everybody do everything
/// @param accessTokenLifetime of the tokens that OAuth2 clients get
/// @param adminToken a secret that is as good as a token of an administrator; null for none
/// @param oidc the issuer whose JWTs are accepted; null for none
public record AccessConfig(
        boolean isOn,
        Duration accessTokenLifetime,
        @Nullable String adminToken,
        @Nullable OidcConfig oidc) {
    public static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

    public static final AccessConfig OFF = new AccessConfig(false, DEFAULT_LIFETIME, null, null);

    public static final AccessConfig ON = new AccessConfig(true, DEFAULT_LIFETIME, null, null);

    private static final int MIN_ADMIN_TOKEN_CHARS = 32;

    public AccessConfig {
        if (!accessTokenLifetime.isPositive()) {
            throw new IllegalArgumentException(
                    "Access tokens must live for a while, not " + accessTokenLifetime);
        }
        if (adminToken != null && adminToken.length() < MIN_ADMIN_TOKEN_CHARS) {
            throw new IllegalArgumentException(
                    "The admin token has %d characters; accepted are %d or more, random ones"
                            .formatted(adminToken.length(), MIN_ADMIN_TOKEN_CHARS));
        }
    }

    public AccessConfig withAccessTokenLifetime(Duration lifetime) {
        return new AccessConfig(isOn, lifetime, adminToken, oidc);
    }

    public AccessConfig withAdminToken(String token) {
        return new AccessConfig(isOn, accessTokenLifetime, token, oidc);
    }

    public AccessConfig withOidc(OidcConfig issuer) {
        return new AccessConfig(isOn, accessTokenLifetime, adminToken, issuer);
    }

    @Override
    public String toString() {
        return "AccessConfig[isOn=%s, oidc=%s]".formatted(isOn, oidc);
    }
}
