package dev.tarn.engine.kernel;

/// Days since 1970-01-01 as years, months and days of the proleptic Gregorian calendar, and back,
/// without objects.
///
/// The algorithms are Howard Hinnant's (chrono-compatible low-level date algorithms): years begin
/// in March, so that the leap day is the last. Valid for every int of days. Days of the 20th and
/// 21st century, which are nearly all that tables hold, are looked up: 292 KB, made when first
/// needed.
public final class CivilTime {
    public static final long MICROS_PER_SECOND = 1_000_000L;
    public static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
    public static final long NANOS_PER_DAY = MICROS_PER_DAY * 1_000;

    private static final int DAYS_PER_ERA = 146_097;
    private static final int EPOCH_SHIFT = 719_468;

    /// The days from 1900-01-01 to 2099-12-31, as [#civil] gives them.
    private static final class Known {
        static final int FIRST = -25_567;
        static final int[] CIVIL = new int[47_482 - FIRST];

        static {
            for (int i = 0; i < CIVIL.length; i++) {
                CIVIL[i] = (int) computed(FIRST + i);
            }
        }
    }

    private CivilTime() {}

    /// Days of a date; months and days beyond their usual range count on into the next.
    public static long days(long year, int month, int day) {
        long y = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(y, 400L);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DAYS_PER_ERA + dayOfEra - EPOCH_SHIFT;
    }

    /// Year, month (1 to 12), day (1 to 31) and day of the year (1 to 366), packed; see [#year],
    /// [#month], [#day], [#dayOfYear(long)].
    public static long civil(long days) {
        long at = days - Known.FIRST;
        return at >= 0 && at < Known.CIVIL.length ? Known.CIVIL[(int) at] : computed(days);
    }

    private static long computed(long days) {
        long shifted = days + EPOCH_SHIFT;
        long era = Math.floorDiv(shifted, (long) DAYS_PER_ERA);
        long dayOfEra = shifted - era * DAYS_PER_ERA;
        long yearOfEra =
                (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long marchMonth = (5 * dayOfYear + 2) / 153;
        long day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        long month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        // March's first day is the 60th of the year, the 61st of a leap year.
        long inYear = month <= 2 ? dayOfYear - 305 : dayOfYear + (isLeap(year) ? 61 : 60);
        return year << 18 | inYear << 9 | month << 5 | day;
    }

    public static int year(long civil) {
        return (int) (civil >> 18);
    }

    public static int dayOfYear(long civil) {
        return (int) (civil >> 9 & 511);
    }

    public static int month(long civil) {
        return (int) (civil >> 5 & 15);
    }

    public static int day(long civil) {
        return (int) (civil & 31);
    }

    public static boolean isLeap(long year) {
        return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    public static int daysInMonth(long year, int month) {
        return switch (month) {
            case 2 -> isLeap(year) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /// The same day `months` later, or the last of its month where there is no such day.
    public static long addMonths(long days, long months) {
        long civil = civil(days);
        long total = year(civil) * 12L + month(civil) - 1 + months;
        long year = Math.floorDiv(total, 12L);
        int month = (int) Math.floorMod(total, 12L) + 1;
        return days(year, month, Math.min(day(civil), daysInMonth(year, month)));
    }

    /// Whole months from `from` to `to`, cut towards zero; each is days and a time within the day.
    public static long monthsBetween(long fromDays, long fromTime, long toDays, long toTime) {
        if (toDays < fromDays || toDays == fromDays && toTime < fromTime) {
            return -monthsBetween(toDays, toTime, fromDays, fromTime);
        }
        long from = civil(fromDays);
        long to = civil(toDays);
        long months = (year(to) - (long) year(from)) * 12 + month(to) - month(from);
        boolean lastDay = day(to) == daysInMonth(year(to), month(to));
        boolean dayReached = day(to) >= day(from) || lastDay && day(from) > day(to);
        boolean timeReached = toTime >= fromTime || day(to) > day(from);
        return dayReached && timeReached ? months : months - 1;
    }

    /// 1 (Monday) to 7 (Sunday).
    public static int dayOfWeek(long days) {
        return (int) Math.floorMod(days + 3, 7L) + 1;
    }

    /// The year that the ISO week of the day belongs to.
    public static int weekYear(long days) {
        return year(civil(days - dayOfWeek(days) + 4));
    }

    /// 1 to 53: ISO weeks begin on Monday, the first has the year's first Thursday.
    public static int week(long days) {
        return (dayOfYear(civil(days - dayOfWeek(days) + 4)) - 1) / 7 + 1;
    }
}
