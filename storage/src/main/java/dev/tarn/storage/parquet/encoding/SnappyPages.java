package dev.tarn.storage.parquet.encoding;

import org.xerial.snappy.Snappy;

import java.io.IOException;

/// Pages compressed with Snappy, by Google's library.
final class SnappyPages {
    private SnappyPages() {}

    /// The bytes that the page says it decompresses to.
    static long length(PageBytes page) {
        long length = 0;
        for (int i = 0; i < 5 && i < page.length(); i++) {
            int next = page.bytes()[page.start() + i];
            length |= (next & 0x7fL) << 7 * i;
            if (next >= 0) {
                return length;
            }
        }
        return 0;
    }

    static int decompress(PageBytes page, byte[] target, int size) {
        try {
            return Snappy.uncompress(page.bytes(), page.start(), page.length(), target, 0);
        } catch (IOException e) {
            throw new PageException(
                    "A page of %d bytes that is not Snappy: %s".formatted(size, e.getMessage()), e);
        }
    }
}
