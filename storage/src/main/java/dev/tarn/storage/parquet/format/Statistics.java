package dev.tarn.storage.parquet.format;

import org.jspecify.annotations.Nullable;

/// What a writer tells of the values of a column chunk or a page; all of it may be missing.
///
/// Bounds are PLAIN-encoded values, byte arrays without a length; `min` and `max` are ordered as
/// the column's order says, and may be shortened unless marked exact. The deprecated ones are
/// ordered by signed comparison whatever the type. Counts are -1 where unknown; exactness is null
/// where unknown. Arrays are owned and not to be changed.
public record Statistics(
        byte @Nullable [] min,
        byte @Nullable [] max,
        @Nullable Boolean minExact,
        @Nullable Boolean maxExact,
        byte @Nullable [] deprecatedMin,
        byte @Nullable [] deprecatedMax,
        long nullCount,
        long distinctCount,
        long nanCount) {

    /// Reads the struct that the current field of `in` is.
    static Statistics read(CompactReader in) {
        byte[] min = null;
        byte[] max = null;
        Boolean minExact = null;
        Boolean maxExact = null;
        byte[] deprecatedMin = null;
        byte[] deprecatedMax = null;
        long nullCount = -1;
        long distinctCount = -1;
        long nanCount = -1;
        in.readStruct();
        while (in.nextField()) {
            switch (in.fieldId()) {
                case 1 -> deprecatedMax = in.readBinary();
                case 2 -> deprecatedMin = in.readBinary();
                case 3 -> nullCount = Math.max(-1, in.readI64());
                case 4 -> distinctCount = Math.max(-1, in.readI64());
                case 5 -> max = in.readBinary();
                case 6 -> min = in.readBinary();
                case 7 -> maxExact = in.readBoolean();
                case 8 -> minExact = in.readBoolean();
                case 9 -> nanCount = Math.max(-1, in.readI64());
                default -> in.skipField();
            }
        }
        return new Statistics(
                min,
                max,
                minExact,
                maxExact,
                deprecatedMin,
                deprecatedMax,
                nullCount,
                distinctCount,
                nanCount);
    }
}
