package dev.tarn.catalog.store;

import java.io.IOException;

/// The store could not do the work, and provably nothing was written.
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message) {
        super(message);
    }

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /// Of a database at `place` that cannot be opened, for the innermost reason.
    static StoreUnavailableException atOpening(Object place, Throwable failure) {
        Throwable reason = failure;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return new StoreUnavailableException(
                "The catalog database %s cannot be opened: %s".formatted(place, told(reason)),
                failure);
    }

    /// Errors of files say no more than a name; others explain themselves.
    private static String told(Throwable reason) {
        return reason instanceof IOException
                ? reason.toString()
                : String.valueOf(reason.getMessage());
    }
}
