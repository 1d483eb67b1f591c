package dev.tarn.columnar;

import java.util.List;
import java.util.Locale;

/// The type of a column: Iceberg's types, plus the two small integers, intervals and UNKNOWN that
/// SQL expressions need.
///
/// A type says what values mean; its [#physical()] says which vector class holds them. Integers are
/// signed. Dates are days since 1970-01-01. Times are microseconds (nanoseconds above precision 6)
/// since midnight. Timestamps are microseconds (nanoseconds above precision 6) since
/// 1970-01-01T00:00, local without zone and UTC with zone. Decimals are unscaled two's complement
/// numbers, in one long up to 18 digits and in two above. Strings are UTF-8. Intervals are months,
/// as many as an int counts, or milliseconds.
public sealed interface DataType {

    DataType BOOLEAN = Simple.BOOLEAN;
    DataType TINYINT = Simple.TINYINT;
    DataType SMALLINT = Simple.SMALLINT;
    DataType INTEGER = Simple.INTEGER;
    DataType BIGINT = Simple.BIGINT;
    DataType REAL = Simple.REAL;
    DataType DOUBLE = Simple.DOUBLE;
    DataType DATE = Simple.DATE;
    DataType STRING = Simple.STRING;
    DataType BINARY = Simple.BINARY;
    DataType UUID = Simple.UUID;
    DataType VARIANT = Simple.VARIANT;
    DataType INTERVAL_YEAR_MONTH = Simple.INTERVAL_YEAR_MONTH;
    DataType INTERVAL_DAY_SECOND = Simple.INTERVAL_DAY_SECOND;
    DataType UNKNOWN = Simple.UNKNOWN;
    DataType TIME = new Time(6);
    DataType TIMESTAMP = new Timestamp(6, false);
    DataType TIMESTAMP_TZ = new Timestamp(6, true);

    /// Whether values are lengths of time. Not a default method: classes of an interface that has
    /// one begin by initializing it, and the constants above would be null where a class comes
    /// first.
    static boolean isInterval(DataType type) {
        return type == Simple.INTERVAL_YEAR_MONTH || type == Simple.INTERVAL_DAY_SECOND;
    }

    /// The class of arrays that hold values of this type.
    Physical physical();

    /// The SQL spelling, as EXPLAIN and error messages show it, for example `decimal(10,2)`.
    @Override
    String toString();

    /// Types without parameters. UNKNOWN is the type of an untyped NULL: every value of it is null.
    enum Simple implements DataType {
        BOOLEAN(Physical.BOOLEAN),
        TINYINT(Physical.INT),
        SMALLINT(Physical.INT),
        INTEGER(Physical.INT),
        BIGINT(Physical.LONG),
        REAL(Physical.FLOAT),
        DOUBLE(Physical.DOUBLE),
        DATE(Physical.INT),
        STRING(Physical.BYTES),
        BINARY(Physical.BYTES),
        UUID(Physical.BYTES),
        VARIANT(Physical.BYTES),
        INTERVAL_YEAR_MONTH(Physical.LONG),
        INTERVAL_DAY_SECOND(Physical.LONG),
        UNKNOWN(Physical.BOOLEAN);

        private final Physical physical;

        Simple(Physical physical) {
            this.physical = physical;
        }

        @Override
        public Physical physical() {
            return physical;
        }

        @Override
        public String toString() {
            return switch (this) {
                case STRING -> "varchar";
                case BINARY -> "varbinary";
                case INTERVAL_YEAR_MONTH -> "interval year to month";
                case INTERVAL_DAY_SECOND -> "interval day to second";
                default -> name().toLowerCase(Locale.ROOT);
            };
        }
    }

    /// A decimal of `precision` digits, `scale` of them after the point.
    record Decimal(int precision, int scale) implements DataType {
        public static final int MAX_PRECISION = 38;
        public static final int MAX_LONG_PRECISION = 18;

        public Decimal {
            if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision) {
                throw new IllegalArgumentException(
                        "Decimal precision must be 1 to 38 and scale 0 to precision, not (%d,%d)"
                                .formatted(precision, scale));
            }
        }

        @Override
        public Physical physical() {
            return precision <= MAX_LONG_PRECISION ? Physical.LONG : Physical.INT128;
        }

        @Override
        public String toString() {
            return "decimal(" + precision + "," + scale + ")";
        }
    }

    /// Bytes of one fixed length.
    record Fixed(int length) implements DataType {
        public Fixed {
            if (length < 0) {
                throw new IllegalArgumentException("Fixed length must not be negative: " + length);
            }
        }

        @Override
        public Physical physical() {
            return Physical.BYTES;
        }

        @Override
        public String toString() {
            return "fixed(" + length + ")";
        }
    }

    /// Time of day with `precision` fractional digits; counted in microseconds up to 6, nanoseconds
    /// above.
    record Time(int precision) implements DataType {
        public Time {
            checkPrecision(precision);
        }

        @Override
        public Physical physical() {
            return Physical.LONG;
        }

        @Override
        public String toString() {
            return "time(" + precision + ")";
        }
    }

    /// Point in time with `precision` fractional digits; counted in microseconds up to 6,
    /// nanoseconds above.
    record Timestamp(int precision, boolean withZone) implements DataType {
        public Timestamp {
            checkPrecision(precision);
        }

        /// Whether values are nanoseconds rather than microseconds.
        public boolean nanos() {
            return precision > 6;
        }

        @Override
        public Physical physical() {
            return Physical.LONG;
        }

        @Override
        public String toString() {
            return "timestamp(" + precision + ")" + (withZone ? " with time zone" : "");
        }
    }

    /// Shapes as well-known binary (ISO WKB). `name` is the type as Iceberg spells it, with what
    /// the coordinates mean: `geometry`, `geometry(EPSG:3857)`, `geography(OGC:CRS84, karney)`.
    record Shape(String name) implements DataType {
        @Override
        public Physical physical() {
            return Physical.BYTES;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// A list of values of one type; elements may be null.
    record ListOf(DataType element) implements DataType {
        @Override
        public Physical physical() {
            return Physical.LIST;
        }

        @Override
        public String toString() {
            return "array(" + element + ")";
        }
    }

    /// A map; keys are never null, and their order is kept as read.
    record MapOf(DataType key, DataType value) implements DataType {
        @Override
        public Physical physical() {
            return Physical.MAP;
        }

        @Override
        public String toString() {
            return "map(" + key + ", " + value + ")";
        }
    }

    /// A row of fields. Those that `row(x, y)` makes have no names.
    record StructOf(List<Field> fields) implements DataType {
        public StructOf {
            fields = List.copyOf(fields);
        }

        /// The name of the field at `ordinal`, for where each must have one of its own, as in JSON:
        /// one without is called `field` and its ordinal.
        public String label(int ordinal) {
            String name = fields.get(ordinal).name();
            return name.isEmpty() ? "field" + ordinal : name;
        }

        @Override
        public Physical physical() {
            return Physical.STRUCT;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("row(");
            for (Field field : fields) {
                text.append(text.length() == 4 ? "" : ", ")
                        .append(field.name())
                        .append(field.name().isEmpty() ? "" : " ")
                        .append(field.type());
            }
            return text.append(')').toString();
        }
    }

    /// A named, typed position in a struct or a result. The name is empty for a struct's field that
    /// has none.
    record Field(String name, DataType type) {}

    /// The vector classes there are.
    enum Physical {
        BOOLEAN,
        INT,
        LONG,
        INT128,
        FLOAT,
        DOUBLE,
        BYTES,
        LIST,
        MAP,
        STRUCT
    }

    private static void checkPrecision(int precision) {
        if (precision < 0 || precision > 9) {
            throw new IllegalArgumentException(
                    "Precision of seconds must be 0 to 9, not " + precision);
        }
    }
}
