package dev.tarn.catalog.store;

/// Somebody who may be granted things. `source` says who vouches for the name.
public record PrincipalRow(String name, Source source, long createdMillis) {

    /// Our own tokens, or an OIDC issuer's.
    public enum Source {
        LOCAL,
        OIDC
    }
}
