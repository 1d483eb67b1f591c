package dev.tarn.storage.parquet;

import dev.tarn.storage.parquet.encoding.PageBytes;
import dev.tarn.storage.parquet.encoding.PageDecompression;
import dev.tarn.storage.parquet.format.Encoding;
import dev.tarn.storage.parquet.format.PageHeader;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/// One data page in memory, compressed: its body begins at `bytes[start]`.
///
/// Rows are those of the row group. `endRow` is -1 where the page does not tell how many rows it
/// holds, and `firstRow` then as well, but for the first page. Thread-safe.
final class LeafPage {
    private final LeafChunk chunk;
    private final PageHeader header;
    private final byte[] bytes;
    private final int start;
    private final long firstRow;
    private final long endRow;
    private final ReentrantLock decompressing = new ReentrantLock();
    private int readerCount;
    private volatile @Nullable PageBytes decompressed;

    LeafPage(
            LeafChunk chunk,
            PageHeader header,
            byte[] bytes,
            int start,
            long firstRow,
            long endRow) {
        this.chunk = chunk;
        this.header = header;
        this.bytes = bytes;
        this.start = start;
        this.firstRow = firstRow;
        this.endRow = endRow;
    }

    PageHeader header() {
        return header;
    }

    long firstRow() {
        return firstRow;
    }

    long endRow() {
        return endRow;
    }

    boolean hasRows() {
        return endRow >= 0;
    }

    /// Says that one more piece has rows of this page: where several have, whoever decompresses it
    /// first does it for all. Called before any of them begins.
    void addReader() {
        readerCount++;
    }

    int entryCount() {
        return switch (header.content()) {
            case PageHeader.DataV1 v1 -> v1.valueCount();
            case PageHeader.DataV2 v2 -> v2.valueCount();
            case PageHeader.Dictionary _, PageHeader.Other _ -> throw new AssertionError(header);
        };
    }

    Encoding encoding() {
        return switch (header.content()) {
            case PageHeader.DataV1 v1 -> v1.encoding();
            case PageHeader.DataV2 v2 -> v2.encoding();
            case PageHeader.Dictionary _, PageHeader.Other _ -> throw new AssertionError(header);
        };
    }

    /// Opens the page for one reader, which lends `buffer` for what is decompressed; it is used
    /// until the reader opens another page.
    OpenPage open(LeafColumn column, PageBuffer buffer) throws IOException {
        return switch (header.content()) {
            case PageHeader.DataV1 v1 -> OpenPage.of(v1, column, body(0, buffer));
            case PageHeader.DataV2 v2 -> {
                int levelBytes = v2.repetitionLevelBytes() + v2.definitionLevelBytes();
                PageBytes levels = new PageBytes(bytes, start, start + levelBytes);
                PageBytes values =
                        v2.compressed() ? body(levelBytes, buffer) : plainBody(levelBytes);
                yield OpenPage.of(v2, column, levels, values);
            }
            case PageHeader.Dictionary _, PageHeader.Other _ -> throw new AssertionError(header);
        };
    }

    /// The page without its first `levelBytes`, which is not compressed.
    private PageBytes plainBody(int levelBytes) throws IOException {
        chunk.openedPage(header);
        chunk.checkBody(header, bytes, start);
        return new PageBytes(bytes, start + levelBytes, start + header.compressedBytes());
    }

    /// The page without its first `levelBytes`, decompressed.
    private PageBytes body(int levelBytes, PageBuffer buffer) throws IOException {
        return readerCount < 2 ? decompress(levelBytes, buffer) : shared(levelBytes);
    }

    private PageBytes shared(int levelBytes) throws IOException {
        PageBytes known = decompressed;
        if (known != null) {
            return known;
        }
        decompressing.lock();
        try {
            known = decompressed;
            if (known == null) {
                known = decompress(levelBytes, new PageBuffer());
                decompressed = known;
            }
            return known;
        } finally {
            decompressing.unlock();
        }
    }

    /// Whether another thread is decompressing it, so that opening it would wait.
    boolean isBusy() {
        return decompressed == null
                && decompressing.isLocked()
                && !decompressing.isHeldByCurrentThread();
    }

    /// Decompresses the page where several pieces have rows of it, and none has begun to. Fails
    /// silently, as [#open] will fail again.
    void openAhead() {
        if (readerCount < 2 || decompressed != null || decompressing.isLocked()) {
            return;
        }
        try {
            switch (header.content()) {
                case PageHeader.DataV1 _ -> shared(0);
                case PageHeader.DataV2 v2 -> {
                    if (v2.compressed()) {
                        shared(v2.repetitionLevelBytes() + v2.definitionLevelBytes());
                    }
                }
                case PageHeader.Dictionary _, PageHeader.Other _ ->
                        throw new AssertionError(header);
            }
        } catch (IOException | RuntimeException damaged) {
            // Told by whoever opens the page, if anybody does.
        }
    }

    private PageBytes decompress(int levelBytes, PageBuffer buffer) throws IOException {
        chunk.openedPage(header);
        chunk.checkBody(header, bytes, start);
        PageBytes compressed =
                new PageBytes(bytes, start + levelBytes, start + header.compressedBytes());
        return PageDecompression.decompress(
                chunk.chunk().codec(),
                compressed,
                header.uncompressedBytes() - levelBytes,
                buffer::room);
    }
}
