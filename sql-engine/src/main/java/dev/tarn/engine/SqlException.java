package dev.tarn.engine;

import org.jspecify.annotations.Nullable;

/// A statement's failure: a code, a message that says what was asked, of what, what was seen and
/// what is accepted, and where in the SQL text it came from when that is known.
public final class SqlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable Position position;

    /// A place in the SQL text; both count from 1.
    public record Position(int line, int column) {}

    public SqlException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    public SqlException(
            ErrorCode code,
            String message,
            @Nullable Position position,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.position = position;
    }

    public ErrorCode code() {
        return code;
    }

    public @Nullable Position position() {
        return position;
    }

    /// The message as every Throwable has it, never null here.
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.name() : message;
    }
}
