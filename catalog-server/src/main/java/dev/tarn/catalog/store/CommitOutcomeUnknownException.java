package dev.tarn.catalog.store;

/// COMMIT was sent and its answer was lost: the change may or may not be durable.
public final class CommitOutcomeUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommitOutcomeUnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}
