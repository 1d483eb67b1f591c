package dev.tarn.storage.parquet;

/// Room for one decompressed page after the other. One thread.
final class PageBuffer {
    /// Loops that read whole vectors stop this far before the end of an array.
    private static final int SLACK_BYTES = 64;

    private byte[] bytes = new byte[0];

    /// At least `lengthBytes`, of any content.
    byte[] room(int lengthBytes) {
        if (bytes.length < lengthBytes) {
            bytes = new byte[lengthBytes + SLACK_BYTES];
        }
        return bytes;
    }
}
