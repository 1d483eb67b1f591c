package dev.tarn.catalog.store;

import org.jspecify.annotations.Nullable;

/// One secret, of which only the SHA-256 is kept (64 hexadecimal digits). `clientId` names the
/// client an access token was given to; `expiresMillis` null means never.
public record TokenRow(
        String id,
        String principal,
        Kind kind,
        @Nullable String clientId,
        String secretHash,
        long createdMillis,
        @Nullable Long expiresMillis) {

    /// What a secret is good for: as a bearer token; as an OAuth2 client's credential; or as the
    /// short-lived access token such a client was given.
    public enum Kind {
        BEARER,
        CLIENT,
        ACCESS
    }

    public boolean isExpired(long nowMillis) {
        Long expires = expiresMillis;
        return expires != null && expires <= nowMillis;
    }

    @Override
    public String toString() {
        return "TokenRow[id=" + id + ", principal=" + principal + ", kind=" + kind + "]";
    }
}
