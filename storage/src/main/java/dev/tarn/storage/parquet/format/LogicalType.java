package dev.tarn.storage.parquet.format;

import org.jspecify.annotations.Nullable;

/// What stored values mean. The older "converted types" are told as the logical types that took
/// their place.
public sealed interface LogicalType {
    /// Types without parameters.
    enum Simple implements LogicalType {
        STRING,
        MAP,
        /// The repeated group of a map, as old writers marked it, sometimes in place of the map.
        MAP_KEY_VALUE,
        LIST,
        ENUM,
        DATE,
        INTERVAL,
        /// Only nulls.
        UNKNOWN,
        JSON,
        BSON,
        UUID,
        FLOAT16,
        VARIANT,
        GEOMETRY,
        GEOGRAPHY
    }

    /// Numbers of `precision` digits, `scale` of them after the point.
    record Decimal(int precision, int scale) implements LogicalType {}

    /// A time of day.
    record Time(boolean adjustedToUtc, TimeUnit unit) implements LogicalType {}

    /// A time since 1970-01-01.
    record Timestamp(boolean adjustedToUtc, TimeUnit unit) implements LogicalType {}

    /// Integers of `bitWidth` bits.
    record Int(int bitWidth, boolean signed) implements LogicalType {}

    /// What a time is counted in.
    enum TimeUnit {
        MILLIS,
        MICROS,
        NANOS
    }

    /// Reads the union that the current field of `in` is; null for a type that we do not know.
    static @Nullable LogicalType read(CompactReader in) {
        LogicalType found = null;
        in.readStruct();
        while (in.nextField()) {
            switch (in.fieldId()) {
                case 5 -> found = decimal(in);
                case 7 -> found = time(in);
                case 8 -> {
                    Time time = time(in);
                    found = time == null ? null : new Timestamp(time.adjustedToUtc(), time.unit());
                }
                case 10 -> found = integer(in);
                default -> {
                    found = simple(in.fieldId());
                    in.skipField();
                }
            }
        }
        return found;
    }

    private static @Nullable LogicalType simple(int number) {
        return switch (number) {
            case 1 -> Simple.STRING;
            case 2 -> Simple.MAP;
            case 3 -> Simple.LIST;
            case 4 -> Simple.ENUM;
            case 6 -> Simple.DATE;
            case 11 -> Simple.UNKNOWN;
            case 12 -> Simple.JSON;
            case 13 -> Simple.BSON;
            case 14 -> Simple.UUID;
            case 15 -> Simple.FLOAT16;
            case 16 -> Simple.VARIANT;
            case 17 -> Simple.GEOMETRY;
            case 18 -> Simple.GEOGRAPHY;
            default -> null;
        };
    }

    private static Decimal decimal(CompactReader in) {
        int scale = 0;
        int precision = 0;
        in.readStruct();
        while (in.nextField()) {
            switch (in.fieldId()) {
                case 1 -> scale = in.readI32();
                case 2 -> precision = in.readI32();
                default -> in.skipField();
            }
        }
        in.require(0b110, "a decimal type");
        return decimal(in, precision, scale);
    }

    private static Decimal decimal(CompactReader in, int precision, int scale) {
        if (precision < 1 || scale < 0 || scale > precision) {
            throw in.malformed("a decimal of precision %d, scale %d".formatted(precision, scale));
        }
        return new Decimal(precision, scale);
    }

    private static @Nullable Time time(CompactReader in) {
        boolean utc = false;
        TimeUnit unit = null;
        in.readStruct();
        while (in.nextField()) {
            switch (in.fieldId()) {
                case 1 -> utc = in.readBoolean();
                case 2 -> unit = unit(in);
                default -> in.skipField();
            }
        }
        in.require(0b110, "a time type");
        return unit == null ? null : new Time(utc, unit);
    }

    private static @Nullable TimeUnit unit(CompactReader in) {
        TimeUnit found = null;
        in.readStruct();
        while (in.nextField()) {
            found =
                    switch (in.fieldId()) {
                        case 1 -> TimeUnit.MILLIS;
                        case 2 -> TimeUnit.MICROS;
                        case 3 -> TimeUnit.NANOS;
                        default -> null;
                    };
            in.skipField();
        }
        return found;
    }

    private static Int integer(CompactReader in) {
        int bitWidth = 0;
        boolean signed = false;
        in.readStruct();
        while (in.nextField()) {
            switch (in.fieldId()) {
                case 1 -> bitWidth = in.readI8();
                case 2 -> signed = in.readBoolean();
                default -> in.skipField();
            }
        }
        in.require(0b110, "an integer type");
        if (bitWidth != 8 && bitWidth != 16 && bitWidth != 32 && bitWidth != 64) {
            throw in.malformed("integers of %d bits".formatted(bitWidth));
        }
        return new Int(bitWidth, signed);
    }

    /// The logical type that took the place of converted type `number`; null where we do not know
    /// the number.
    static @Nullable LogicalType ofConverted(
            CompactReader in, int number, int precision, int scale) {
        return switch (number) {
            case 0 -> Simple.STRING;
            case 1 -> Simple.MAP;
            case 2 -> Simple.MAP_KEY_VALUE;
            case 3 -> Simple.LIST;
            case 4 -> Simple.ENUM;
            case 5 -> decimal(in, precision, scale);
            case 6 -> Simple.DATE;
            case 7 -> new Time(true, TimeUnit.MILLIS);
            case 8 -> new Time(true, TimeUnit.MICROS);
            case 9 -> new Timestamp(true, TimeUnit.MILLIS);
            case 10 -> new Timestamp(true, TimeUnit.MICROS);
            case 11, 12, 13, 14 -> new Int(8 << number - 11, false);
            case 15, 16, 17, 18 -> new Int(8 << number - 15, true);
            case 19 -> Simple.JSON;
            case 20 -> Simple.BSON;
            case 21 -> Simple.INTERVAL;
            default -> null;
        };
    }
}
