package dev.tarn.storage.parquet;

/// Room for one decompressed page after the other. One thread.
final class PageBuffer {
    private byte[] bytes = new byte[0];

    /// At least `lengthBytes`, of any content.
    byte[] room(int lengthBytes) {
        if (bytes.length < lengthBytes) {
            bytes = new byte[lengthBytes];
        }
        return bytes;
    }
}
