package dev.tarn.columnar;

import java.util.Locale;

/// Intervals as text, as Trino writes them: `-1-2` is a year and two months less, `1 02:03:04.005`
/// a day, two hours, three minutes, four seconds and five milliseconds.
public final class IntervalText {
    private static final int MONTHS_PER_YEAR = 12;
    private static final long MILLIS_PER_SECOND = 1_000;
    private static final long MILLIS_PER_DAY = 86_400_000;

    private IntervalText() {}

    /// `count` months or milliseconds, of the interval type `type`.
    public static String of(DataType type, long count) {
        String sign = count < 0 ? "-" : "";
        if (type == DataType.INTERVAL_YEAR_MONTH) {
            return sign
                    + Math.abs(count / MONTHS_PER_YEAR)
                    + '-'
                    + Math.abs(count % MONTHS_PER_YEAR);
        }
        long millis = Math.abs(count % MILLIS_PER_DAY);
        long seconds = millis / MILLIS_PER_SECOND;
        return String.format(
                Locale.ROOT,
                "%s%d %02d:%02d:%02d.%03d",
                sign,
                Math.abs(count / MILLIS_PER_DAY),
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60,
                millis % MILLIS_PER_SECOND);
    }
}
