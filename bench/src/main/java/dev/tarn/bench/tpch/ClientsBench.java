package dev.tarn.bench.tpch;

import dev.tarn.bench.duel.TarnSide;
import dev.tarn.bench.lake.BenchLake;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// `tarn bench clients`: several clients at once beside one after another.
@Command(
        name = "clients",
        description = {
            "The 22 queries of TPC-H by several clients at once, each beginning with another"
                    + " query,",
            "and as many times by one client. Prints Markdown."
        })
public final class ClientsBench extends TpchCommand {
    @Option(
            names = "--warm-up",
            paramLabel = "ROUNDS",
            description = "Rounds over all queries that do not count (default: ${DEFAULT-VALUE}).")
    private int warmUpRounds = 5;

    @Option(names = "--clients", description = "How many (default: ${DEFAULT-VALUE}).")
    private int clients = 10;

    @Override
    void measure(List<String> queries) throws Exception {
        try (BenchLake lake = open(Map.of())) {
            for (int round = 0; round < warmUpRounds; round++) {
                askAll(lake.side(), queries, 0);
            }
            long begin = System.nanoTime();
            for (int client = 0; client < clients; client++) {
                askAll(lake.side(), queries, client);
            }
            double serial = (System.nanoTime() - begin) / 1e9;
            begin = System.nanoTime();
            int failures = together(lake, queries);
            double together = (System.nanoTime() - begin) / 1e9;
            double count = (double) clients * queries.size();
            System.out.printf(
                    Locale.ROOT,
                    "| | queries/s |%n|---|---|%n| one client | %.2f |%n| %d clients | %.2f |%n%n",
                    count / serial,
                    clients,
                    count / together);
            System.out.printf(
                    Locale.ROOT, "Ratio %.2f, %d failures%n", serial / together, failures);
        }
    }

    private int together(BenchLake lake, List<String> queries) throws InterruptedException {
        int failures = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                int begin = client;
                running.add(threads.submit(() -> askAll(lake.side(), queries, begin)));
            }
            for (Future<?> one : running) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    failures++;
                    System.out.println("A client failed: " + e.getCause());
                }
            }
        }
        return failures;
    }

    private static void askAll(TarnSide side, List<String> queries, int first) {
        for (int i = 0; i < queries.size(); i++) {
            side.each(queries.get((first * 2 + i) % queries.size()), _ -> {});
        }
    }
}
