package dev.tarn.bench.tpch;

import dev.tarn.bench.command.RoundOptions;
import dev.tarn.bench.duel.Side;
import dev.tarn.bench.duel.TarnSide;
import dev.tarn.bench.lake.BenchLake;
import dev.tarn.bench.lake.TpchTables;
import dev.tarn.server.config.Key;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `tarn bench memory`: the same queries with as much memory as they want, and with little.
@Command(
        name = "memory",
        description = {
            "The 22 queries of TPC-H with all the memory that a query may have, and with shares of",
            "the bytes of its tables' files. Prints Markdown."
        })
public final class MemoryBench extends TpchCommand {
    @Option(
            names = "--percent",
            split = ",",
            description = "Shares of the files' bytes (default: ${DEFAULT-VALUE}).")
    private List<Integer> percents = List.of(25, 10);

    @Mixin private final RoundOptions rounds = new RoundOptions(5, 3);

    /// One query under one limit: seconds, the median; or why it failed.
    private record Run(
            double seconds,
            long peakBytes,
            @Nullable String failure,
            List<List<@Nullable Object>> rows) {}

    @Override
    void measure(List<String> queries) throws Exception {
        long bytes;
        List<Run> free;
        try (BenchLake lake = open(Map.of())) {
            bytes = TpchTables.fileBytes(lake);
            for (int round = 0; round < rounds.warmUp(); round++) {
                queries.forEach(query -> lake.side().each(query, _ -> {}));
            }
            free = ask(lake.side(), queries);
        }
        List<List<Run>> limited = new ArrayList<>();
        for (int percent : percents) {
            limited.add(limited(queries, bytes * percent / 100));
        }
        print(bytes, free, limited);
    }

    private List<Run> limited(List<String> queries, long memoryBytes) throws IOException {
        Map<Key, String> limit = Map.of(Key.ENGINE_QUERY_MEMORY, Long.toString(memoryBytes));
        try (BenchLake lake = open(limit)) {
            return ask(lake.side(), queries);
        }
    }

    private List<Run> ask(TarnSide side, List<String> queries) {
        return queries.stream().map(query -> ask(side, query)).toList();
    }

    private Run ask(TarnSide side, String query) {
        double[] seconds = new double[rounds.measured()];
        Side.Answer answer = new Side.Answer(List.of(), 0);
        try {
            side.ask(query);
            for (int round = 0; round < seconds.length; round++) {
                long begin = System.nanoTime();
                answer = side.ask(query);
                seconds[round] = (System.nanoTime() - begin) / 1e9;
            }
        } catch (RuntimeException e) {
            return new Run(Double.NaN, 0, String.valueOf(e.getMessage()), List.of());
        }
        Arrays.sort(seconds);
        return new Run(seconds[seconds.length / 2], answer.peakMemoryBytes(), null, answer.rows());
    }

    private void print(long bytes, List<Run> free, List<List<Run>> limited) {
        System.out.printf(Locale.ROOT, "Files have %,d MB.%n%n", bytes / 1_000_000);
        StringBuilder head = new StringBuilder("| query | free | peak |");
        for (int percent : percents) {
            head.append(" %d %% | peak | ratio |".formatted(percent));
        }
        System.out.println(head);
        System.out.println("|---".repeat(3 + 3 * percents.size()) + "|");
        for (int query = 0; query < free.size(); query++) {
            Run whole = free.get(query);
            StringBuilder line = new StringBuilder("| q%02d | ".formatted(query + 1));
            line.append(text(whole));
            for (List<Run> runs : limited) {
                Run run = runs.get(query);
                if (run.failure == null && !run.rows.equals(whole.rows)) {
                    throw new IllegalStateException(
                            "q%02d has another answer with little memory".formatted(query + 1));
                }
                line.append(text(run))
                        .append(String.format(Locale.ROOT, "%.2f | ", run.seconds / whole.seconds));
            }
            System.out.println(line);
        }
    }

    private static String text(Run run) {
        return run.failure != null
                ? "failed: " + run.failure + " | | "
                : String.format(
                        Locale.ROOT,
                        "%,.0f ms | %,.1f MB | ",
                        run.seconds * 1e3,
                        run.peakBytes / 1e6);
    }
}
