package dev.tarn.storage.parquet.encoding;

import org.brotli.dec.BrotliInputStream;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Pages compressed with Brotli, by Google's decoder in Java.
final class BrotliPages {
    /// No page is worth more: a block of 16 MB takes some bytes.
    private static final long MOST_RATIO = 4L << 20;

    private BrotliPages() {}

    static long most(PageBytes page) {
        return MOST_RATIO * page.length();
    }

    static int decompress(PageBytes page, byte[] target, int size) {
        try (BrotliInputStream in =
                new BrotliInputStream(
                        new ByteArrayInputStream(page.bytes(), page.start(), page.length()))) {
            int written = in.readNBytes(target, 0, size);
            return in.read() < 0 ? written : size + 1;
        } catch (IOException e) {
            throw new PageException("A page that is not Brotli: " + e.getMessage(), e);
        }
    }
}
