package dev.tarn.storage.text;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.storage.StorageException;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.UUID;

/// Collects values of one primitive type out of their texts, and gives them as a vector.
///
/// `append` takes the bytes `data[from..to)` of one value and throws [Unparsable] where they are
/// none of the type; blanks around anything but text are left out. After `build` it starts anew.
/// Owned by one thread.
abstract sealed class TextValues {
    private long @Nullable [] validity;
    int count;

    /// The collector for columns of `type`; the patterns are for values that are not ISO 8601.
    ///
    /// @throws StorageException UNSUPPORTED for binary and nested types
    static TextValues of(
            DataType type, @Nullable String dateFormat, @Nullable String timestampFormat) {
        return switch (type) {
            case DataType.Simple simple ->
                    switch (simple) {
                        case BOOLEAN -> new Booleans();
                        case TINYINT, SMALLINT, INTEGER -> new Ints(simple);
                        case BIGINT -> new Longs();
                        case REAL -> new Floats();
                        case DOUBLE -> new Doubles();
                        case DATE -> new Dates(dateFormat);
                        case STRING -> new Strings();
                        case UUID -> new Uuids();
                        case BINARY, UNKNOWN -> throw unsupported(type);
                    };
            case DataType.Decimal decimal ->
                    decimal.physical() == DataType.Physical.LONG
                            ? new ShortDecimals(decimal)
                            : new LongDecimals(decimal);
            case DataType.Time time -> new Times(time);
            case DataType.Timestamp timestamp -> new Timestamps(timestamp, timestampFormat);
            case DataType.Fixed _, DataType.ListOf _, DataType.MapOf _, DataType.StructOf _ ->
                    throw unsupported(type);
        };
    }

    private static StorageException unsupported(DataType type) {
        return new StorageException(
                StorageException.Kind.UNSUPPORTED,
                "Text cannot be read as %s; accepted are boolean, numbers, dates, times, varchar and"
                                .formatted(type)
                        + " uuid");
    }

    /// Adds the value `data[from..to)`.
    final void append(byte[] data, int from, int to) {
        reserve(count + 1);
        int start = from;
        int end = to;
        if (!(this instanceof Strings)) {
            while (start < end && data[start] == ' ') {
                start++;
            }
            while (end > start && data[end - 1] == ' ') {
                end--;
            }
        }
        set(count, data, start, end);
        count++;
    }

    /// Adds a NULL.
    final void appendNull() {
        reserve(count + 1);
        setNull(count);
        long[] words = withWords(validity, Bitmaps.wordCount(count + 1));
        validity = words;
        Bitmaps.clear(words, count);
        count++;
    }

    /// The values added so far; forgets them.
    final FlatVector build() {
        long[] words = validity == null ? null : withWords(validity, Bitmaps.wordCount(count));
        FlatVector vector = vector(words, count);
        validity = null;
        count = 0;
        return vector;
    }

    /// At least `wordCount` words, those that are new with every bit set.
    private static long[] withWords(long @Nullable [] words, int wordCount) {
        int before = words == null ? 0 : words.length;
        if (words != null && before >= wordCount) {
            return words;
        }
        long[] more = new long[Math.max(wordCount, 2 * before)];
        if (words != null) {
            System.arraycopy(words, 0, more, 0, before);
        }
        Arrays.fill(more, before, more.length, -1L);
        return more;
    }

    /// Grows the arrays to at least `rows`, which may be fresh ones after a build.
    abstract void reserve(int rows);

    abstract void set(int row, byte[] data, int from, int to);

    /// Called for a NULL at `row`, for collectors whose arrays need something there.
    void setNull(int row) {}

    abstract FlatVector vector(long @Nullable [] words, int rows);

    static int grown(int have, int need) {
        return need <= have ? have : Math.max(need, Math.max(64, 2 * have));
    }

    static final class Booleans extends TextValues {
        private boolean[] values = {};

        @Override
        void reserve(int rows) {
            if (rows > values.length) {
                values = Arrays.copyOf(values, grown(values.length, rows));
            }
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            values[row] = NumberText.parseBoolean(data, from, to);
        }

        @Override
        FlatVector vector(long @Nullable [] words, int rows) {
            boolean[] built = values;
            values = new boolean[rows];
            return new BooleanVector(DataType.BOOLEAN, built, words, rows);
        }
    }

    /// TINYINT, SMALLINT and INTEGER.
    static final class Ints extends TextValues {
        private final DataType type;
        private final int bound;
        private int[] values = {};

        Ints(DataType.Simple type) {
            this.type = type;
            this.bound =
                    type == DataType.TINYINT ? 1 << 7 : type == DataType.SMALLINT ? 1 << 15 : 0;
        }

        @Override
        void reserve(int rows) {
            if (rows > values.length) {
                values = Arrays.copyOf(values, grown(values.length, rows));
            }
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            int value = NumberText.parseInt(data, from, to);
            if (bound != 0 && (value < -bound || value >= bound)) {
                throw Unparsable.INSTANCE;
            }
            values[row] = value;
        }

        @Override
        FlatVector vector(long @Nullable [] words, int rows) {
            int[] built = values;
            values = new int[rows];
            return new IntVector(type, built, words, rows);
        }
    }

    static final class Dates extends TextValues {
        private final @Nullable DateTimeFormatter format;
        private int[] values = {};

        Dates(@Nullable String pattern) {
            this.format = pattern == null ? null : CsvOptions.formatter(pattern);
        }

        @Override
        void reserve(int rows) {
            if (rows > values.length) {
                values = Arrays.copyOf(values, grown(values.length, rows));
            }
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            if (format == null) {
                values[row] = TimeText.parseDate(data, from, to);
                return;
            }
            try {
                values[row] = (int) LocalDate.parse(text(data, from, to), format).toEpochDay();
            } catch (DateTimeException e) {
                throw Unparsable.INSTANCE;
            }
        }

        @Override
        FlatVector vector(long @Nullable [] words, int rows) {
            int[] built = values;
            values = new int[rows];
            return new IntVector(DataType.DATE, built, words, rows);
        }
    }

    /// What is kept in one long.
    private abstract static sealed class LongKept extends TextValues {
        private final DataType type;
        private long[] values = {};

        LongKept(DataType type) {
            this.type = type;
        }

        abstract long parse(byte[] data, int from, int to);

        @Override
        final void reserve(int rows) {
            if (rows > values.length) {
                values = Arrays.copyOf(values, grown(values.length, rows));
            }
        }

        @Override
        final void set(int row, byte[] data, int from, int to) {
            values[row] = parse(data, from, to);
        }

        @Override
        final FlatVector vector(long @Nullable [] words, int rows) {
            long[] built = values;
            values = new long[rows];
            return new LongVector(type, built, words, rows);
        }
    }

    static final class Longs extends LongKept {
        Longs() {
            super(DataType.BIGINT);
        }

        @Override
        long parse(byte[] data, int from, int to) {
            return NumberText.parseLong(data, from, to);
        }
    }

    static final class ShortDecimals extends LongKept {
        private final int precision;
        private final int scale;

        ShortDecimals(DataType.Decimal type) {
            super(type);
            this.precision = type.precision();
            this.scale = type.scale();
        }

        @Override
        long parse(byte[] data, int from, int to) {
            return NumberText.parseShortDecimal(data, from, to, precision, scale);
        }
    }

    static final class Times extends LongKept {
        private final long unitsPerSecond;

        Times(DataType.Time type) {
            super(type);
            this.unitsPerSecond = type.precision() > 6 ? 1_000_000_000L : 1_000_000L;
        }

        @Override
        long parse(byte[] data, int from, int to) {
            return TimeText.parseTime(data, from, to, unitsPerSecond);
        }
    }

    static final class Timestamps extends LongKept {
        private final boolean withZone;
        private final long unitsPerSecond;
        private final @Nullable DateTimeFormatter format;

        Timestamps(DataType.Timestamp type, @Nullable String pattern) {
            super(type);
            this.withZone = type.withZone();
            this.unitsPerSecond = type.nanos() ? 1_000_000_000L : 1_000_000L;
            this.format = pattern == null ? null : CsvOptions.formatter(pattern);
        }

        @Override
        long parse(byte[] data, int from, int to) {
            if (format == null) {
                return TimeText.parseTimestamp(data, from, to, unitsPerSecond, withZone);
            }
            try {
                LocalDateTime time = LocalDateTime.parse(text(data, from, to), format);
                return time.toEpochSecond(ZoneOffset.UTC) * unitsPerSecond
                        + time.getNano() / (1_000_000_000L / unitsPerSecond);
            } catch (DateTimeException e) {
                throw Unparsable.INSTANCE;
            }
        }
    }

    static final class LongDecimals extends TextValues {
        private final DataType.Decimal type;
        private long[] high = {};
        private long[] low = {};

        LongDecimals(DataType.Decimal type) {
            this.type = type;
        }

        @Override
        void reserve(int rows) {
            if (rows > high.length) {
                high = Arrays.copyOf(high, grown(high.length, rows));
                low = Arrays.copyOf(low, high.length);
            }
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            BigInteger value =
                    NumberText.parseLongDecimal(data, from, to, type.precision(), type.scale());
            high[row] = value.shiftRight(64).longValue();
            low[row] = value.longValue();
        }

        @Override
        FlatVector vector(long @Nullable [] words, int rows) {
            long[] builtHigh = high;
            long[] builtLow = low;
            high = new long[rows];
            low = new long[rows];
            return new Int128Vector(type, builtHigh, builtLow, words, rows);
        }
    }

    static final class Floats extends TextValues {
        private float[] values = {};

        @Override
        void reserve(int rows) {
            if (rows > values.length) {
                values = Arrays.copyOf(values, grown(values.length, rows));
            }
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            values[row] = (float) NumberText.parseDouble(data, from, to);
        }

        @Override
        FlatVector vector(long @Nullable [] words, int rows) {
            float[] built = values;
            values = new float[rows];
            return new FloatVector(DataType.REAL, built, words, rows);
        }
    }

    static final class Doubles extends TextValues {
        private double[] values = {};

        @Override
        void reserve(int rows) {
            if (rows > values.length) {
                values = Arrays.copyOf(values, grown(values.length, rows));
            }
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            values[row] = NumberText.parseDouble(data, from, to);
        }

        @Override
        FlatVector vector(long @Nullable [] words, int rows) {
            double[] built = values;
            values = new double[rows];
            return new DoubleVector(DataType.DOUBLE, built, words, rows);
        }
    }

    /// What is kept as bytes.
    private abstract static sealed class BytesKept extends TextValues {
        private final DataType type;
        private int[] offsets = new int[1];
        private byte[] bytes = {};

        BytesKept(DataType type) {
            this.type = type;
        }

        final void add(int row, byte[] data, int from, int to) {
            int start = offsets[row];
            int end = Math.addExact(start, to - from);
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, grown(bytes.length, end));
            }
            System.arraycopy(data, from, bytes, start, to - from);
            offsets[row + 1] = end;
        }

        @Override
        final void reserve(int rows) {
            if (rows >= offsets.length) {
                offsets = Arrays.copyOf(offsets, grown(offsets.length, rows + 1));
            }
        }

        @Override
        final void setNull(int row) {
            offsets[row + 1] = offsets[row];
        }

        @Override
        final FlatVector vector(long @Nullable [] words, int rows) {
            int[] builtOffsets = offsets;
            byte[] builtBytes = bytes;
            offsets = new int[rows + 1];
            bytes = new byte[builtOffsets[rows]];
            return new BytesVector(type, builtBytes, builtOffsets, words, rows);
        }
    }

    /// UTF-8 texts. The caller has checked that they are UTF-8.
    static final class Strings extends BytesKept {
        Strings() {
            super(DataType.STRING);
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            add(row, data, from, to);
        }
    }

    static final class Uuids extends BytesKept {
        private final byte[] scratch = new byte[16];

        Uuids() {
            super(DataType.UUID);
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            UUID uuid;
            try {
                uuid = UUID.fromString(text(data, from, to));
            } catch (IllegalArgumentException e) {
                throw Unparsable.INSTANCE;
            }
            if (to - from != 36) {
                throw Unparsable.INSTANCE;
            }
            for (int i = 0; i < 8; i++) {
                scratch[i] = (byte) (uuid.getMostSignificantBits() >>> 8 * (7 - i));
                scratch[8 + i] = (byte) (uuid.getLeastSignificantBits() >>> 8 * (7 - i));
            }
            add(row, scratch, 0, 16);
        }
    }

    private static String text(byte[] data, int from, int to) {
        return new String(data, from, to - from, StandardCharsets.UTF_8);
    }
}
