package dev.tarn.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;

class TripFilesTest {
    private static final YearMonth MONTH = YearMonth.of(2026, 2);

    @TempDir private Path directory = Path.of("");

    @Test
    void aMonthHasExactlyItsTripsInOrderOfPickup() throws IOException {
        List<String> lines = trips(10_000);

        assertThat(lines).hasSize(10_001);
        assertThat(lines.getFirst()).isEqualTo(TripFiles.TRIP_COLUMNS);
        assertThat(lines.subList(1, lines.size())).allMatch(line -> line.split(",").length == 13);
        List<String> pickups = lines.stream().skip(1).map(line -> line.split(",")[2]).toList();
        assertThat(pickups).isSorted();
        assertThat(pickups.getFirst()).startsWith("2026-02-01 00:");
        assertThat(pickups.getLast()).startsWith("2026-02-28 23:");
        assertThat(lines.get(1)).startsWith("500,");
        assertThat(lines.getLast()).startsWith("10499,");
    }

    @Test
    void theSameMonthGivesTheSameBytes() throws IOException {
        assertThat(trips(1000)).isEqualTo(trips(1000));
    }

    @Test
    void everyTripsTotalIsTheSumOfItsParts() throws IOException {
        assertThat(trips(1000).stream().skip(1))
                .allSatisfy(line -> {
                    String[] cells = line.split(",");
                    assertThat(cents(cells[9]) + cents(cells[10]) + cents(cells[11]))
                            .isEqualTo(cents(cells[12]));
                });
    }

    private static long cents(String amount) {
        return Long.parseLong(amount.replace(".", ""));
    }

    private List<String> trips(int count) throws IOException {
        Path file = directory.resolve("trips.csv");
        new TripFiles(new City()).writeTrips(file, MONTH, 500, count);
        return Files.readAllLines(file);
    }
}
