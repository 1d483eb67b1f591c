package dev.tarn.catalog.error;

/// An error that has no exception class in Iceberg's API.
public final class CatalogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public CatalogException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public CatalogException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
