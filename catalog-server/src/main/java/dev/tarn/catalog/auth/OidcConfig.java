package dev.tarn.catalog.auth;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.List;
import java.util.Set;

/// The issuer whose JWTs are accepted, and what their claims mean.
///
/// @param issuer as in the `iss` claim, and where `/.well-known/openid-configuration` is
/// @param audience one of the `aud` claim's values must be this
/// @param jwksUri where the keys are; null asks the issuer
/// @param principalClaim path of the claim that names the principal, dots between levels
/// @param rolesClaim path of the claim that lists roles; null when roles are kept here only
/// @param algorithms signatures that are accepted, such as RS256; no symmetric ones
public record OidcConfig(
        String issuer,
        String audience,
        @Nullable URI jwksUri,
        String principalClaim,
        @Nullable String rolesClaim,
        List<String> algorithms) {
    public static final String DEFAULT_PRINCIPAL_CLAIM = "sub";
    public static final List<String> DEFAULT_ALGORITHMS = List.of("RS256", "ES256");

    /// Signed with a private key, so that whoever can check cannot forge.
    private static final Set<String> ASYMMETRIC =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    public OidcConfig {
        if (issuer.isBlank() || audience.isBlank()) {
            throw new IllegalArgumentException(
                    "OIDC needs both an issuer and an audience, got '%s' and '%s'"
                            .formatted(issuer, audience));
        }
        algorithms = List.copyOf(algorithms);
        if (algorithms.isEmpty() || !ASYMMETRIC.containsAll(algorithms)) {
            throw new IllegalArgumentException(
                    "OIDC algorithms are %s; accepted: %s"
                            .formatted(algorithms, new java.util.TreeSet<>(ASYMMETRIC)));
        }
    }

    public OidcConfig(String issuer, String audience) {
        this(issuer, audience, null, DEFAULT_PRINCIPAL_CLAIM, null, DEFAULT_ALGORITHMS);
    }
}
