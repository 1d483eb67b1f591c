package dev.tarn.server.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Lines of CSV into a stream through one buffer, without a string a value. Not thread-safe; owns
/// the stream.
final class CsvLines implements AutoCloseable {
    private static final int ROOM_FOR_A_LINE = 4096;
    private static final int SECONDS_PER_DAY = 86_400;

    private final OutputStream out;
    private final byte[] buffer = new byte[256 << 10];
    private int used;
    private boolean lineStarted;
    private long lastDay = Long.MIN_VALUE;
    private byte[] lastDate = {};

    CsvLines(OutputStream out, String header) throws IOException {
        this.out = out;
        text(header);
        endLine();
    }

    CsvLines number(long value) {
        separate();
        digits(value);
        return this;
    }

    /// A number with two decimals, given in hundredths.
    CsvLines hundredths(long value) {
        separate();
        if (value < 0) {
            buffer[used++] = '-';
        }
        long absolute = Math.abs(value);
        digits(absolute / 100);
        buffer[used++] = '.';
        twoDigits((int) (absolute % 100));
        return this;
    }

    /// Text that needs no quotes.
    CsvLines text(String value) {
        separate();
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, buffer, used, bytes.length);
        used += bytes.length;
        return this;
    }

    CsvLines quoted(String value) {
        return text('"' + value.replace("\"", "\"\"") + '"');
    }

    CsvLines nothing() {
        separate();
        return this;
    }

    /// A date, in days since 1970-01-01.
    CsvLines date(long epochDay) {
        separate();
        dateDigits(epochDay);
        return this;
    }

    /// A timestamp, in seconds since 1970-01-01T00:00.
    CsvLines timestamp(long epochSecond) {
        separate();
        dateDigits(Math.floorDiv(epochSecond, SECONDS_PER_DAY));
        int second = (int) Math.floorMod(epochSecond, (long) SECONDS_PER_DAY);
        buffer[used++] = ' ';
        twoDigits(second / 3600);
        buffer[used++] = ':';
        twoDigits(second / 60 % 60);
        buffer[used++] = ':';
        twoDigits(second % 60);
        return this;
    }

    void endLine() throws IOException {
        buffer[used++] = '\n';
        lineStarted = false;
        if (used > buffer.length - ROOM_FOR_A_LINE) {
            flush();
        }
    }

    private void separate() {
        if (lineStarted) {
            buffer[used++] = ',';
        }
        lineStarted = true;
    }

    private void digits(long value) {
        if (value < 0) {
            buffer[used++] = '-';
        }
        long left = Math.abs(value);
        int start = used;
        do {
            buffer[used++] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        for (int i = start, k = used - 1; i < k; i++, k--) {
            byte swapped = buffer[i];
            buffer[i] = buffer[k];
            buffer[k] = swapped;
        }
    }

    private void twoDigits(int value) {
        buffer[used++] = (byte) ('0' + value / 10);
        buffer[used++] = (byte) ('0' + value % 10);
    }

    /// Neighbouring lines share the day nearly always.
    private void dateDigits(long epochDay) {
        if (epochDay != lastDay) {
            lastDay = epochDay;
            lastDate =
                    java.time.LocalDate.ofEpochDay(epochDay)
                            .toString()
                            .getBytes(StandardCharsets.US_ASCII);
        }
        System.arraycopy(lastDate, 0, buffer, used, lastDate.length);
        used += lastDate.length;
    }

    private void flush() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }

    @Override
    public void close() throws IOException {
        flush();
        out.close();
    }
}
