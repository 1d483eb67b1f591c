package dev.tarn.storage.parquet;

import dev.tarn.storage.KeptParts;
import dev.tarn.storage.io.ByteRange;
import dev.tarn.storage.parquet.encoding.PageBytes;
import dev.tarn.storage.parquet.encoding.PageDecompression;
import dev.tarn.storage.parquet.format.BloomFilter;
import dev.tarn.storage.parquet.format.ColumnChunk;
import dev.tarn.storage.parquet.format.ColumnIndex;
import dev.tarn.storage.parquet.format.Footer;
import dev.tarn.storage.parquet.format.OffsetIndex;
import dev.tarn.storage.parquet.format.PageHeader;
import dev.tarn.storage.parquet.format.RowGroup;
import dev.tarn.storage.parquet.prune.ChunkParts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// What is looked at of one file besides its pages of values, read when it is asked for: the
/// footer, page indexes, dictionaries, bloom filters. Kept as long as this, and longer for files
/// that never change. Reads block, and belong to the thread that owns the file.
final class FileParts implements ChunkParts {
    private final FileBytes file;
    private final @Nullable KeptParts kept;
    private final Map<Part, Object> own = new ConcurrentHashMap<>();

    /// Which part: what it is, and of which column chunk; both numbers are -1 for the whole file.
    private record Part(Class<?> type, int rowGroup, int leaf) {}

    /// The length tells most files that were replaced all the same.
    private record Key(String location, long fileBytes, Part part) {}

    private static final int KEY_BYTES = 500;

    /// Parts of `file`, which are kept in `kept` if it never changes, null if it may.
    FileParts(FileBytes file, @Nullable KeptParts kept) {
        this.file = file;
        this.kept = kept;
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

    /// @throws dev.tarn.storage.parquet.format.FormatException if it is none
    Footer footer() {
        Part part = new Part(Footer.class, -1, -1);
        Footer known = find(part, Footer.class);
        if (known != null) {
            return known;
        }
        Footer read = Footers.read(file);
        keep(part, read, read.heldBytes());
        return read;
    }

    @Override
    public @Nullable Entries dictionary(RowGroup rowGroup, int leaf, ColumnChunk chunk)
            throws IOException {
        Part part = new Part(Entries.class, rowGroup.ordinal(), leaf);
        Entries known = find(part, Entries.class);
        if (known != null) {
            return known;
        }
        Entries read = readDictionary(chunk);
        if (read != null) {
            keep(part, read, read.bytes().length);
        }
        return read;
    }

    /// Bytes that are read for the dictionary of `chunk`.
    static long dictionaryBytes(ColumnChunk chunk) {
        return chunk.dataPageOffset() > chunk.startOffset()
                ? chunk.dataPageOffset() - chunk.startOffset()
                : chunk.compressedBytes();
    }

    private @Nullable Entries readDictionary(ColumnChunk chunk) throws IOException {
        int most = Math.toIntExact(dictionaryBytes(chunk));
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
        byte[] bytes = Arrays.copyOfRange(plain.bytes(), plain.start(), plain.end());
        return new Entries(bytes, 0, bytes.length, dictionary.valueCount());
    }

    @Override
    public BloomFilter bloomFilter(RowGroup rowGroup, int leaf, ColumnChunk chunk) {
        Part part = new Part(BloomFilter.class, rowGroup.ordinal(), leaf);
        BloomFilter known = find(part, BloomFilter.class);
        if (known != null) {
            return known;
        }
        int length = chunk.bloomFilterBytes();
        if (length <= 0) {
            long left = file.length() - chunk.bloomFilterOffset();
            int most = (int) Math.min(BloomFilter.MOST_HEADER_BYTES, left);
            FileBytes.Block head = read(chunk.bloomFilterOffset(), most);
            length = BloomFilter.readHeader(head.bytes(), head.start(), head.end()).totalBytes();
        }
        FileBytes.Block block = read(chunk.bloomFilterOffset(), length);
        BloomFilter read =
                BloomFilter.read(
                        Arrays.copyOfRange(block.bytes(), block.start(), block.end()), 0, length);
        keep(part, read, length);
        return read;
    }

    @Override
    public PageIndex pageIndex(RowGroup rowGroup, int leaf, ColumnChunk chunk) {
        PageIndex known = knownIndex(rowGroup, leaf);
        if (known != null) {
            return known;
        }
        List<FileBytes.Block> blocks = file.read(List.of(offsetRange(chunk), boundsRange(chunk)));
        OffsetIndex offsets = keepOffsets(rowGroup, leaf, blocks.getFirst());
        FileBytes.Block block = blocks.getLast();
        ColumnIndex bounds = ColumnIndex.read(block.bytes(), block.start(), block.end());
        keep(boundsPart(rowGroup, leaf), bounds, bounds.heldBytes());
        return new PageIndex(offsets, bounds);
    }

    /// Where the pages of the chunks of `leaves` in `rowGroup` are; null where a chunk does not
    /// tell.
    @Nullable List<OffsetIndex> offsetIndexes(RowGroup rowGroup, int[] leaves) {
        List<ByteRange> missing = new ArrayList<>();
        List<Integer> missingLeaves = new ArrayList<>();
        for (int leaf : leaves) {
            ColumnChunk chunk = rowGroup.chunk(leaf);
            if (!chunk.hasOffsetIndex()) {
                return null;
            }
            boolean asked = missingLeaves.contains(leaf);
            if (!asked && find(offsetsPart(rowGroup, leaf), OffsetIndex.class) == null) {
                missing.add(offsetRange(chunk));
                missingLeaves.add(leaf);
            }
        }
        List<FileBytes.Block> blocks = missing.isEmpty() ? List.of() : file.read(missing);
        for (int i = 0; i < blocks.size(); i++) {
            keepOffsets(rowGroup, missingLeaves.get(i), blocks.get(i));
        }
        List<OffsetIndex> indexes = new ArrayList<>();
        for (int leaf : leaves) {
            indexes.add((OffsetIndex) Objects.requireNonNull(own.get(offsetsPart(rowGroup, leaf))));
        }
        return indexes;
    }

    private OffsetIndex keepOffsets(RowGroup rowGroup, int leaf, FileBytes.Block block) {
        OffsetIndex read =
                OffsetIndex.read(
                        block.bytes(),
                        block.start(),
                        block.end(),
                        rowGroup.rowCount(),
                        file.length());
        keep(offsetsPart(rowGroup, leaf), read, read.heldBytes());
        return read;
    }

    private @Nullable PageIndex knownIndex(RowGroup rowGroup, int leaf) {
        OffsetIndex offsets = find(offsetsPart(rowGroup, leaf), OffsetIndex.class);
        ColumnIndex bounds = find(boundsPart(rowGroup, leaf), ColumnIndex.class);
        return offsets == null || bounds == null ? null : new PageIndex(offsets, bounds);
    }

    private static Part offsetsPart(RowGroup rowGroup, int leaf) {
        return new Part(OffsetIndex.class, rowGroup.ordinal(), leaf);
    }

    private static Part boundsPart(RowGroup rowGroup, int leaf) {
        return new Part(ColumnIndex.class, rowGroup.ordinal(), leaf);
    }

    private static ByteRange offsetRange(ColumnChunk chunk) {
        return new ByteRange(chunk.offsetIndexOffset(), chunk.offsetIndexBytes());
    }

    private static ByteRange boundsRange(ColumnChunk chunk) {
        return new ByteRange(chunk.columnIndexOffset(), chunk.columnIndexBytes());
    }

    private <T> @Nullable T find(Part part, Class<T> type) {
        Object found = own.get(part);
        if (found == null && kept != null) {
            found = kept.find(new Key(file.location(), file.length(), part), type);
            if (found != null) {
                own.put(part, found);
            }
        }
        return type.cast(found);
    }

    private void keep(Part part, Object read, long heldBytes) {
        own.put(part, read);
        if (kept != null) {
            Key key = new Key(file.location(), file.length(), part);
            kept.keep(key, read, KEY_BYTES + heldBytes);
        }
    }

    private FileBytes.Block read(long offset, int length) {
        return file.read(List.of(new ByteRange(offset, length))).getFirst();
    }

    private final class Loaded implements ChunkParts {
        @Override
        public Entries dictionary(RowGroup rowGroup, int leaf, ColumnChunk chunk)
                throws IOException {
            return known(new Part(Entries.class, rowGroup.ordinal(), leaf), Entries.class);
        }

        @Override
        public BloomFilter bloomFilter(RowGroup rowGroup, int leaf, ColumnChunk chunk)
                throws IOException {
            return known(new Part(BloomFilter.class, rowGroup.ordinal(), leaf), BloomFilter.class);
        }

        @Override
        public PageIndex pageIndex(RowGroup rowGroup, int leaf, ColumnChunk chunk)
                throws IOException {
            PageIndex known = knownIndex(rowGroup, leaf);
            if (known == null) {
                throw new Absent();
            }
            return known;
        }

        private <T> T known(Part part, Class<T> type) throws IOException {
            T known = find(part, type);
            if (known == null) {
                throw new Absent();
            }
            return known;
        }
    }
}
