package dev.tarn.storage.parquet.encoding;

import dev.tarn.storage.parquet.format.Encoding;

import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/// The values of one page, nulls left out, taken in order: read or passed over. One thread.
public sealed interface PageValues
        permits PlainValues,
                RunValues,
                DeltaPackedValues,
                DeltaLengthValues,
                DeltaByteValues,
                SplitValues {

    /// Appends the next `count` values to `target`.
    ///
    /// @throws PageException if the page's bytes do not hold them
    void read(RawValues target, int count);

    /// Passes over the next `count` values: as [#read] without keeping them, and never dearer.
    ///
    /// @throws PageException if the page's bytes do not hold them
    void skip(int count);

    /// The values of `type` in the section `page` of a data page, which is borrowed; for all
    /// encodings but the dictionaries', of which [RunDecoder] reads the ids.
    ///
    /// @throws PageException if the section is damaged, or there are no such values in `encoding`
    static PageValues of(Encoding encoding, PrimitiveType type, PageBytes page) {
        PrimitiveTypeName name = type.getPrimitiveTypeName();
        boolean fixed = name == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
        boolean whole = name == PrimitiveTypeName.INT32 || name == PrimitiveTypeName.INT64;
        boolean fits =
                switch (encoding) {
                    case PLAIN -> true;
                    case RLE -> name == PrimitiveTypeName.BOOLEAN;
                    case DELTA_BINARY_PACKED -> whole;
                    case DELTA_LENGTH_BYTE_ARRAY -> name == PrimitiveTypeName.BINARY;
                    case DELTA_BYTE_ARRAY -> fixed || name == PrimitiveTypeName.BINARY;
                    case BYTE_STREAM_SPLIT ->
                            fixed
                                    || whole
                                    || name == PrimitiveTypeName.FLOAT
                                    || name == PrimitiveTypeName.DOUBLE;
                    case BIT_PACKED, PLAIN_DICTIONARY, RLE_DICTIONARY -> false;
                };
        if (!fits) {
            throw new PageException("Values of type %s in encoding %s".formatted(name, encoding));
        }
        return switch (encoding) {
            case PLAIN -> new PlainValues(page, type);
            case RLE -> new RunValues(page);
            case DELTA_BINARY_PACKED -> new DeltaPackedValues(page);
            case DELTA_LENGTH_BYTE_ARRAY -> new DeltaLengthValues(page);
            case DELTA_BYTE_ARRAY -> new DeltaByteValues(page, fixed ? type.getTypeLength() : -1);
            case BYTE_STREAM_SPLIT -> new SplitValues(page, bytesPerValue(type));
            case BIT_PACKED, PLAIN_DICTIONARY, RLE_DICTIONARY -> throw new AssertionError(encoding);
        };
    }

    private static int bytesPerValue(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case INT32, FLOAT -> 4;
            case INT64, DOUBLE -> 8;
            case INT96 -> 12;
            case FIXED_LEN_BYTE_ARRAY -> type.getTypeLength();
            case BOOLEAN, BINARY -> throw new AssertionError(type);
        };
    }
}
