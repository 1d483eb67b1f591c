package dev.tarn.storage.parquet.encoding;

/// The bytes of a page do not hold what its header, or the encoding, says they do. The message
/// tells what was read and what is wrong; which page of which column it was, the reader adds.
public final class PageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PageException(String message) {
        super(message);
    }

    PageException(String message, Throwable cause) {
        super(message, cause);
    }
}
