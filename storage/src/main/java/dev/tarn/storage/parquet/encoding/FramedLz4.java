package dev.tarn.storage.parquet.encoding;

import io.airlift.compress.lz4.Lz4Decompressor;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The deprecated LZ4 codec of Parquet, of which three dialects are in files: Hadoop's frames (big
/// endian sizes before each block), and raw blocks without any frame. The first that fits decides,
/// as in Arrow.
final class FramedLz4 {
    private FramedLz4() {}

    static int decompress(byte[] page, byte[] target) throws IOException {
        int framed = frames(page, target);
        if (framed == target.length) {
            return framed;
        }
        return new Lz4Decompressor().decompress(page, 0, page.length, target, 0, target.length);
    }

    /// Bytes decompressed, or -1 where the page does not consist of frames.
    private static int frames(byte[] page, byte[] target) {
        ByteBuffer in = ByteBuffer.wrap(page);
        int written = 0;
        while (in.remaining() >= 8) {
            int plain = in.getInt();
            int packed = in.getInt();
            if (packed <= 0 || packed > in.remaining() || plain > target.length - written) {
                return -1;
            }
            try {
                written +=
                        new Lz4Decompressor()
                                .decompress(
                                        page,
                                        in.position(),
                                        packed,
                                        target,
                                        written,
                                        target.length - written);
            } catch (RuntimeException e) {
                return -1;
            }
            in.position(in.position() + packed);
        }
        return in.hasRemaining() ? -1 : written;
    }
}
