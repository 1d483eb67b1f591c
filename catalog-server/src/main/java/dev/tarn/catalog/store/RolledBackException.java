package dev.tarn.catalog.store;

/// Nothing was written, and the same again may succeed.
final class RolledBackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RolledBackException(Throwable cause) {
        super(cause);
    }
}
