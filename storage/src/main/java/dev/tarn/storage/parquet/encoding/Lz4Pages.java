package dev.tarn.storage.parquet.encoding;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.lz4.Lz4Decompressor;
import io.airlift.compress.v3.lz4.Lz4JavaDecompressor;
import io.airlift.compress.v3.lz4.Lz4NativeDecompressor;

import java.nio.ByteBuffer;

/// Pages compressed with LZ4.
///
/// Of the deprecated codec LZ4 three dialects are in files: Hadoop's frames (big-endian sizes
/// before each block), and raw blocks without any frame. The first that fits decides, as in Arrow.
final class Lz4Pages {
    private static final boolean NATIVE = Lz4NativeDecompressor.isEnabled();

    private Lz4Pages() {}

    private static Lz4Decompressor decompressor() {
        return NATIVE ? new Lz4NativeDecompressor() : new Lz4JavaDecompressor();
    }

    static int raw(PageBytes page, byte[] target, int size) {
        return block(page, target, 0, size);
    }

    private static int block(PageBytes block, byte[] target, int offset, int most) {
        try {
            return decompressor()
                    .decompress(block.bytes(), block.start(), block.length(), target, offset, most);
        } catch (MalformedInputException | IllegalArgumentException e) {
            throw new PageException("A page that is not LZ4: " + e.getMessage(), e);
        }
    }

    static int framed(PageBytes page, byte[] target, int size) {
        return frames(page, target, size) == size ? size : raw(page, target, size);
    }

    /// Bytes decompressed, or -1 where the page does not consist of frames.
    private static int frames(PageBytes page, byte[] target, int size) {
        ByteBuffer in = ByteBuffer.wrap(page.bytes(), page.start(), page.length());
        int written = 0;
        while (in.remaining() >= 8) {
            int plain = in.getInt();
            int packed = in.getInt();
            if (packed <= 0 || packed > in.remaining() || plain > size - written) {
                return -1;
            }
            try {
                int from = in.position();
                PageBytes block = new PageBytes(page.bytes(), from, from + packed);
                written += block(block, target, written, size - written);
            } catch (PageException e) {
                return -1;
            }
            in.position(in.position() + packed);
        }
        return in.hasRemaining() ? -1 : written;
    }
}
