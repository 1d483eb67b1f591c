package dev.tarn.bench.planning;

import dev.tarn.bench.duel.Machine;
import dev.tarn.bench.lake.BenchLake;
import dev.tarn.bench.lake.DataFolders;
import dev.tarn.bench.lake.TpcdsTables;
import dev.tarn.bench.lake.TpchTables;
import dev.tarn.bench.tpch.TpchQueries;
import dev.tarn.testkit.tpcds.TpcdsQueries;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/// `tarn bench planning`: from text to plan, warm, nothing kept but what tables' files say.
@Command(
        name = "planning",
        description = {
            "The 22 queries of TPC-H and the 99 of TPC-DS from text to plan, without running them",
            "and without keeping plans. Prints Markdown."
        })
public final class PlanningBench implements Callable<Integer> {
    /// What planning a query may take at most, warm.
    private static final double TPCH_MILLIS = 20;

    private static final double TPCDS_MILLIS = 100;

    @Option(
            names = "--scale",
            description = "Scale factor of the tables (default: ${DEFAULT-VALUE}).")
    private double scale = 0.01;

    @Option(
            names = "--warm-up",
            paramLabel = "ROUNDS",
            description = "Rounds over all queries that do not count (default: ${DEFAULT-VALUE}).")
    private int warmUpRounds = 20;

    @Option(
            names = "--rounds",
            description = "Rounds of which the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds = 15;

    @Option(
            names = "--only",
            paramLabel = "PREFIX",
            description = "Queries whose names begin so, such as h_ or ds_q14.")
    private String only = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where data is made once and kept, as for the other benchmarks.")
    private @Nullable Path data;

    @Override
    public Integer call() throws IOException {
        run(System.out);
        return 0;
    }

    void run(PrintStream out) throws IOException {
        out.printf("%s%nscale %s%n", Machine.describe(), scale);
        Map<String, String> tpch = tpch();
        if (!tpch.isEmpty()) {
            try (BenchLake lake = open("tpch")) {
                TpchTables.make(lake, scale);
                measure(lake, "TPC-H", tpch, TPCH_MILLIS, out);
            }
        }
        Map<String, String> tpcds = tpcds();
        if (!tpcds.isEmpty()) {
            try (BenchLake lake = open("tpcds")) {
                TpcdsTables.make(lake, scale);
                measure(lake, "TPC-DS", tpcds, TPCDS_MILLIS, out);
            }
        }
    }

    private BenchLake open(String suite) {
        String name = (suite + "_" + scale).replaceFirst("\\.0$", "").replace('.', '_');
        return BenchLake.open(DataFolders.made(data).resolve(name), name);
    }

    private Map<String, String> tpch() throws IOException {
        Map<String, String> queries = new LinkedHashMap<>();
        for (String text : TpchQueries.texts()) {
            queries.put("h_q%02d".formatted(queries.size() + 1), text);
        }
        return chosen(queries);
    }

    private Map<String, String> tpcds() {
        Map<String, String> queries = new LinkedHashMap<>();
        for (int number = 1; number <= TpcdsQueries.COUNT; number++) {
            queries.put("ds_q%02d".formatted(number), TpcdsQueries.text(number));
        }
        return chosen(queries);
    }

    private Map<String, String> chosen(Map<String, String> queries) {
        queries.keySet().removeIf(name -> !name.startsWith(only));
        return queries;
    }

    private void measure(
            BenchLake lake,
            String suite,
            Map<String, String> queries,
            double mostMillis,
            PrintStream out) {
        PlanningTimes times = new PlanningTimes(lake.planner(), lake.session(), queries);
        times.round(warmUpRounds);
        times.forget();
        times.round(rounds);
        out.printf("%n%s, at most %.0f ms:%n%n", suite, mostMillis);
        times.print(mostMillis, out);
    }
}
