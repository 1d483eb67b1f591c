package dev.tarn.storage.parquet.format;

import org.jspecify.annotations.Nullable;

/// How values or levels of a page are encoded.
public enum Encoding {
    PLAIN(0),
    PLAIN_DICTIONARY(2),
    RLE(3),
    BIT_PACKED(4),
    DELTA_BINARY_PACKED(5),
    DELTA_LENGTH_BYTE_ARRAY(6),
    DELTA_BYTE_ARRAY(7),
    RLE_DICTIONARY(8),
    BYTE_STREAM_SPLIT(9);

    private static final @Nullable Encoding[] BY_NUMBER = new @Nullable Encoding[10];

    static {
        for (Encoding encoding : values()) {
            BY_NUMBER[encoding.number] = encoding;
        }
    }

    private final int number;

    Encoding(int number) {
        this.number = number;
    }

    /// Whether values are ids of a dictionary.
    public boolean isDictionary() {
        return this == PLAIN_DICTIONARY || this == RLE_DICTIONARY;
    }

    static Encoding read(CompactReader in) {
        return of(in.readI32(), in);
    }

    static Encoding of(int number, CompactReader in) {
        if (number < 0) {
            throw in.malformed("encoding " + number);
        }
        Encoding found = number >= BY_NUMBER.length ? null : BY_NUMBER[number];
        if (found == null) {
            throw in.unsupported("encoding " + number);
        }
        return found;
    }
}
