package dev.tarn.catalog.auth;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;

import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;

import org.apache.iceberg.exceptions.NotAuthorizedException;

import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Checks JWTs of one issuer and reads the principal from their claims. Thread-safe.
///
/// Accepted is what a listed asymmetric algorithm signed with a key the issuer publishes, from that
/// issuer, for our audience, before its expiry (give or take a minute).
final class JwtVerifier {
    private static final int MAX_ROLES = 256;
    private static final int MAX_NAME_CHARS = 256;

    private final OidcConfig config;
    private final IssuerKeys keys;
    private final Clock clock;

    JwtVerifier(OidcConfig config, IssuerKeys keys, Clock clock) {
        this.config = config;
        this.keys = keys;
        this.clock = clock;
    }

    /// The principal that the token names, with the roles it lists.
    ///
    /// @throws NotAuthorizedException if the token is not to be believed
    /// @throws CatalogException UNAVAILABLE when the issuer's keys cannot be had
    Principal verify(String token) {
        try {
            JWTClaimsSet claims = processor().process(token, null);
            return principal(claims.getClaims());
        } catch (RateLimitReachedException e) {
            // a key that is not known, and the issuer was asked for new ones just now
            throw new NotAuthorizedException(
                    e, "The token is signed with a key that %s does not publish", config.issuer());
        } catch (KeySourceException e) {
            throw new CatalogException(
                    ErrorCode.UNAVAILABLE,
                    "The keys of issuer " + config.issuer() + " cannot be had: " + e.getMessage(),
                    e);
        } catch (ParseException e) {
            throw AccessControl.invalid();
        } catch (BadJOSEException | com.nimbusds.jose.JOSEException e) {
            throw new NotAuthorizedException(e, "The token is not valid: %s", e.getMessage());
        }
    }

    private ConfigurableJWTProcessor<SecurityContext> processor() throws KeySourceException {
        Set<JWSAlgorithm> algorithms = new HashSet<>();
        config.algorithms().forEach(name -> algorithms.add(JWSAlgorithm.parse(name)));
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys.source()));
        processor.setJWTClaimsSetVerifier(
                new DefaultJWTClaimsVerifier<SecurityContext>(
                        Set.of(config.audience()),
                        new JWTClaimsSet.Builder().issuer(config.issuer()).build(),
                        Set.of("exp"),
                        Set.of()) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                });
        return processor;
    }

    private Principal principal(Map<String, Object> claims) {
        Object name = Claims.find(claims, config.principalClaim());
        if (!(name instanceof String || name instanceof Number)) {
            throw new NotAuthorizedException(
                    "The token does not name a principal: its claim %s is %s",
                    config.principalClaim(), name == null ? "missing" : "no string or number");
        }
        String text = name.toString();
        if (text.isBlank()
                || text.length() > MAX_NAME_CHARS
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new NotAuthorizedException(
                    "The token's claim %s is no name: accepted are 1 to %d printable characters",
                    config.principalClaim(), MAX_NAME_CHARS);
        }
        return new Principal(text, roles(claims));
    }

    private Set<String> roles(Map<String, Object> claims) {
        String claim = config.rolesClaim();
        Object value = claim == null ? null : Claims.find(claims, claim);
        List<String> listed =
                switch (value) {
                    case null -> List.of();
                    case List<?> list -> list.stream().map(String::valueOf).toList();
                    case String text -> List.of(text.strip().split("[\\s,]+"));
                    default ->
                            throw new NotAuthorizedException(
                                    "The token's claim %s lists no roles: it must be a list of"
                                            + " strings, or a string",
                                    claim);
                };
        if (listed.size() > MAX_ROLES) {
            throw new NotAuthorizedException(
                    "The token's claim %s lists %d roles; at most %d are accepted",
                    claim, listed.size(), MAX_ROLES);
        }
        Set<String> roles = new TreeSet<>(listed);
        roles.remove("");
        return roles;
    }
}
