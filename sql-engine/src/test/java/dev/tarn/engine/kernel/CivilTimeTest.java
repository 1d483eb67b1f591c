package dev.tarn.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Random;

class CivilTimeTest {
    private static final long SEED = 42;

    @Test
    void fields_are_those_of_java_time() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200_000; i++) {
            int days = i < 100_000 ? i - 50_000 : random.nextInt(-365_000_000, 365_000_000);
            LocalDate date = LocalDate.ofEpochDay(days);
            long civil = CivilTime.civil(days);
            boolean same =
                    CivilTime.year(civil) == date.getYear()
                            && CivilTime.month(civil) == date.getMonthValue()
                            && CivilTime.day(civil) == date.getDayOfMonth()
                            && CivilTime.days(
                                            date.getYear(),
                                            date.getMonthValue(),
                                            date.getDayOfMonth())
                                    == days
                            && CivilTime.dayOfWeek(days) == date.getDayOfWeek().getValue()
                            && CivilTime.dayOfYear(civil) == date.getDayOfYear()
                            && CivilTime.week(days) == date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)
                            && CivilTime.weekYear(days) == date.get(IsoFields.WEEK_BASED_YEAR)
                            && CivilTime.daysInMonth(date.getYear(), date.getMonthValue())
                                    == date.lengthOfMonth();
            assertThat(same).as("%s", date).isTrue();
        }
    }

    @Test
    void months_move_as_in_java_time() {
        Random random = new Random(SEED);
        for (int i = 0; i < 50_000; i++) {
            LocalDate date = LocalDate.ofEpochDay(random.nextInt(-100_000, 100_000));
            int months = random.nextInt(-3_000, 3_000);
            assertThat(CivilTime.addMonths(date.toEpochDay(), months))
                    .isEqualTo(date.plusMonths(months).toEpochDay());
        }
    }

    @Test
    void whole_months_between_count_a_last_day_as_reached() {
        LocalDate january = LocalDate.of(2024, 1, 31);
        assertThat(months(january, LocalDate.of(2024, 2, 28))).isZero();
        assertThat(months(january, LocalDate.of(2024, 2, 29))).isEqualTo(1);
        assertThat(months(LocalDate.of(2024, 2, 29), january)).isEqualTo(-1);
        assertThat(months(LocalDate.of(2024, 3, 15), LocalDate.of(2024, 1, 16))).isEqualTo(-1);
        assertThat(ChronoUnit.MONTHS.between(LocalDate.of(2020, 5, 17), LocalDate.of(2024, 5, 16)))
                .isEqualTo(months(LocalDate.of(2020, 5, 17), LocalDate.of(2024, 5, 16)));
    }

    private static long months(LocalDate from, LocalDate to) {
        return CivilTime.monthsBetween(from.toEpochDay(), 0, to.toEpochDay(), 0);
    }

    @Test
    void zones_shift_as_in_java_time_around_every_transition() {
        Random random = new Random(SEED);
        for (String id :
                new String[] {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "+05:30"}) {
            ZoneId zone = ZoneId.of(id);
            ZoneShift shift = new ZoneShift(zone);
            for (int i = 0; i < 20_000; i++) {
                long second = random.nextLong(-3_000_000_000L, 3_000_000_000L) / 900 * 900;
                LocalDateTime local = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
                long utc = local.toEpochSecond(zone.getRules().getOffset(local));
                assertThat(shift.toUtc(second * 1_000_000))
                        .as("%s %s", id, local)
                        .isEqualTo(utc * 1_000_000);
                long back =
                        second
                                + zone.getRules()
                                        .getOffset(java.time.Instant.ofEpochSecond(second))
                                        .getTotalSeconds();
                assertThat(shift.toLocal(second * 1_000_000)).isEqualTo(back * 1_000_000);
            }
        }
    }
}
