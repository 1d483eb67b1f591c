package dev.tarn.storage.parquet.format;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Where the pages of one column of one row group are, and what they are like.
///
/// Offsets are those of bytes in the file, -1 where there is no such thing; `bloomFilterBytes` is
/// -1 where it is not told. All ranges that are told lie within the file.
public record ColumnChunk(
        PhysicalType type,
        List<String> path,
        Codec codec,
        Set<Encoding> encodings,
        List<PageEncoding> pageEncodings,
        long valueCount,
        long uncompressedBytes,
        long compressedBytes,
        long dataPageOffset,
        long dictionaryPageOffset,
        @Nullable Statistics statistics,
        long bloomFilterOffset,
        int bloomFilterBytes,
        long offsetIndexOffset,
        int offsetIndexBytes,
        long columnIndexOffset,
        int columnIndexBytes) {

    /// That `pageCount` pages, `data` or dictionary, are encoded as told.
    public record PageEncoding(boolean data, Encoding encoding, int pageCount) {}

    /// Where the first page of the chunk begins, the dictionary's if there is one. There are
    /// `compressedBytes` of pages with their headers.
    public long startOffset() {
        return hasDictionary() ? dictionaryPageOffset : dataPageOffset;
    }

    /// Whether it begins with a dictionary. Some writers say 0 for what is not there.
    public boolean hasDictionary() {
        return dictionaryPageOffset > 0
                && (dictionaryPageOffset < dataPageOffset || dataPageOffset == 0);
    }

    public boolean hasOffsetIndex() {
        return offsetIndexOffset >= 0;
    }

    public boolean hasColumnIndex() {
        return columnIndexOffset >= 0;
    }

    public boolean hasBloomFilter() {
        return bloomFilterOffset >= 0;
    }

    /// Whether all data pages are known to hold ids of the dictionary.
    public boolean isAllDictionary() {
        if (!pageEncodings.isEmpty()) {
            for (PageEncoding pages : pageEncodings) {
                if (pages.data() && pages.pageCount() != 0 && !pages.encoding().isDictionary()) {
                    return false;
                }
            }
            return true;
        }
        // Writers before encoding statistics: PLAIN would be listed if a page fell back to it, and
        // with PLAIN_DICTIONARY it is not listed for the dictionary.
        return encodings.contains(Encoding.PLAIN_DICTIONARY)
                && OLD_DICTIONARY.containsAll(encodings);
    }

    private static final Set<Encoding> OLD_DICTIONARY =
            EnumSet.of(Encoding.PLAIN_DICTIONARY, Encoding.RLE, Encoding.BIT_PACKED);

    /// Reads the struct that `in` stands at, in a file of `fileBytes`.
    static ColumnChunk read(CompactReader in, SchemaNode column, long fileBytes) {
        Fields fields = new Fields(column);
        fields.read(in);
        return fields.checked(in, fileBytes);
    }

    /// Fields of both structs that a chunk is told in, as they are met.
    private static final class Fields {
        private final SchemaNode column;
        private boolean hasMetadata;
        private boolean encrypted;
        private PhysicalType type = PhysicalType.BOOLEAN;
        private List<String> path = List.of();
        private Codec codec = Codec.UNCOMPRESSED;
        private final Set<Encoding> encodings = EnumSet.noneOf(Encoding.class);
        private final List<PageEncoding> pageEncodings = new ArrayList<>();
        private long valueCount;
        private long uncompressedBytes;
        private long compressedBytes;
        private long dataPageOffset;
        private long dictionaryPageOffset = -1;
        private @Nullable Statistics statistics;
        private long bloomFilterOffset = -1;
        private int bloomFilterBytes = -1;
        private long offsetIndexOffset = -1;
        private int offsetIndexBytes;
        private long columnIndexOffset = -1;
        private int columnIndexBytes;

        Fields(SchemaNode column) {
            this.column = column;
        }

        void read(CompactReader in) {
            in.beginStruct();
            while (in.nextField()) {
                switch (in.fieldId()) {
                    case 1 -> throw in.unsupported("column %s in another file".formatted(name()));
                    case 3 -> readMetadata(in);
                    case 4 -> offsetIndexOffset = in.readI64();
                    case 5 -> offsetIndexBytes = in.readI32();
                    case 6 -> columnIndexOffset = in.readI64();
                    case 7 -> columnIndexBytes = in.readI32();
                    case 8, 9 -> {
                        encrypted = true;
                        in.skipField();
                    }
                    default -> in.skipField();
                }
            }
            if (encrypted) {
                throw in.unsupported("column %s encrypted".formatted(name()));
            }
            if (!hasMetadata) {
                throw in.malformed("column %s without metadata".formatted(name()));
            }
        }

        private void readMetadata(CompactReader in) {
            hasMetadata = true;
            in.readStruct();
            while (in.nextField()) {
                switch (in.fieldId()) {
                    case 1 -> type = PhysicalType.read(in);
                    case 2 -> readEncodings(in);
                    case 3 -> path = strings(in);
                    case 4 -> codec = Codec.read(in);
                    case 5 -> valueCount = in.readI64();
                    case 6 -> uncompressedBytes = in.readI64();
                    case 7 -> compressedBytes = in.readI64();
                    case 9 -> dataPageOffset = in.readI64();
                    case 11 -> dictionaryPageOffset = in.readI64();
                    case 12 -> statistics = Statistics.read(in);
                    case 13 -> readPageEncodings(in);
                    case 14 -> bloomFilterOffset = in.readI64();
                    // In files of the format's development the field is another one.
                    case 15 -> bloomFilterBytes = in.readI32Or(-1);
                    default -> in.skipField();
                }
            }
            in.require(0b10_1111_1110, "column %s".formatted(name()));
        }

        private void readEncodings(CompactReader in) {
            int count = in.readList(CompactReader.I32, "encodings");
            for (int i = 0; i < count; i++) {
                encodings.add(Encoding.of(in.i32Element(), in));
            }
        }

        private void readPageEncodings(CompactReader in) {
            int count = in.readList(CompactReader.STRUCT, "page encodings");
            for (int i = 0; i < count; i++) {
                int pageType = 0;
                Encoding encoding = Encoding.PLAIN;
                int pageCount = 0;
                in.beginStruct();
                while (in.nextField()) {
                    switch (in.fieldId()) {
                        case 1 -> pageType = in.readI32();
                        case 2 -> encoding = Encoding.read(in);
                        case 3 -> pageCount = in.readI32();
                        default -> in.skipField();
                    }
                }
                in.require(0b1110, "a page encoding");
                boolean data = pageType == 0 || pageType == 3;
                if (data || pageType == 2) {
                    pageEncodings.add(new PageEncoding(data, encoding, pageCount));
                }
            }
        }

        ColumnChunk checked(CompactReader in, long fileBytes) {
            if (type != column.element().type() || !path.equals(column.path())) {
                throw in.malformed(
                        "the %s column %s where the schema has %s, %s"
                                .formatted(
                                        type,
                                        String.join(".", path),
                                        column.element().type(),
                                        name()));
            }
            if (valueCount < 0 || uncompressedBytes < 0) {
                throw in.malformed(
                        "%d values in %d bytes of column %s"
                                .formatted(valueCount, uncompressedBytes, name()));
            }
            ColumnChunk chunk = chunk();
            check(in, "pages", chunk.startOffset(), compressedBytes, fileBytes);
            check(in, "data pages", dataPageOffset, 0, fileBytes);
            if (chunk.hasOffsetIndex()) {
                check(in, "an offset index", offsetIndexOffset, offsetIndexBytes, fileBytes);
            }
            if (chunk.hasColumnIndex()) {
                check(in, "a column index", columnIndexOffset, columnIndexBytes, fileBytes);
            }
            if (chunk.hasBloomFilter()) {
                int bytes = Math.max(0, bloomFilterBytes);
                check(in, "a bloom filter", bloomFilterOffset, bytes, fileBytes);
            }
            return chunk;
        }

        private ColumnChunk chunk() {
            return new ColumnChunk(
                    type,
                    column.path(),
                    codec,
                    encodings,
                    List.copyOf(pageEncodings),
                    valueCount,
                    uncompressedBytes,
                    compressedBytes,
                    dataPageOffset,
                    dictionaryPageOffset,
                    statistics,
                    bloomFilterOffset > 0 ? bloomFilterOffset : -1,
                    bloomFilterBytes,
                    offsetIndexOffset > 0 && offsetIndexBytes > 0 ? offsetIndexOffset : -1,
                    offsetIndexBytes,
                    columnIndexOffset > 0 && columnIndexBytes > 0 ? columnIndexOffset : -1,
                    columnIndexBytes);
        }

        private void check(
                CompactReader in, String part, long offset, long lengthBytes, long fileBytes) {
            if (offset < 0 || lengthBytes < 0 || offset > fileBytes - lengthBytes) {
                throw in.malformed(
                        "%s of column %s at %d, %d bytes, in a file of %d"
                                .formatted(part, name(), offset, lengthBytes, fileBytes));
            }
        }

        private String name() {
            return column.name();
        }
    }

    private static List<String> strings(CompactReader in) {
        int count = in.readList(CompactReader.BINARY, "strings");
        List<String> strings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            strings.add(in.stringElement());
        }
        return strings;
    }
}
