package dev.tarn.storage.parquet.encoding;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.parquet.format.Codec;

import java.util.function.IntFunction;

/// Decompresses pages.
///
/// A page's header says how many bytes come out. That is first held against what the compressed
/// bytes can be at all, so that a damaged header does not make us ask for memory; what comes out
/// must be exactly as many. Thread-safe.
public final class PageDecompression {
    /// Most bytes that a page may have, decompressed.
    public static final int MOST_BYTES = 1 << 30;

    private PageDecompression() {}

    /// `page` decompressed: `size` bytes at the start of an array that `room` gives when it is
    /// asked for one of that length, or the page itself where it is not compressed.
    ///
    /// @throws PageException if the page does not decompress to `size` bytes
    /// @throws StorageException UNSUPPORTED for LZO, and above [#MOST_BYTES]
    public static PageBytes decompress(
            Codec codec, PageBytes page, int size, IntFunction<byte[]> room) {
        if (codec == Codec.LZO) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "Pages compressed with LZO cannot be read; supported are UNCOMPRESSED, SNAPPY,"
                            + " GZIP, ZSTD, LZ4_RAW, LZ4, BROTLI");
        }
        if (size > MOST_BYTES) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "A page of %d bytes cannot be read; %d are the most"
                            .formatted(size, MOST_BYTES));
        }
        int written;
        byte[] target;
        try {
            check(codec, page, size);
            if (codec == Codec.UNCOMPRESSED || size == 0 && page.length() == 0) {
                return page;
            }
            target = room.apply(size);
            written =
                    switch (codec) {
                        case UNCOMPRESSED, LZO -> throw new AssertionError(codec);
                        case SNAPPY -> SnappyPages.decompress(page, target, size);
                        case ZSTD -> ZstdPages.decompress(page, target, size);
                        case GZIP -> GzipPages.decompress(page, target, size);
                        case LZ4_RAW -> Lz4Pages.raw(page, target, size);
                        case LZ4 -> Lz4Pages.framed(page, target, size);
                        case BROTLI -> BrotliPages.decompress(page, target, size);
                    };
        } catch (PageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new PageException("A page that is not %s: %s".formatted(codec, e), e);
        }
        if (written != size) {
            throw new PageException(
                    "A page of %d bytes where its header says %d".formatted(written, size));
        }
        return new PageBytes(target, 0, size);
    }

    /// Checks that `page` may decompress to `size` bytes.
    private static void check(Codec codec, PageBytes page, int size) {
        if (size < 0) {
            throw new PageException("A page of %d bytes".formatted(size));
        }
        long most =
                switch (codec) {
                    case UNCOMPRESSED -> page.length();
                    case SNAPPY -> SnappyPages.length(page);
                    case ZSTD -> ZstdPages.most(page);
                    case GZIP -> 1032L * page.length();
                    case LZ4_RAW, LZ4 -> 255L * page.length();
                    case BROTLI -> BrotliPages.most(page);
                    case LZO -> 0;
                };
        boolean exact = codec == Codec.UNCOMPRESSED || codec == Codec.SNAPPY;
        if (size > most || exact && size != most) {
            throw new PageException(
                    "A page of %d bytes, %d compressed with %s, which cannot be"
                            .formatted(size, page.length(), codec));
        }
    }
}
