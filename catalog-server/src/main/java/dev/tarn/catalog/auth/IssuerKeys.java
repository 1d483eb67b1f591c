package dev.tarn.catalog.auth;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/// The keys an issuer publishes, fetched when first needed and again when a token names one that is
/// not known, at most twice in half a minute. Answers are bounded in time and size. Thread-safe.
final class IssuerKeys {
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int MAX_BYTES = 512 << 10;
    private static final long KEPT_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final long REFRESH_TIMEOUT_MILLIS = 5_000;
    private static final long KEPT_IN_OUTAGE_MILLIS = Duration.ofHours(4).toMillis();
    private static final long LEAST_INTERVAL_MILLIS = Duration.ofSeconds(30).toMillis();
    private static final Duration RETRY_DISCOVERY_AFTER = Duration.ofSeconds(5);

    private final OidcConfig config;
    private final Clock clock;
    private final DefaultResourceRetriever web =
            new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES);
    private @Nullable JWKSource<SecurityContext> source;
    private @Nullable KeySourceException lastFailure;
    private long failedMillis;

    IssuerKeys(OidcConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /// @throws KeySourceException if the issuer does not say where its keys are
    synchronized JWKSource<SecurityContext> source() throws KeySourceException {
        JWKSource<SecurityContext> known = source;
        if (known != null) {
            return known;
        }
        KeySourceException last = lastFailure;
        if (last != null && clock.millis() - failedMillis < RETRY_DISCOVERY_AFTER.toMillis()) {
            throw last;
        }
        try {
            known =
                    JWKSourceBuilder.create(keysUrl(), web)
                            .cache(KEPT_MILLIS, REFRESH_TIMEOUT_MILLIS)
                            .rateLimited(LEAST_INTERVAL_MILLIS)
                            .outageTolerant(KEPT_IN_OUTAGE_MILLIS)
                            .build();
        } catch (IOException | ParseException | IllegalArgumentException e) {
            KeySourceException failure =
                    new KeySourceException("discovery failed: " + e.getMessage(), e);
            lastFailure = failure;
            failedMillis = clock.millis();
            throw failure;
        }
        source = known;
        return known;
    }

    private URL keysUrl() throws IOException, ParseException {
        URI configured = config.jwksUri();
        if (configured != null) {
            return configured.toURL();
        }
        String base = config.issuer();
        String slash = base.endsWith("/") ? "" : "/";
        URL discovery = URI.create(base + slash + ".well-known/openid-configuration").toURL();
        Map<String, Object> document =
                JSONObjectUtils.parse(web.retrieveResource(discovery).getContent());
        Object issuer = document.get("issuer");
        if (!config.issuer().equals(issuer)) {
            throw new IOException(discovery + " is about issuer " + issuer);
        }
        if (document.get("jwks_uri") instanceof String uri) {
            return URI.create(uri).toURL();
        }
        throw new IOException(discovery + " has no jwks_uri");
    }
}
