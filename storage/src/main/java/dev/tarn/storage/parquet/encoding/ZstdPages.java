package dev.tarn.storage.parquet.encoding;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

import java.util.concurrent.ArrayBlockingQueue;

/// Pages compressed with zstd, by its own library.
///
/// A context is some 100 KB that are not worth setting up for a page of 50; a few are kept for
/// whoever comes next. Thread-safe.
final class ZstdPages {
    private static final int MOST_KEPT = 64;

    /// A compressed block stands for at most 128 KB, and takes 3 bytes.
    private static final long MOST_RATIO = (128 << 10) / 3;

    private static final ArrayBlockingQueue<ZstdDecompressCtx> IDLE =
            new ArrayBlockingQueue<>(MOST_KEPT);

    private ZstdPages() {}

    /// The most bytes that the page can decompress to: what its frame says, if it says.
    static long most(PageBytes page) {
        long said = Zstd.getFrameContentSize(page.bytes(), page.start(), page.length());
        return said > 0 ? Math.max(said, 0) : MOST_RATIO * page.length();
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
