package dev.tarn.storage.parquet;

import dev.tarn.storage.parquet.encoding.PageBytes;
import dev.tarn.storage.parquet.format.ColumnChunk;
import dev.tarn.storage.parquet.format.OffsetIndex;
import dev.tarn.storage.parquet.format.PageHeader;
import dev.tarn.storage.parquet.prune.RowRanges;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Finds the pages of a column chunk in bytes that were fetched, and checks what they say of
/// themselves.
final class PageWalk {
    private final LeafChunk leaf;
    private final long rowCount;
    private final List<LeafPage> pages = new ArrayList<>();

    private PageWalk(LeafChunk leaf, long rowCount) {
        this.leaf = leaf;
        this.rowCount = rowCount;
    }

    /// The pages of a whole chunk, of a row group of `rowCount` rows, in the `block` that holds it.
    static List<LeafPage> all(LeafChunk leaf, long rowCount, FileBytes.Block block)
            throws IOException {
        PageWalk walk = new PageWalk(leaf, rowCount);
        ColumnChunk chunk = leaf.chunk();
        int at = block.start();
        int end = block.end();
        long values = 0;
        long row = 0;
        while (values < chunk.valueCount()) {
            if (at >= end) {
                throw new IOException(
                        "its pages have %d values of %d".formatted(values, chunk.valueCount()));
            }
            PageHeader header = walk.header(block.bytes(), at, end);
            at += header.headerBytes();
            switch (header.content()) {
                case PageHeader.DataV1 v1 -> {
                    boolean flat = leaf.column().maxRepetition() == 0;
                    long endRow = flat ? row + v1.valueCount() : -1;
                    walk.add(header, block.bytes(), at, row, endRow);
                    row = flat ? endRow : -1;
                    values += v1.valueCount();
                }
                case PageHeader.DataV2 v2 -> {
                    boolean known = row >= 0;
                    long endRow = known ? row + v2.rowCount() : -1;
                    walk.add(header, block.bytes(), at, row, endRow);
                    row = endRow;
                    values += v2.valueCount();
                }
                case PageHeader.Dictionary _ ->
                        leaf.dictionaryPage(header, body(header, block.bytes(), at));
                case PageHeader.Other _ -> {}
            }
            at += header.compressedBytes();
        }
        if (values > chunk.valueCount()) {
            throw new IOException(
                    "its pages have %d values, %d of them too many"
                            .formatted(values, values - chunk.valueCount()));
        }
        return walk.pages;
    }

    /// Those of the chunk's pages that hold rows of `rows`, in the blocks that hold them.
    static List<LeafPage> some(
            LeafChunk leaf,
            long rowCount,
            OffsetIndex index,
            RowRanges rows,
            List<FileBytes.Block> blocks)
            throws IOException {
        PageWalk walk = new PageWalk(leaf, rowCount);
        for (int page = 0; page < index.pageCount(); page++) {
            long firstRow = index.firstRows()[page];
            long endRow = index.endRow(page, rowCount);
            if (!rows.overlaps(firstRow, endRow)) {
                continue;
            }
            FileBytes.Block block = FileBytes.blockAt(blocks, index.offsets()[page]);
            PageHeader header = walk.header(block.bytes(), block.start(), block.end());
            int body = block.start() + header.headerBytes();
            walk.add(header, block.bytes(), body, firstRow, endRow);
        }
        return walk.pages;
    }

    /// Takes the dictionary page that `block` is.
    static void dictionary(LeafChunk leaf, FileBytes.Block block) throws IOException {
        PageWalk walk = new PageWalk(leaf, 0);
        int at = block.start();
        PageHeader header = walk.header(block.bytes(), at, block.end());
        if (!(header.content() instanceof PageHeader.Dictionary)) {
            throw new IOException("a page that is no dictionary where there should be one");
        }
        leaf.dictionaryPage(header, body(header, block.bytes(), at + header.headerBytes()));
    }

    private PageHeader header(byte[] bytes, int at, int end) throws IOException {
        PageHeader header = PageHeader.read(bytes, at, end);
        if (header.compressedBytes() > end - at - header.headerBytes()) {
            throw new IOException(
                    "a page of %d bytes where %d are left"
                            .formatted(header.compressedBytes(), end - at - header.headerBytes()));
        }
        leaf.checkSize(header);
        return header;
    }

    private static PageBytes body(PageHeader header, byte[] bytes, int at) {
        return new PageBytes(bytes, at, at + header.compressedBytes());
    }

    private void add(PageHeader header, byte[] bytes, int at, long firstRow, long endRow)
            throws IOException {
        LeafPage page =
                switch (header.content()) {
                    case PageHeader.DataV1 _, PageHeader.DataV2 _ ->
                            new LeafPage(leaf, header, bytes, at, firstRow, endRow);
                    case PageHeader.Dictionary _, PageHeader.Other _ ->
                            throw new IOException("a page without values among those with rows");
                };
        boolean flat = leaf.column().maxRepetition() == 0;
        if (endRow > rowCount || flat && page.entryCount() != endRow - firstRow) {
            throw new IOException(
                    "a page of %d values for rows %d to %d of %d"
                            .formatted(page.entryCount(), firstRow, endRow, rowCount));
        }
        pages.add(page);
    }
}
