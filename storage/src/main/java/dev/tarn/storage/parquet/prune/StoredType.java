package dev.tarn.storage.parquet.prune;

import dev.tarn.storage.parquet.format.LogicalType;
import dev.tarn.storage.parquet.format.PhysicalType;
import dev.tarn.storage.parquet.format.SchemaElement;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// How the stored bytes of a column become values that compare as those of a table's column do.
///
/// Values are `Long` (booleans, integers, dates and times in the column's unit), `Double`,
/// `BigInteger` (unscaled decimals) or `byte[]` (unsigned order), as `kind` says. `factor` turns
/// stored times into the column's unit.
record StoredType(Form form, Kind kind, long factor, int length) {

    /// How a value is stored.
    enum Form {
        BOOLEAN,
        INT32,
        UNSIGNED32,
        INT64,
        UNSIGNED64,
        FLOAT,
        HALF,
        DOUBLE,
        /// Two's complement, big endian.
        BIG_ENDIAN,
        BYTES
    }

    /// What a value is compared as.
    enum Kind {
        LONG,
        DOUBLE,
        DECIMAL,
        BYTES
    }

    /// How `column` is stored, as a column of type `type`; null where the two do not go together,
    /// or the order of what is stored is unknown.
    static @Nullable StoredType of(Type type, SchemaElement column) {
        PhysicalType physical = column.type();
        if (physical == null) {
            return null;
        }
        LogicalType logical = column.logicalType();
        return switch (type.typeId()) {
            case BOOLEAN -> physical == PhysicalType.BOOLEAN ? longs(Form.BOOLEAN, 1) : null;
            case INTEGER -> physical == PhysicalType.INT32 && small(logical) ? INT : null;
            case LONG -> integer(physical, logical);
            case DATE ->
                    physical == PhysicalType.INT32
                                    && (logical == null || logical == LogicalType.Simple.DATE)
                            ? INT
                            : null;
            case TIME -> time(physical, logical);
            case TIMESTAMP -> timestamp(physical, logical, 1);
            case TIMESTAMP_NANO -> timestamp(physical, logical, 1000);
            case FLOAT -> real(physical, logical);
            case DOUBLE ->
                    physical == PhysicalType.DOUBLE
                            ? new StoredType(Form.DOUBLE, Kind.DOUBLE, 1, 8)
                            : real(physical, null);
            case DECIMAL -> decimal((Types.DecimalType) type, physical, logical, column);
            case STRING, BINARY, FIXED, UUID -> bytes(type, physical, logical, column);
            default -> null;
        };
    }

    /// The type of values alone, stored nowhere; null where such values do not compare.
    static @Nullable StoredType forValues(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN, INTEGER, LONG, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO -> INT;
            case FLOAT, DOUBLE -> new StoredType(Form.DOUBLE, Kind.DOUBLE, 1, 8);
            case DECIMAL -> new StoredType(Form.BIG_ENDIAN, Kind.DECIMAL, 1, 0);
            case STRING, BINARY, FIXED, UUID -> new StoredType(Form.BYTES, Kind.BYTES, 1, 0);
            default -> null;
        };
    }

    private static final StoredType INT = longs(Form.INT32, 1);

    private static StoredType longs(Form form, long factor) {
        return new StoredType(form, Kind.LONG, factor, 0);
    }

    private static boolean small(@Nullable LogicalType logical) {
        return logical == null
                || logical instanceof LogicalType.Int(int width, boolean signed)
                        && (signed || width < 32);
    }

    private static @Nullable StoredType integer(
            PhysicalType physical, @Nullable LogicalType logical) {
        boolean integers = logical == null || logical instanceof LogicalType.Int;
        boolean unsigned =
                logical instanceof LogicalType.Int(int width, boolean signed)
                        && !signed
                        && width >= 32;
        if (integers && physical == PhysicalType.INT32) {
            return unsigned ? longs(Form.UNSIGNED32, 1) : INT;
        }
        return integers && !unsigned && physical == PhysicalType.INT64
                ? longs(Form.INT64, 1)
                : null;
    }

    private static @Nullable StoredType time(PhysicalType physical, @Nullable LogicalType logical) {
        LogicalType.TimeUnit unit =
                logical instanceof LogicalType.Time time
                        ? time.unit()
                        : LogicalType.TimeUnit.MICROS;
        if (logical != null && !(logical instanceof LogicalType.Time)) {
            return null;
        }
        if (physical == PhysicalType.INT32 && unit == LogicalType.TimeUnit.MILLIS) {
            return longs(Form.INT32, 1000);
        }
        return physical == PhysicalType.INT64 && unit == LogicalType.TimeUnit.MICROS
                ? longs(Form.INT64, 1)
                : null;
    }

    private static @Nullable StoredType timestamp(
            PhysicalType physical, @Nullable LogicalType logical, long perMicro) {
        if (physical != PhysicalType.INT64
                || logical != null && !(logical instanceof LogicalType.Timestamp)) {
            return null;
        }
        LogicalType.TimeUnit unit =
                logical instanceof LogicalType.Timestamp timestamp
                        ? timestamp.unit()
                        : LogicalType.TimeUnit.MICROS;
        return switch (unit) {
            case MILLIS -> longs(Form.INT64, 1000 * perMicro);
            case MICROS -> longs(Form.INT64, perMicro);
            case NANOS -> perMicro == 1000 ? longs(Form.INT64, 1) : null;
        };
    }

    private static @Nullable StoredType real(PhysicalType physical, @Nullable LogicalType logical) {
        if (physical == PhysicalType.FLOAT) {
            return new StoredType(Form.FLOAT, Kind.DOUBLE, 1, 4);
        }
        return logical == LogicalType.Simple.FLOAT16
                        && physical == PhysicalType.FIXED_LEN_BYTE_ARRAY
                ? new StoredType(Form.HALF, Kind.DOUBLE, 1, 2)
                : null;
    }

    private static @Nullable StoredType decimal(
            Types.DecimalType type,
            PhysicalType physical,
            @Nullable LogicalType logical,
            SchemaElement column) {
        if (logical instanceof LogicalType.Int(int width, boolean signed)) {
            boolean fits = !signed && width == 64 && type.scale() == 0;
            return fits && physical == PhysicalType.INT64
                    ? new StoredType(Form.UNSIGNED64, Kind.DECIMAL, 1, 0)
                    : null;
        }
        if (!(logical instanceof LogicalType.Decimal stored) || stored.scale() != type.scale()) {
            return null;
        }
        return switch (physical) {
            case INT32 -> new StoredType(Form.INT32, Kind.DECIMAL, 1, 0);
            case INT64 -> new StoredType(Form.INT64, Kind.DECIMAL, 1, 0);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY ->
                    new StoredType(Form.BIG_ENDIAN, Kind.DECIMAL, 1, column.typeLength());
            case BOOLEAN, INT96, FLOAT, DOUBLE -> null;
        };
    }

    private static @Nullable StoredType bytes(
            Type type, PhysicalType physical, @Nullable LogicalType logical, SchemaElement column) {
        boolean otherOrder =
                logical instanceof LogicalType.Decimal
                        || logical == LogicalType.Simple.FLOAT16
                        || logical == LogicalType.Simple.INTERVAL
                        || logical == LogicalType.Simple.GEOMETRY
                        || logical == LogicalType.Simple.GEOGRAPHY;
        boolean fixed = physical == PhysicalType.FIXED_LEN_BYTE_ARRAY;
        boolean fits =
                switch (type) {
                    case Types.FixedType wanted -> fixed && column.typeLength() == wanted.length();
                    case Types.UUIDType wanted -> fixed && column.typeLength() == 16;
                    case Types.StringType wanted -> physical == PhysicalType.BYTE_ARRAY;
                    default -> fixed || physical == PhysicalType.BYTE_ARRAY;
                };
        return fits && !otherOrder
                ? new StoredType(Form.BYTES, Kind.BYTES, 1, column.typeLength())
                : null;
    }

    /// The value of PLAIN-encoded bytes, a byte array's without its length; null if they are none.
    @Nullable Object decode(byte[] bytes) {
        int expected = storedBytes();
        if (expected > 0 && bytes.length != expected) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return switch (form) {
            case BOOLEAN -> bytes[0] == 0 ? 0L : 1L;
            case INT32 -> number(buffer.getInt());
            case UNSIGNED32 -> Integer.toUnsignedLong(buffer.getInt());
            case INT64 -> number(buffer.getLong());
            case UNSIGNED64 -> unsigned(buffer.getLong());
            case FLOAT -> (double) buffer.getFloat();
            case HALF -> (double) Float.float16ToFloat(buffer.getShort());
            case DOUBLE -> buffer.getDouble();
            case BIG_ENDIAN -> bytes.length == 0 ? null : new BigInteger(bytes);
            case BYTES -> bytes;
        };
    }

    /// Bytes of each PLAIN-encoded value; 0 for byte arrays, which stand behind their lengths.
    int storedBytes() {
        return switch (form) {
            case BOOLEAN -> 1;
            case INT32, UNSIGNED32, FLOAT -> 4;
            case INT64, UNSIGNED64, DOUBLE -> 8;
            case HALF -> 2;
            case BIG_ENDIAN, BYTES -> length;
        };
    }

    private @Nullable Object number(long stored) {
        if (kind == Kind.DECIMAL) {
            return BigInteger.valueOf(stored);
        }
        long high = Math.multiplyHigh(stored, factor);
        long low = stored * factor;
        return high == low >> 63 ? (Object) low : null;
    }

    private static BigInteger unsigned(long stored) {
        return new BigInteger(Long.toUnsignedString(stored));
    }

    /// A value of type `type` in Iceberg's internal form as one that compares; null if it is none.
    @Nullable Object literal(Type type, Object value) {
        return switch (value) {
            case Boolean bool -> kind == Kind.LONG ? (Object) (bool ? 1L : 0L) : null;
            case Integer number -> kind == Kind.LONG ? number.longValue() : null;
            case Long number -> kind == Kind.LONG ? number : null;
            case Float number -> kind == Kind.DOUBLE ? number.doubleValue() : null;
            case Double number -> kind == Kind.DOUBLE ? number : null;
            case BigDecimal decimal ->
                    type instanceof Types.DecimalType wanted && decimal.scale() == wanted.scale()
                            ? decimal.unscaledValue()
                            : null;
            case CharSequence text -> text.toString().getBytes(StandardCharsets.UTF_8);
            case ByteBuffer buffer -> {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                yield bytes;
            }
            case UUID uuid ->
                    ByteBuffer.allocate(16)
                            .putLong(uuid.getMostSignificantBits())
                            .putLong(uuid.getLeastSignificantBits())
                            .array();
            default -> null;
        };
    }

    /// The order of two values. Both zeros are equal; NaN is for the caller to keep out.
    int compare(Object left, Object right) {
        return switch (kind) {
            case LONG -> Long.compare((Long) left, (Long) right);
            case DOUBLE -> {
                double a = (Double) left;
                double b = (Double) right;
                yield a < b ? -1 : a > b ? 1 : 0;
            }
            case DECIMAL -> ((BigInteger) left).compareTo((BigInteger) right);
            case BYTES -> Arrays.compareUnsigned((byte[]) left, (byte[]) right);
        };
    }

    boolean isNan(Object value) {
        return value instanceof Double number && number.isNaN();
    }

    /// All that `value` may be stored as, PLAIN-encoded; null where that cannot be told.
    @Nullable List<byte[]> encode(Object value) {
        return switch (form) {
            case BOOLEAN -> null;
            case INT32, INT64 -> encodeNumber(value);
            case UNSIGNED32 -> little((Long) value, 4, (Long) value >>> 32 == 0);
            case UNSIGNED64 -> {
                BigInteger number = (BigInteger) value;
                boolean fits = number.signum() >= 0 && number.bitLength() <= 64;
                yield little(number.longValue(), 8, fits);
            }
            case FLOAT -> encodeFloat((Double) value);
            case HALF -> null;
            case DOUBLE -> encodeDouble((Double) value);
            case BIG_ENDIAN -> length == 0 ? null : encodeBigEndian((BigInteger) value);
            case BYTES -> List.of((byte[]) value);
        };
    }

    private List<byte[]> encodeNumber(Object value) {
        int bytes = form == Form.INT32 ? 4 : 8;
        if (value instanceof BigInteger decimal) {
            return little(decimal.longValue(), bytes, decimal.bitLength() < 8 * bytes);
        }
        long number = (Long) value;
        long stored = number / factor;
        boolean fits = stored * factor == number && (bytes == 8 || stored == (int) stored);
        return little(stored, bytes, fits);
    }

    private static List<byte[]> little(long stored, int bytes, boolean fits) {
        if (!fits) {
            return List.of();
        }
        byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(stored).array();
        return List.of(Arrays.copyOf(all, bytes));
    }

    private static List<byte[]> encodeFloat(double value) {
        float stored = (float) value;
        if (stored != value) {
            return List.of();
        }
        return stored == 0 ? List.of(floatBytes(0f), floatBytes(-0f)) : List.of(floatBytes(stored));
    }

    private static byte[] floatBytes(float value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array();
    }

    private static List<byte[]> encodeDouble(double value) {
        return value == 0
                ? List.of(doubleBytes(0.0), doubleBytes(-0.0))
                : List.of(doubleBytes(value));
    }

    private static byte[] doubleBytes(double value) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array();
    }

    private List<byte[]> encodeBigEndian(BigInteger value) {
        byte[] least = value.toByteArray();
        if (least.length > length) {
            return List.of();
        }
        byte[] stored = new byte[length];
        Arrays.fill(stored, 0, length - least.length, (byte) (value.signum() >> 1));
        System.arraycopy(least, 0, stored, length - least.length, least.length);
        return List.of(stored);
    }
}
