package dev.tarn.storage.text;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.storage.StorageException;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/// Collects values of one primitive type out of their texts, and gives them as a vector.
///
/// `append` takes the bytes `data[from..to)` of one value and throws [Unparsable] where they are
/// none of the type; blanks around anything but text are left out. After `build` it starts anew.
/// Owned by one thread.
abstract sealed class TextValues
        permits LongValues,
                NumberValues.Booleans,
                NumberValues.Ints,
                NumberValues.LongDecimals,
                NumberValues.Floats,
                NumberValues.Doubles,
                TimeValues.Dates,
                BytesValues {
    private final boolean isTrimmed = !(this instanceof BytesValues.Strings);
    private long @Nullable [] validity;
    private int capacity;
    int count;

    /// The collector for columns of `type`; the patterns are for values that are not ISO 8601.
    ///
    /// @throws StorageException UNSUPPORTED for binary, variant and nested types
    static TextValues of(
            DataType type, @Nullable String dateFormat, @Nullable String timestampFormat) {
        return switch (type) {
            case DataType.Simple simple ->
                    switch (simple) {
                        case BOOLEAN -> new NumberValues.Booleans();
                        case TINYINT, SMALLINT, INTEGER -> new NumberValues.Ints(simple);
                        case BIGINT -> new NumberValues.Longs();
                        case REAL -> new NumberValues.Floats();
                        case DOUBLE -> new NumberValues.Doubles();
                        case DATE -> new TimeValues.Dates(dateFormat);
                        case STRING -> new BytesValues.Strings();
                        case UUID -> new BytesValues.Uuids();
                        case BINARY, VARIANT, INTERVAL_YEAR_MONTH, INTERVAL_DAY_SECOND, UNKNOWN ->
                                throw unsupported(type);
                    };
            case DataType.Decimal decimal ->
                    decimal.physical() == DataType.Physical.LONG
                            ? new NumberValues.ShortDecimals(decimal)
                            : new NumberValues.LongDecimals(decimal);
            case DataType.Time time -> new TimeValues.Times(time);
            case DataType.Timestamp timestamp ->
                    new TimeValues.Timestamps(timestamp, timestampFormat);
            case DataType.Fixed _,
                    DataType.Shape _,
                    DataType.ListOf _,
                    DataType.MapOf _,
                    DataType.StructOf _ ->
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
        if (isTrimmed && from < to && (data[from] == ' ' || data[to - 1] == ' ')) {
            setTrimmed(data, from, to);
        } else {
            set(count, data, from, to);
        }
        count++;
    }

    private void setTrimmed(byte[] data, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && data[start] == ' ') {
            start++;
        }
        while (end > start && data[end - 1] == ' ') {
            end--;
        }
        set(count, data, start, end);
    }

    /// Adds the fields of a column from the row [#count] on, as long as they are plain and, as they
    /// stand, of the type. There is room for all rows of the block.
    final void appendPlain(FieldBlock block, int ordinal) {
        int row = count;
        try {
            while (row < block.rowCount) {
                int index = block.index(row, ordinal);
                if (!block.plain(index)) {
                    break;
                }
                set(row, block.data, block.start(index), block.end(index));
                row++;
            }
        } catch (Unparsable e) {
            // It has blanks around it, or is none: the way for single values can tell.
        }
        count = row;
    }

    /// Adds a NULL.
    final void appendNull() {
        reserve(count + 1);
        setNull(count);
        long[] words = validity;
        if (words == null || words.length < Bitmaps.wordCount(count + 1)) {
            words = withWords(words, Bitmaps.wordCount(Math.max(count + 1, capacity)));
            validity = words;
        }
        Bitmaps.clear(words, count);
        count++;
    }

    /// Forgets the values from `rows` on.
    final void truncate(int rows) {
        long[] words = validity;
        for (int row = rows; words != null && row < count && row >>> 6 < words.length; row++) {
            Bitmaps.set(words, row);
        }
        count = Math.min(count, rows);
    }

    /// The values added so far; forgets them.
    final FlatVector build() {
        long[] words = validity == null ? null : withWords(validity, Bitmaps.wordCount(count));
        FlatVector vector = vector(words, count);
        validity = null;
        count = 0;
        capacity = 0;
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

    /// Makes room for `rows` values in all.
    final void reserve(int rows) {
        if (rows > capacity) {
            capacity = Math.max(rows, Math.max(64, 2 * capacity));
            grow(capacity);
        }
    }

    /// Grows the arrays to `rows`.
    abstract void grow(int rows);

    abstract void set(int row, byte[] data, int from, int to);

    /// Called for a NULL at `row`, for collectors whose arrays need something there.
    void setNull(int row) {}

    abstract FlatVector vector(long @Nullable [] words, int rows);

    static String text(byte[] data, int from, int to) {
        return new String(data, from, to - from, StandardCharsets.UTF_8);
    }
}
