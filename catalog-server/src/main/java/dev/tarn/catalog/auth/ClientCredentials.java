package dev.tarn.catalog.auth;

import dev.tarn.catalog.auth.AccessAdministration.NewToken;
import dev.tarn.catalog.store.AccessStore;
import dev.tarn.catalog.store.TokenRow;

import org.apache.iceberg.exceptions.NotAuthorizedException;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Gives short-lived access tokens to OAuth2 clients. Thread-safe.
public final class ClientCredentials {
    private static final int EXPIRED_PER_ISSUE = 16;

    private final AccessStore store;
    private final AccessAdministration tokens;
    private final Duration lifetime;
    private final Clock clock;

    public ClientCredentials(
            AccessStore store, AccessAdministration tokens, Duration lifetime, Clock clock) {
        this.store = store;
        this.tokens = tokens;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /// A new access token with the time it is good for.
    public record Issued(String token, Duration lifetime) {
        @Override
        public String toString() {
            return "Issued[" + lifetime + "]";
        }
    }

    /// @throws NotAuthorizedException if id and secret are not a client's
    public Issued issue(String clientId, String clientSecret) {
        Secret secret = Secret.parse(clientSecret);
        Optional<TokenRow> row = secret == null ? Optional.empty() : store.findToken(secret.id());
        if (secret == null
                || row.isEmpty()
                || row.get().kind() != TokenRow.Kind.CLIENT
                || !row.get().id().equals(clientId)
                || !secret.matches(row.get().secretHash())
                || row.get().isExpired(clock.millis())) {
            throw new NotAuthorizedException("Client id and secret do not belong together");
        }
        store.deleteExpiredAccessTokens(clock.millis(), EXPIRED_PER_ISSUE);
        Duration good = lifetime(row.get());
        NewToken token = tokens.insert(row.get().principal(), TokenRow.Kind.ACCESS, clientId, good);
        return new Issued(token.text(), good);
    }

    /// Not beyond the client's own end.
    private Duration lifetime(TokenRow client) {
        Long expires = client.expiresMillis();
        if (expires == null) {
            return lifetime;
        }
        Duration left = Duration.ofMillis(expires - clock.millis());
        return left.compareTo(lifetime) < 0 ? left : lifetime;
    }
}
