package dev.tarn.server.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.SplittableRandom;

/// Writes the city's zones, and a month of taxi trips in order of pickup, as CSV. The same bytes
/// every time: the month seeds the random numbers.
///
/// Busy hours, quiet Sundays, dear trips to the airport, tips only by card, and one trip in a
/// hundred whose passengers nobody counted.
final class TripFiles {
    static final String TRIP_COLUMNS =
            "trip_id,cab_company,pickup_at,dropoff_at,pickup_zone,dropoff_zone,passengers,distance_km,payment,fare,tip,tolls,total";
    private static final String[] COMPANIES = {"Amber Cabs", "Blue Line", "Tarn Taxi", "Night Owl"};
    private static final String[] PAYMENTS = {"card", "card", "card", "cash", "account"};
    private static final int[] HOUR_WEIGHTS = {
        22, 15, 10, 7, 6, 8, 18, 38, 52, 48, 42, 44, 50, 50, 52, 56, 60, 72, 80, 76, 66, 58, 48, 34
    };
    private static final double[] DAY_WEIGHTS = {0.9, 0.95, 1.0, 1.05, 1.2, 1.15, 0.75};

    private final City city;

    TripFiles(City city) {
        this.city = city;
    }

    void writeZones(Path file) throws IOException {
        try (CsvLines lines =
                new CsvLines(Files.newOutputStream(file), "zone_id,zone,district,x_km,y_km")) {
            for (City.Zone zone : city.zones()) {
                lines.number(zone.id())
                        .text(zone.name())
                        .text(zone.district())
                        .hundredths(Math.round(zone.x() * 100))
                        .hundredths(Math.round(zone.y() * 100))
                        .endLine();
            }
        }
    }

    /// Writes `tripCount` trips of `month`, with ids from `firstId`.
    void writeTrips(Path file, YearMonth month, long firstId, int tripCount) throws IOException {
        SplittableRandom random = new SplittableRandom(month.hashCode());
        double whole = 0;
        for (int day = 1; day <= month.lengthOfMonth(); day++) {
            whole += weight(month.atDay(day));
        }
        double passed = 0;
        long id = firstId;
        try (CsvLines lines = new CsvLines(Files.newOutputStream(file), TRIP_COLUMNS)) {
            for (int day = 1; day <= month.lengthOfMonth(); day++) {
                LocalDate date = month.atDay(day);
                double dayShare = weight(date) / whole;
                double passedToday = 0;
                for (int hour = 0; hour < 24; hour++) {
                    passedToday += HOUR_WEIGHTS[hour] / (double) hourSum();
                    double share = passed + dayShare * passedToday;
                    boolean last = day == month.lengthOfMonth() && hour == 23;
                    long until = firstId + (last ? tripCount : Math.round(share * tripCount));
                    long start = date.atTime(hour, 0).toEpochSecond(ZoneOffset.UTC);
                    id = writeHour(lines, random, start, id, until);
                }
                passed += dayShare;
            }
        }
    }

    private long writeHour(
            CsvLines lines, SplittableRandom random, long start, long firstId, long untilId)
            throws IOException {
        long count = untilId - firstId;
        for (long i = 0; i < count; i++) {
            long pickup = start + i * 3600 / count;
            writeTrip(lines, random, firstId + i, pickup);
        }
        return Math.max(firstId, untilId);
    }

    private void writeTrip(CsvLines lines, SplittableRandom random, long id, long pickup)
            throws IOException {
        City.Zone from = city.zoneAt(random.nextDouble());
        City.Zone to = city.zoneAt(random.nextDouble());
        double straight = Math.hypot(from.x() - to.x(), from.y() - to.y());
        double km = straight * (1.2 + 0.3 * random.nextDouble()) + 0.4 + random.nextDouble();
        int hour = (int) Math.floorMod(Math.floorDiv(pickup, 3600L), 24L);
        double kmPerHour = 34 - HOUR_WEIGHTS[hour] * 0.2 + 6 * random.nextDouble();
        long seconds = 90 + Math.round(km / kmPerHour * 3600);
        boolean airport =
                from.district().equals(City.AIRPORT) || to.district().equals(City.AIRPORT);
        boolean night = hour < 6 || hour >= 22;
        long fare = Math.round(300 + km * 175 + seconds / 60.0 * 35) * (night ? 120 : 100) / 100;
        long tolls = airport ? 480 : 0;
        String payment = PAYMENTS[random.nextInt(PAYMENTS.length)];
        long tip = payment.equals("card") ? fare * random.nextInt(26) / 100 : 0;
        lines.number(id)
                .text(COMPANIES[Math.min(3, (int) (random.nextDouble() * random.nextDouble() * 5))])
                .timestamp(pickup)
                .timestamp(pickup + seconds)
                .number(from.id())
                .number(to.id());
        if (random.nextInt(100) == 0) {
            lines.nothing();
        } else {
            lines.number(1 + (int) (random.nextDouble() * random.nextDouble() * 5));
        }
        lines.hundredths(Math.round(km * 100))
                .text(payment)
                .hundredths(fare)
                .hundredths(tip)
                .hundredths(tolls)
                .hundredths(fare + tip + tolls)
                .endLine();
    }

    private static double weight(LocalDate date) {
        return DAY_WEIGHTS[date.getDayOfWeek().getValue() - 1];
    }

    private static int hourSum() {
        int sum = 0;
        for (int weight : HOUR_WEIGHTS) {
            sum += weight;
        }
        return sum;
    }
}
