package dev.tarn.storage.parquet.format;

import org.jspecify.annotations.Nullable;

/// What stands before a page: `headerBytes` of header, then `compressedBytes` of page, which are
/// `uncompressedBytes` once decompressed. `crc` is the CRC-32 of the compressed bytes, where the
/// writer made one. Sizes and counts are checked to be none below zero; that they fit the column
/// chunk is for the caller to see.
public record PageHeader(
        int headerBytes,
        int compressedBytes,
        int uncompressedBytes,
        @Nullable Integer crc,
        Content content) {

    /// What the page holds.
    public sealed interface Content {}

    /// Values, nulls among them, with both levels before them, all compressed together.
    public record DataV1(
            int valueCount,
            Encoding encoding,
            Encoding definitionLevels,
            Encoding repetitionLevels,
            @Nullable Statistics statistics)
            implements Content {}

    /// Repetition levels, definition levels (both not compressed), then values, compressed if
    /// `compressed`. `valueCount` counts the `nullCount` nulls as well.
    public record DataV2(
            int valueCount,
            int nullCount,
            int rowCount,
            Encoding encoding,
            int definitionLevelBytes,
            int repetitionLevelBytes,
            boolean compressed,
            @Nullable Statistics statistics)
            implements Content {}

    /// The distinct values that ids of the chunk's data pages stand for.
    public record Dictionary(int valueCount, Encoding encoding, boolean sorted)
            implements Content {}

    /// A kind of page that holds no values we know of; to be passed over.
    public record Other(int type) implements Content {}

    private static final int DATA_PAGE = 0;
    private static final int DICTIONARY_PAGE = 2;
    private static final int DATA_PAGE_V2 = 3;
    private static final long REQUIRED = 0b1110;

    /// Reads the header that begins at `bytes[from]` and ends before `bytes[to]`.
    ///
    /// @throws FormatException if there is none
    public static PageHeader read(byte[] bytes, int from, int to) {
        CompactReader in = new CompactReader(bytes, from, to, "a page header");
        int type = 0;
        int compressed = 0;
        int uncompressed = 0;
        Integer crc = null;
        Content data = null;
        Content dictionary = null;
        Content dataV2 = null;
        in.beginStruct();
        while (in.nextField()) {
            switch (in.fieldId()) {
                case 1 -> type = in.readI32();
                case 2 -> uncompressed = count(in, "uncompressed bytes");
                case 3 -> compressed = count(in, "compressed bytes");
                case 4 -> crc = in.readI32();
                case 5 -> data = data(in);
                case 7 -> dictionary = dictionary(in);
                case 8 -> dataV2 = dataV2(in);
                default -> in.skipField();
            }
        }
        in.require(REQUIRED, "a page header");
        Content content =
                switch (type) {
                    case DATA_PAGE -> data;
                    case DICTIONARY_PAGE -> dictionary;
                    case DATA_PAGE_V2 -> dataV2;
                    default -> new Other(type);
                };
        if (content == null) {
            throw in.malformed("no header for a page of type " + type);
        }
        if (content instanceof DataV2 v2) {
            checkLevels(in, v2, compressed, uncompressed);
        }
        return new PageHeader(in.position() - from, compressed, uncompressed, crc, content);
    }

    private static void checkLevels(
            CompactReader in, DataV2 page, int compressed, int uncompressed) {
        long levels = (long) page.definitionLevelBytes() + page.repetitionLevelBytes();
        if (levels > compressed || levels > uncompressed) {
            throw in.malformed(
                    "levels of %d bytes in a page of %d, %d decompressed"
                            .formatted(levels, compressed, uncompressed));
        }
        if (page.nullCount() > page.valueCount() || page.rowCount() > page.valueCount()) {
            throw in.malformed(
                    "%d nulls and %d rows in a page of %d values"
                            .formatted(page.nullCount(), page.rowCount(), page.valueCount()));
        }
    }

    private static DataV1 data(CompactReader in) {
        int valueCount = 0;
        Encoding encoding = Encoding.PLAIN;
        Encoding definition = Encoding.RLE;
        Encoding repetition = Encoding.RLE;
        Statistics statistics = null;
        in.readStruct();
        while (in.nextField()) {
            switch (in.fieldId()) {
                case 1 -> valueCount = count(in, "values");
                case 2 -> encoding = Encoding.read(in);
                case 3 -> definition = Encoding.read(in);
                case 4 -> repetition = Encoding.read(in);
                case 5 -> statistics = Statistics.read(in);
                default -> in.skipField();
            }
        }
        in.require(0b11110, "a data page header");
        return new DataV1(valueCount, encoding, definition, repetition, statistics);
    }

    private static DataV2 dataV2(CompactReader in) {
        int valueCount = 0;
        int nullCount = 0;
        int rowCount = 0;
        Encoding encoding = Encoding.PLAIN;
        int definitionBytes = 0;
        int repetitionBytes = 0;
        boolean compressed = true;
        Statistics statistics = null;
        in.readStruct();
        while (in.nextField()) {
            switch (in.fieldId()) {
                case 1 -> valueCount = count(in, "values");
                case 2 -> nullCount = count(in, "nulls");
                case 3 -> rowCount = count(in, "rows");
                case 4 -> encoding = Encoding.read(in);
                case 5 -> definitionBytes = count(in, "definition level bytes");
                case 6 -> repetitionBytes = count(in, "repetition level bytes");
                case 7 -> compressed = in.readBoolean();
                case 8 -> statistics = Statistics.read(in);
                default -> in.skipField();
            }
        }
        in.require(0b1111110, "a data page header");
        return new DataV2(
                valueCount,
                nullCount,
                rowCount,
                encoding,
                definitionBytes,
                repetitionBytes,
                compressed,
                statistics);
    }

    private static Dictionary dictionary(CompactReader in) {
        int valueCount = 0;
        Encoding encoding = Encoding.PLAIN;
        boolean sorted = false;
        in.readStruct();
        while (in.nextField()) {
            switch (in.fieldId()) {
                case 1 -> valueCount = count(in, "values");
                case 2 -> encoding = Encoding.read(in);
                case 3 -> sorted = in.readBoolean();
                default -> in.skipField();
            }
        }
        in.require(0b110, "a dictionary page header");
        return new Dictionary(valueCount, encoding, sorted);
    }

    private static int count(CompactReader in, String of) {
        int count = in.readI32();
        if (count < 0) {
            throw in.malformed("%d %s".formatted(count, of));
        }
        return count;
    }
}
