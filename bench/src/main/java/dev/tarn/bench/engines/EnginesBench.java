package dev.tarn.bench.engines;

import dev.tarn.bench.command.DataOptions;
import dev.tarn.bench.command.RoundOptions;
import dev.tarn.bench.duel.Machine;
import dev.tarn.bench.lake.BenchLake;
import dev.tarn.bench.lake.DataFolders;
import dev.tarn.bench.lake.TpchTables;
import dev.tarn.bench.tpch.TpchQueries;
import dev.tarn.server.WebServer;
import dev.tarn.storage.KeptParts;
import dev.tarn.testkit.engines.EngineProcess;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/// `tarn bench engines`: the queries of TPC-H on Tarn, Trino and Spark, one after another, over the
/// same Iceberg tables of Tarn's catalog.
@Command(
        name = "engines",
        description = {
            "The 22 queries of TPC-H on Tarn, Trino and Spark, over the same Iceberg tables.",
            "Tarn and Trino by Trino's JDBC driver; Trino after ANALYZE. Prints Markdown.",
            "Maven fetches the engines the first time (1.5 GB); Spark needs a JDK 17 or 21."
        })
public final class EnginesBench implements Callable<Integer> {
    private static final String KIND = "engines";

    @Mixin private final DataOptions data = new DataOptions(1);

    @Mixin private final RoundOptions rounds = new RoundOptions(5, 5);

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "trino or spark; both when absent. May be repeated.")
    private List<String> engines = List.of("trino", "spark");

    /// Where the tables are, for every engine.
    ///
    /// @param host of the server, with its port
    /// @param checkout that holds the other engines' programs
    record Place(String host, String namespace, Path checkout) {
        String catalog() {
            return "http://" + host + "/catalog";
        }
    }

    @Override
    public Integer call() throws Exception {
        List<String> queries = TpchQueries.texts();
        PrintStream out = System.out;
        try (BenchLake lake = data.open(KIND)) {
            TpchTables.make(lake, data.scale());
            KeptParts.SHARED.keepColumns(false);
            out.printf(
                    Locale.ROOT,
                    "%s%nTPC-H scale %s, medians of %d rounds after %d%n%n",
                    Machine.describe(),
                    data.scale(),
                    rounds.measured(),
                    rounds.warmUp());
            WebServer server = lake.serve();
            try {
                String host = "localhost:" + server.port();
                Place place = new Place(host, data.name(KIND), DataFolders.checkout());
                compare(place, new Rounds(queries, rounds.warmUp(), rounds.measured()), out);
            } finally {
                server.close();
            }
        }
        return 0;
    }

    private void compare(Place place, Rounds asked, PrintStream out) throws Exception {
        Comparison comparison = new Comparison(asked);
        try (AskedEngine tarn = JdbcEngine.tarn(place)) {
            comparison.add("Tarn", tarn);
        }
        if (engines.contains("trino")) {
            try (AskedEngine trino = JdbcEngine.trino(place, jdk("Trino", 25, 99))) {
                comparison.add("Trino", trino);
            }
        }
        if (engines.contains("spark")) {
            try (AskedEngine spark = SparkEngine.start(place, jdk("Spark", 17, 21))) {
                comparison.add("Spark", spark);
            }
        }
        comparison.print(out);
    }

    private static Path jdk(String engine, int oldest, int newest) throws IOException {
        return EngineProcess.jdk(oldest, newest)
                .orElseThrow(() ->
                        new IllegalStateException(
                                ("%s needs a JDK from %d to %d, and there is none in"
                                                + " /usr/lib/jvm; --engine leaves engines out")
                                        .formatted(engine, oldest, newest)));
    }
}
