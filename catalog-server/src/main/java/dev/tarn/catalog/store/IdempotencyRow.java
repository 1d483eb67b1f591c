package dev.tarn.catalog.store;

/// What was answered to a request with an idempotency key. `fingerprint` binds the key to one
/// operation on one resource with one body.
public record IdempotencyRow(
        String key, String fingerprint, String receiptKind, String receipt, long expiresMillis) {}
