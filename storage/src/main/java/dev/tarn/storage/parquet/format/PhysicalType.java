package dev.tarn.storage.parquet.format;

/// How the values of a column are stored, in the order of their numbers in the format.
public enum PhysicalType {
    BOOLEAN,
    INT32,
    INT64,
    INT96,
    FLOAT,
    DOUBLE,
    BYTE_ARRAY,
    FIXED_LEN_BYTE_ARRAY;

    private static final PhysicalType[] ALL = values();

    static PhysicalType read(CompactReader in) {
        int number = in.readI32();
        if (number < 0 || number >= ALL.length) {
            throw in.malformed("physical type " + number);
        }
        return ALL[number];
    }
}
