package dev.tarn.storage.parquet;

import dev.tarn.storage.io.ByteRange;
import dev.tarn.storage.parquet.encoding.PageBytes;
import dev.tarn.storage.parquet.encoding.PageDecompression;
import dev.tarn.storage.parquet.format.BloomFilter;
import dev.tarn.storage.parquet.format.ColumnChunk;
import dev.tarn.storage.parquet.format.ColumnIndex;
import dev.tarn.storage.parquet.format.OffsetIndex;
import dev.tarn.storage.parquet.format.PageHeader;
import dev.tarn.storage.parquet.format.RowGroup;
import dev.tarn.storage.parquet.prune.ChunkParts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What pruning looks at of one file, read when it is asked for; page indexes are kept as long as
/// this. Reads block, and belong to the thread that owns the file.
final class FileParts implements ChunkParts {

    private final FileBytes file;
    private final Map<Place, PageIndex> indexes = new ConcurrentHashMap<>();

    private record Place(int rowGroup, int leaf) {}

    FileParts(FileBytes file) {
        this.file = file;
    }

    /// The parts that are in memory; asking it for others fails with [Absent].
    ChunkParts loaded() {
        return new Loaded();
    }

    /// Nothing was read, as reading would have blocked.
    static final class Absent extends IOException {
        private static final long serialVersionUID = 1L;

        Absent() {
            super("Not in memory");
        }
    }

    @Override
    public @Nullable Entries dictionary(RowGroup rowGroup, int leaf, ColumnChunk chunk)
            throws IOException {
        long end =
                chunk.dataPageOffset() > chunk.startOffset()
                        ? chunk.dataPageOffset()
                        : chunk.startOffset() + chunk.compressedBytes();
        int most = Math.toIntExact(end - chunk.startOffset());
        FileBytes.Block block = read(chunk.startOffset(), most);
        PageHeader header = PageHeader.read(block.bytes(), block.start(), block.end());
        if (!(header.content() instanceof PageHeader.Dictionary dictionary)) {
            return null;
        }
        PageBytes body =
                new PageBytes(block.bytes(), block.start(), block.end())
                        .skip(header.headerBytes())
                        .first(header.compressedBytes());
        PageBytes plain =
                PageDecompression.decompress(
                        chunk.codec(), body, header.uncompressedBytes(), byte[]::new);
        return new Entries(plain.bytes(), plain.start(), plain.end(), dictionary.valueCount());
    }

    @Override
    public BloomFilter bloomFilter(RowGroup rowGroup, int leaf, ColumnChunk chunk) {
        int length = chunk.bloomFilterBytes();
        if (length <= 0) {
            int most =
                    (int)
                            Math.min(
                                    BloomFilter.MOST_HEADER_BYTES,
                                    file.length() - chunk.bloomFilterOffset());
            FileBytes.Block head = read(chunk.bloomFilterOffset(), most);
            length = BloomFilter.readHeader(head.bytes(), head.start(), head.end()).totalBytes();
        }
        FileBytes.Block block = read(chunk.bloomFilterOffset(), length);
        return BloomFilter.read(block.bytes(), block.start(), block.end());
    }

    @Override
    public PageIndex pageIndex(RowGroup rowGroup, int leaf, ColumnChunk chunk) {
        Place place = new Place(rowGroup.ordinal(), leaf);
        PageIndex known = indexes.get(place);
        if (known == null) {
            List<FileBytes.Block> blocks =
                    file.read(
                            List.of(
                                    new ByteRange(
                                            chunk.offsetIndexOffset(), chunk.offsetIndexBytes()),
                                    new ByteRange(
                                            chunk.columnIndexOffset(), chunk.columnIndexBytes())));
            FileBytes.Block bounds = blocks.get(1);
            known =
                    new PageIndex(
                            offsets(rowGroup, blocks.get(0)),
                            ColumnIndex.read(bounds.bytes(), bounds.start(), bounds.end()));
            indexes.put(place, known);
        }
        return known;
    }

    /// Where the pages of each of `chunks` of `rowGroup` are; null where a chunk does not tell.
    @Nullable List<OffsetIndex> offsetIndexes(RowGroup rowGroup, List<ColumnChunk> chunks) {
        for (ColumnChunk chunk : chunks) {
            if (!chunk.hasOffsetIndex()) {
                return null;
            }
        }
        return file
                .read(
                        chunks.stream()
                                .map(chunk ->
                                        new ByteRange(
                                                chunk.offsetIndexOffset(),
                                                chunk.offsetIndexBytes()))
                                .toList())
                .stream()
                .map(block -> offsets(rowGroup, block))
                .toList();
    }

    private OffsetIndex offsets(RowGroup rowGroup, FileBytes.Block block) {
        return OffsetIndex.read(
                block.bytes(), block.start(), block.end(), rowGroup.rowCount(), file.length());
    }

    private FileBytes.Block read(long offset, int length) {
        return file.read(List.of(new ByteRange(offset, length))).getFirst();
    }

    private final class Loaded implements ChunkParts {
        @Override
        public Entries dictionary(RowGroup rowGroup, int leaf, ColumnChunk chunk)
                throws IOException {
            throw new Absent();
        }

        @Override
        public BloomFilter bloomFilter(RowGroup rowGroup, int leaf, ColumnChunk chunk)
                throws IOException {
            throw new Absent();
        }

        @Override
        public PageIndex pageIndex(RowGroup rowGroup, int leaf, ColumnChunk chunk)
                throws IOException {
            PageIndex known = indexes.get(new Place(rowGroup.ordinal(), leaf));
            if (known == null) {
                throw new Absent();
            }
            return known;
        }
    }
}
