package dev.tarn.catalog.service;

import org.jspecify.annotations.Nullable;

/// How a change was asked for. `idempotencyKey` is null when the client sent none; `fingerprint`
/// binds the key to operation, resource and body.
public record Mutation(@Nullable String idempotencyKey, String fingerprint) {

    public static final Mutation PLAIN = new Mutation(null, "");
}
