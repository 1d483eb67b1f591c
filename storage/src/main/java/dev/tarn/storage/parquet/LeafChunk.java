package dev.tarn.storage.parquet;

import dev.tarn.columnar.DataType;
import dev.tarn.storage.ScanCounters;
import dev.tarn.storage.parquet.encoding.Dictionary;
import dev.tarn.storage.parquet.encoding.PageBytes;
import dev.tarn.storage.parquet.encoding.PageDecompression;
import dev.tarn.storage.parquet.format.ColumnChunk;
import dev.tarn.storage.parquet.format.PageHeader;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.zip.CRC32;

/// What the pieces of one column chunk share: above all its dictionary, which the first who needs
/// it decodes. Thread-safe.
final class LeafChunk {
    /// Numbers above this many distinct values are cheaper flat: evaluating once an entry no longer
    /// saves much over once a row, and reading goes through one indirection more.
    private static final int MOST_NUMBERS = 512;

    /// A page may have this many bytes whatever the footer says of its chunk.
    private static final int UNDOUBTED_PAGE_BYTES = 64 << 20;

    private final LeafColumn column;
    private final ColumnChunk chunk;
    private final ScanCounters counters;

    private @Nullable PageHeader dictionaryHeader;
    private @Nullable PageBytes dictionaryPage;
    private @Nullable Dictionary dictionary;

    LeafChunk(LeafColumn column, ColumnChunk chunk, ScanCounters counters) {
        this.column = column;
        this.chunk = chunk;
        this.counters = counters;
    }

    LeafColumn column() {
        return column;
    }

    ColumnChunk chunk() {
        return chunk;
    }

    void openedPage(PageHeader header) {
        counters.openedPages.increment();
        counters.bytesDecompressed.add(header.uncompressedBytes());
    }

    /// Takes the dictionary page, still compressed, before any reader asks for the dictionary.
    void dictionaryPage(PageHeader header, PageBytes body) throws IOException {
        if (dictionaryHeader != null) {
            throw new IOException("a second dictionary");
        }
        dictionaryHeader = header;
        dictionaryPage = body;
    }

    boolean hasDictionaryPage() {
        return dictionaryHeader != null;
    }

    /// The dictionary; null where the chunk has none.
    synchronized @Nullable Dictionary dictionary() throws IOException {
        Dictionary known = dictionary;
        PageHeader header = dictionaryHeader;
        PageBytes body = dictionaryPage;
        if (known != null || header == null || body == null) {
            return known;
        }
        checkBody(header, body.bytes(), body.start());
        PageBytes plain =
                PageDecompression.decompress(
                        chunk.codec(), body, header.uncompressedBytes(), byte[]::new);
        counters.bytesDecompressed.add(header.uncompressedBytes());
        boolean nullable =
                column.maxDefinition() > 0
                        && !(chunk.statistics() != null && chunk.statistics().nullCount() == 0);
        int size = ((PageHeader.Dictionary) header.content()).valueCount();
        known =
                Dictionary.decode(
                        plain,
                        size,
                        column.descriptor().getPrimitiveType(),
                        nullable,
                        column.conversion());
        dictionary = known;
        dictionaryPage = null;
        return known;
    }

    /// Whether batches carry ids: all pages are dictionary-encoded, and the values are byte
    /// strings, or few.
    boolean keepsIds(Dictionary entries) {
        DataType.Physical physical = entries.vector().type().physical();
        return chunk.isAllDictionary()
                && (physical == DataType.Physical.BYTES || entries.size() <= MOST_NUMBERS);
    }

    /// Checks what a page says of its size before room is made for it.
    void checkSize(PageHeader header) throws IOException {
        if (header.uncompressedBytes() > UNDOUBTED_PAGE_BYTES
                && header.uncompressedBytes() > chunk.uncompressedBytes()) {
            throw new IOException(
                    "a page of %d bytes in a chunk of %d"
                            .formatted(header.uncompressedBytes(), chunk.uncompressedBytes()));
        }
    }

    /// Checks the body of a page that is about to be decoded, from `bytes[start]` on.
    void checkBody(PageHeader header, byte[] bytes, int start) throws IOException {
        Integer expected = header.crc();
        if (expected == null) {
            return;
        }
        CRC32 crc = new CRC32();
        crc.update(bytes, start, header.compressedBytes());
        if ((int) crc.getValue() != expected) {
            throw new IOException(
                    "a page with the checksum %08x where its bytes have %08x"
                            .formatted(expected, (int) crc.getValue()));
        }
    }
}
