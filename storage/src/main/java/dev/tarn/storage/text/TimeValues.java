package dev.tarn.storage.text;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.IntVector;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/// Dates, times and timestamps, collected; see [TextValues].
final class TimeValues {
    private TimeValues() {}

    static final class Dates extends TextValues {
        private final @Nullable DateTimeFormatter format;
        private int[] values = {};

        Dates(@Nullable String pattern) {
            this.format = pattern == null ? null : CsvOptions.formatter(pattern);
        }

        @Override
        void grow(int rows) {
            values = Arrays.copyOf(values, rows);
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            if (format == null) {
                values[row] = TimeText.parseDate(data, from, to);
                return;
            }
            try {
                values[row] =
                        (int) LocalDate.parse(TextValues.text(data, from, to), format).toEpochDay();
            } catch (DateTimeException e) {
                throw Unparsable.INSTANCE;
            }
        }

        @Override
        FlatVector vector(long @Nullable [] words, int rows) {
            int[] built = values;
            values = new int[0];
            return new IntVector(DataType.DATE, built, words, rows);
        }
    }

    static final class Times extends LongValues {
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

    static final class Timestamps extends LongValues {
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
                LocalDateTime time = LocalDateTime.parse(TextValues.text(data, from, to), format);
                return time.toEpochSecond(ZoneOffset.UTC) * unitsPerSecond
                        + time.getNano() / (1_000_000_000L / unitsPerSecond);
            } catch (DateTimeException e) {
                throw Unparsable.INSTANCE;
            }
        }
    }
}
