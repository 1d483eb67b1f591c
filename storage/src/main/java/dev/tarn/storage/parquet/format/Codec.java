package dev.tarn.storage.parquet.format;

/// How pages are compressed, in the order of their numbers in the format.
public enum Codec {
    UNCOMPRESSED,
    SNAPPY,
    GZIP,
    LZO,
    BROTLI,
    LZ4,
    ZSTD,
    LZ4_RAW;

    private static final Codec[] ALL = values();

    static Codec read(CompactReader in) {
        int number = in.readI32();
        if (number < 0) {
            throw in.malformed("codec " + number);
        }
        if (number >= ALL.length) {
            throw in.unsupported("codec " + number);
        }
        return ALL[number];
    }
}
