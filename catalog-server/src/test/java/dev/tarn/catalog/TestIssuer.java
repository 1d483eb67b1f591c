package dev.tarn.catalog;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;

import io.javalin.Javalin;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// An OIDC issuer on a free port: discovery, published keys, and tokens signed with the current
/// one.
final class TestIssuer {
    static final String AUDIENCE = "lake";

    private final Javalin app;
    private final AtomicInteger keyRequests = new AtomicInteger();
    private volatile RSAKey key = newKey();

    TestIssuer() {
        app =
                Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.startup.showOldJavalinVersionWarning = false;
                    config.routes.get(
                            "/.well-known/openid-configuration",
                            context ->
                                    context.contentType("application/json")
                                            .result(
                                                    "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}"
                                                            .formatted(uri(), uri())));
                    config.routes.get(
                            "/keys",
                            context -> {
                                keyRequests.incrementAndGet();
                                context.contentType("application/json")
                                        .result(new JWKSet(key.toPublicJWK()).toString());
                            });
                });
        app.start("127.0.0.1", 0);
    }

    static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The same key by a name that nobody published. Spares making another, which takes long.
    static RSAKey renamed(RSAKey key) {
        return new RSAKey.Builder(key).keyID(UUID.randomUUID().toString()).build();
    }

    String uri() {
        return "http://127.0.0.1:" + app.port();
    }

    /// From now on there is another key, and the old one is not published any more.
    void rotate() {
        key = newKey();
    }

    int keyRequests() {
        return keyRequests.get();
    }

    RSAKey key() {
        return key;
    }

    /// Claims that are accepted, for others to change.
    JWTClaimsSet.Builder claims(Map<String, Object> more) {
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder()
                        .issuer(uri())
                        .audience(AUDIENCE)
                        .subject("dana")
                        .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(5))));
        more.forEach(claims::claim);
        return claims;
    }

    String token(JWTClaimsSet.Builder claims) {
        return token(claims, key, JWSAlgorithm.RS256);
    }

    static String token(JWTClaimsSet.Builder claims, RSAKey with, JWSAlgorithm algorithm) {
        JWSHeader header =
                new JWSHeader.Builder(algorithm)
                        .keyID(with.getKeyID())
                        .type(JOSEObjectType.JWT)
                        .build();
        SignedJWT jwt = new SignedJWT(header, claims.build());
        try {
            jwt.sign(new RSASSASigner(with));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }

    /// Claims as they are written.
    String tokenOf(String claims) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
        JWSObject token = new JWSObject(header, new Payload(claims));
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /// Signed symmetrically with what everybody knows: the public key.
    String forgedWithPublicKey(JWTClaimsSet.Builder claims) {
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
                        claims.build());
        try {
            jwt.sign(new MACSigner(key.toPublicKey().getEncoded()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }

    static String unsigned(JWTClaimsSet.Builder claims) {
        return new PlainJWT(claims.build()).serialize();
    }
}
