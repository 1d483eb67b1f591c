package dev.tarn.catalog.service;

/// Another request with the same idempotency key was finished first; this one wrote nothing.
public final class KeyTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyTakenException(String key) {
        super("Idempotency key is already taken: " + key);
    }
}
