package dev.tarn.storage.io;

/// The `length` bytes of a file from `offset` on.
public record ByteRange(long offset, int length) {
    public ByteRange {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException(
                    "Not a range: %d bytes from %d on; both must be 0 or more"
                            .formatted(length, offset));
        }
    }

    /// The offset of the first byte behind.
    public long end() {
        return offset + length;
    }
}
