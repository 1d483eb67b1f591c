package dev.tarn.server.output;

import java.time.Duration;
import java.util.Locale;

/// Counts, bytes and durations for people, with about three digits.
public final class Amounts {
    private static final String[] COUNT_UNITS = {"", "K", "M", "G", "T"};
    private static final String[] BYTE_UNITS = {" B", " kB", " MB", " GB", " TB"};

    private Amounts() {}

    /// For example `999`, `12.4K`, `3.07M`.
    public static String count(long count) {
        return scaled(count, 1000, COUNT_UNITS);
    }

    /// For example `512 B`, `3.5 MB`; a kilobyte is 1024.
    public static String bytes(long bytes) {
        return scaled(bytes, 1024, BYTE_UNITS);
    }

    /// For example `87 ms`, `1.24 s`, `75 s`.
    public static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        double seconds = millis / 1000.0;
        return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
    }

    private static String scaled(long amount, int step, String[] units) {
        double value = amount;
        int unit = 0;
        while (value >= step && unit < units.length - 1) {
            value /= step;
            unit++;
        }
        String form = unit == 0 || value >= 100 ? "%.0f%s" : value >= 10 ? "%.1f%s" : "%.2f%s";
        return String.format(Locale.ROOT, form, value, units[unit]);
    }
}
