package dev.tarn.storage.parquet;

import dev.tarn.storage.io.ByteRange;
import dev.tarn.storage.parquet.format.Footer;

import java.util.List;

/// Reads footers: the end of the file in one request, and what is missing of a long footer in
/// another.
final class Footers {
    /// Bytes that hold most footers.
    private static final int TAIL_BYTES = 64 << 10;

    private Footers() {}

    /// @throws dev.tarn.storage.StorageException if the file cannot be read
    /// @throws dev.tarn.storage.parquet.format.FormatException if it does not end in a footer
    static Footer read(FileBytes file) {
        FileBytes.Block tail = file.readTail(TAIL_BYTES);
        long fileBytes = file.length();
        if (tail.length() == 0) {
            return Footer.read(new byte[0], 0, Footer.lengthBytes(new byte[0], 0, 0), 0);
        }
        int length = Footer.lengthBytes(tail.bytes(), tail.end(), fileBytes);
        int end = tail.end() - Footer.TAIL_BYTES;
        if (length <= end - tail.start()) {
            file.count(length + Footer.TAIL_BYTES);
            return Footer.read(tail.bytes(), end - length, end, fileBytes);
        }
        ByteRange range = new ByteRange(fileBytes - Footer.TAIL_BYTES - length, length);
        FileBytes.Block footer = file.read(List.of(range)).getFirst();
        return Footer.read(footer.bytes(), footer.start(), footer.end(), fileBytes);
    }
}
