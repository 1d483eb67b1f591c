package dev.tarn.storage.parquet.format;

/// Bytes that are not what the Parquet format says, or that say what we do not support. The message
/// tells what was read, at which byte of it, and what is wrong.
public final class FormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean unsupported;

    private FormatException(String message, boolean unsupported) {
        super(message);
        this.unsupported = unsupported;
    }

    static FormatException malformed(String message) {
        return new FormatException(message, false);
    }

    static FormatException unsupported(String message) {
        return new FormatException(message, true);
    }

    /// Whether the bytes may well be right, and it is us who do not support what they say.
    public boolean isUnsupported() {
        return unsupported;
    }
}
