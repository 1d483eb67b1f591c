package dev.tarn.storage.parquet.encoding;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

import java.util.concurrent.ArrayBlockingQueue;

/// Pages compressed with zstd, by its own library.
///
/// A context is some 100 KB that are not worth setting up for a page of 50; a few are kept for
/// whoever comes next. Thread-safe.
final class ZstdPages {
    private static final int MOST_KEPT = 64;
    private static final int MAGIC = 0xfd2fb528;

    /// A compressed block stands for at most 128 KB, and takes 3 bytes.
    private static final long MOST_RATIO = (128 << 10) / 3;

    private static final ArrayBlockingQueue<ZstdDecompressCtx> IDLE =
            new ArrayBlockingQueue<>(MOST_KEPT);

    private ZstdPages() {}

    /// The most bytes that the page can decompress to: what its frame says, if it says.
    static long most(PageBytes page) {
        long said = saidSize(page);
        return said > 0 ? said : MOST_RATIO * page.length();
    }

    /// The size that the head of the first frame says its content has; 0 where it says none.
    ///
    /// Source: RFC 8878, 3.1.1. Asking the library costs more than many a small page.
    static long saidSize(PageBytes page) {
        if (page.length() < 6 || page.leadingInt() != MAGIC) {
            return 0;
        }
        int descriptor = page.bytes()[page.start() + 4];
        boolean isSingle = (descriptor & 0x20) != 0;
        int idBytes = (1 << (descriptor & 3)) >> 1;
        int sizeBytes = (descriptor & 0xc0) == 0 ? isSingle ? 1 : 0 : 1 << (descriptor >> 6 & 3);
        int at = page.start() + 5 + (isSingle ? 0 : 1) + idBytes;
        if (at + sizeBytes > page.end()) {
            return 0;
        }
        long size = sizeBytes == 2 ? 256 : 0;
        for (int i = 0; i < sizeBytes; i++) {
            size += (page.bytes()[at + i] & 0xffL) << 8 * i;
        }
        return Math.max(0, size);
    }

    static int decompress(PageBytes page, byte[] target, int size) {
        ZstdDecompressCtx context = IDLE.poll();
        if (context == null) {
            context = new ZstdDecompressCtx();
        }
        boolean kept = false;
        try {
            int written =
                    context.decompressByteArray(
                            target, 0, size, page.bytes(), page.start(), page.length());
            kept = IDLE.offer(context);
            return written;
        } catch (ZstdException e) {
            throw new PageException("A page that is not zstd: " + e.getMessage(), e);
        } finally {
            if (!kept) {
                context.close();
            }
        }
    }
}
