package dev.tarn.bench.tpch;

import dev.tarn.bench.command.DataOptions;
import dev.tarn.bench.duel.Machine;
import dev.tarn.bench.lake.BenchLake;
import dev.tarn.bench.lake.TpchTables;
import dev.tarn.server.config.Key;
import dev.tarn.storage.KeptParts;

import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/// A command that asks Tarn alone the queries of TPC-H: its tables.
abstract class TpchCommand implements Callable<Integer> {
    @Mixin private final DataOptions data = new DataOptions(1);

    /// Measures and prints; no columns are kept from query to query.
    abstract void measure(List<String> queries) throws Exception;

    @Override
    public final Integer call() throws Exception {
        List<String> queries = TpchQueries.texts();
        try (BenchLake lake = open(Map.of())) {
            TpchTables.make(lake, data.scale());
        }
        KeptParts.SHARED.keepColumns(false);
        System.out.printf(Locale.ROOT, "%s%nTPC-H scale %s%n%n", Machine.describe(), data.scale());
        measure(queries);
        return 0;
    }

    /// The lake with some settings of its own.
    final BenchLake open(Map<Key, String> changed) throws IOException {
        return data.open("tpch", changed);
    }
}
