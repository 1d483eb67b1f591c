package dev.tarn.bench.tpch;

import dev.tarn.bench.duel.Machine;
import dev.tarn.bench.lake.BenchLake;
import dev.tarn.bench.lake.DataFolders;
import dev.tarn.bench.lake.TpchTables;
import dev.tarn.server.config.Key;
import dev.tarn.storage.KeptParts;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/// A command that asks Tarn alone the queries of TPC-H: its tables and options.
abstract class TpchCommand implements Callable<Integer> {
    @Option(names = "--scale", description = "Scale factor of TPC-H (default: ${DEFAULT-VALUE}).")
    private double scale = 1;

    @Option(
            names = "--warm-up",
            paramLabel = "ROUNDS",
            description = "Rounds over all queries that do not count (default: ${DEFAULT-VALUE}).")
    private int warmUpRounds = 5;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where data is made once and kept, as for the other benchmarks.")
    private @Nullable Path data;

    /// Measures and prints; no columns are kept from query to query.
    abstract void measure(List<String> queries) throws Exception;

    @Override
    public final Integer call() throws Exception {
        List<String> queries = TpchQueries.texts();
        try (BenchLake lake = open(Map.of())) {
            TpchTables.make(lake, scale);
        }
        KeptParts.SHARED.keepColumns(false);
        System.out.printf(Locale.ROOT, "%s%nTPC-H scale %s%n%n", Machine.describe(), scale);
        measure(queries);
        return 0;
    }

    /// The lake with some settings of its own.
    final BenchLake open(Map<Key, String> changed) throws IOException {
        String name = ("tpch_" + scale).replaceFirst("\\.0$", "").replace('.', '_');
        return BenchLake.open(DataFolders.made(data).resolve(name), name, changed);
    }

    final int warmUpRounds() {
        return warmUpRounds;
    }
}
