package dev.tarn.server.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/// The demo's files in one folder: six months of trips, the zones, TPC-H. Files that are there
/// already, complete and of the same size of demo, stay.
final class DemoFiles {
    static final YearMonth FIRST_MONTH = YearMonth.of(2026, 1);
    static final int MONTH_COUNT = 6;

    private final Path folder;
    private final int tripCount;
    private final double scaleFactor;

    DemoFiles(Path folder, int tripCount, double scaleFactor) {
        this.folder = folder;
        this.tripCount = tripCount;
        this.scaleFactor = scaleFactor;
    }

    private record Work(String name, FileWriter writer) {}

    @FunctionalInterface
    private interface FileWriter {
        void write(Path file) throws IOException;
    }

    Path trips(int month) {
        return folder.resolve("trips-" + FIRST_MONTH.plusMonths(month) + ".csv");
    }

    Path zones() {
        return folder.resolve("zones.csv");
    }

    Path tpch(String table) {
        return folder.resolve(table + ".csv");
    }

    /// Writes what is missing, two files at a time; `progress` hears how many of how many are
    /// there. Returns the bytes of all files.
    long make(BiConsumer<Integer, Integer> progress) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path marker = folder.resolve("made-" + tripCount + "-" + scaleFactor);
        List<Work> works = works();
        if (!Files.exists(marker)) {
            AtomicInteger done = new AtomicInteger();
            try (ExecutorService writers = Executors.newFixedThreadPool(2)) {
                List<Future<?>> futures = new ArrayList<>();
                for (Work work : works) {
                    futures.add(
                            writers.submit(() -> {
                                write(work);
                                progress.accept(done.incrementAndGet(), works.size());
                            }));
                }
                for (Future<?> future : futures) {
                    await(future);
                }
            }
            Files.writeString(marker, "complete");
        }
        long bytes = 0;
        for (Work work : works) {
            bytes += Files.size(folder.resolve(work.name()));
        }
        return bytes;
    }

    private void write(Work work) {
        try {
            work.writer().write(folder.resolve(work.name()));
        } catch (IOException e) {
            throw new UncheckedIOException("Writing " + work.name(), e);
        }
    }

    private static void await(Future<?> future) throws InterruptedException, IOException {
        try {
            future.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        }
    }

    private List<Work> works() {
        TripFiles trips = new TripFiles(new City());
        TpchFiles tpch = new TpchFiles(scaleFactor);
        List<Work> works = new ArrayList<>();
        works.add(new Work("lineitem.csv", tpch::writeLineItems));
        int perMonth = tripCount / MONTH_COUNT;
        for (int i = 0; i < MONTH_COUNT; i++) {
            YearMonth month = FIRST_MONTH.plusMonths(i);
            long firstId = 1 + (long) i * perMonth;
            works.add(
                    new Work(
                            trips(i).getFileName().toString(),
                            file -> trips.writeTrips(file, month, firstId, perMonth)));
        }
        works.add(new Work("orders.csv", tpch::writeOrders));
        works.add(new Work("partsupp.csv", tpch::writePartSuppliers));
        works.add(new Work("customer.csv", tpch::writeCustomers));
        works.add(new Work("part.csv", tpch::writeParts));
        works.add(new Work("supplier.csv", tpch::writeSuppliers));
        works.add(new Work("nation.csv", tpch::writeNations));
        works.add(new Work("region.csv", tpch::writeRegions));
        works.add(new Work("zones.csv", trips::writeZones));
        return works;
    }
}
