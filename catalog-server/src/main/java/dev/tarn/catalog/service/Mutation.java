package dev.tarn.catalog.service;

import org.jspecify.annotations.Nullable;

/// How a change was asked for. `idempotencyKey` is null when the client sent none; `fingerprint`
/// binds the key to operation, resource and body.
public record Mutation(@Nullable String idempotencyKey, String fingerprint, Origin origin) {

    public static final Mutation PLAIN = new Mutation(null, "", Origin.LOCAL);

    /// Without an idempotency key.
    public static Mutation plain(Origin origin) {
        return new Mutation(null, "", origin);
    }
}
