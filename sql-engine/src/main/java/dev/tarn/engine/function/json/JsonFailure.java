package dev.tarn.engine.function.json;

/// Why a text is not JSON, or a path gives nothing for it: what ON ERROR decides about. Never
/// leaves this package. Without a stack trace, as it may be one a row.
final class JsonFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JsonFailure(String message, Object... values) {
        super(message.formatted(values), null, false, false);
    }

    /// What is wrong, as a sentence without its end.
    String reason() {
        return String.valueOf(getMessage());
    }
}
