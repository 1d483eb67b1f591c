package dev.tarn.storage.parquet.format;

import org.jspecify.annotations.Nullable;

/// One group or column of a schema as the footer lists them: each group is followed by what is in
/// it, `childCount` elements with theirs. A column has a type, a group has none. `typeLength` is
/// the length of values of fixed length, 0 for other types.
public record SchemaElement(
        String name,
        Repetition repetition,
        @Nullable PhysicalType type,
        int typeLength,
        int childCount,
        @Nullable Integer fieldId,
        @Nullable LogicalType logicalType) {

    /// How often a field is there within what it is in.
    public enum Repetition {
        REQUIRED,
        OPTIONAL,
        REPEATED
    }

    /// Reads the next element of a list of structs.
    static SchemaElement read(CompactReader in) {
        String name = "";
        Repetition repetition = Repetition.REQUIRED;
        PhysicalType type = null;
        int typeLength = 0;
        int childCount = 0;
        int converted = -1;
        int scale = 0;
        int precision = 0;
        Integer fieldId = null;
        LogicalType logicalType = null;
        in.beginStruct();
        while (in.nextField()) {
            switch (in.fieldId()) {
                case 1 -> type = PhysicalType.read(in);
                case 2 -> typeLength = in.readI32();
                case 3 -> repetition = repetition(in);
                case 4 -> name = in.readString();
                case 5 -> childCount = in.readI32();
                case 6 -> converted = in.readI32();
                case 7 -> scale = in.readI32();
                case 8 -> precision = in.readI32();
                case 9 -> fieldId = in.readI32();
                case 10 -> logicalType = LogicalType.read(in);
                default -> in.skipField();
            }
        }
        in.require(0b10000, "a schema element");
        if (logicalType == null && converted >= 0) {
            logicalType = LogicalType.ofConverted(in, converted, precision, scale);
        }
        if (type == PhysicalType.FIXED_LEN_BYTE_ARRAY && typeLength <= 0) {
            throw in.malformed("column %s of values of %d bytes".formatted(name, typeLength));
        }
        if (childCount < 0 || type != null && childCount > 0) {
            throw in.malformed("field %s with %d fields in it".formatted(name, childCount));
        }
        int length = type == PhysicalType.FIXED_LEN_BYTE_ARRAY ? typeLength : 0;
        return new SchemaElement(name, repetition, type, length, childCount, fieldId, logicalType);
    }

    private static Repetition repetition(CompactReader in) {
        int number = in.readI32();
        return switch (number) {
            case 0 -> Repetition.REQUIRED;
            case 1 -> Repetition.OPTIONAL;
            case 2 -> Repetition.REPEATED;
            default -> throw in.malformed("repetition " + number);
        };
    }
}
