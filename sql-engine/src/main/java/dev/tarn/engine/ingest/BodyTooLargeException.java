package dev.tarn.engine.ingest;

/// A request has more bytes than [RowIngest#MAX_BODY_BYTES].
public final class BodyTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BodyTooLargeException() {
        super(
                "The rows of one request may have %d bytes, unpacked"
                        .formatted(RowIngest.MAX_BODY_BYTES));
    }
}
