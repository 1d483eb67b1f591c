package dev.tarn.storage;

import org.jspecify.annotations.Nullable;

/// A file could not be read or written. The message names the file and, where known, the row group,
/// column, line and value.
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /// Why: the file is not there; access is refused; its bytes are not what its format says; what
    /// it holds is not supported here; a value does not fit the type asked for; the store failed.
    public enum Kind {
        NOT_FOUND,
        ACCESS_DENIED,
        CORRUPT,
        UNSUPPORTED,
        BAD_VALUE,
        IO
    }

    public StorageException(Kind kind, String message) {
        this(kind, message, null);
    }

    public StorageException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
