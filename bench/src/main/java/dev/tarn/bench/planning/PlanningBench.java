package dev.tarn.bench.planning;

import dev.tarn.bench.command.DataOptions;
import dev.tarn.bench.command.RoundOptions;
import dev.tarn.bench.duel.Machine;
import dev.tarn.bench.lake.BenchLake;
import dev.tarn.bench.lake.TpcdsTables;
import dev.tarn.bench.lake.TpchTables;
import dev.tarn.bench.tpch.TpchQueries;
import dev.tarn.testkit.tpcds.TpcdsQueries;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
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

    @Mixin private final DataOptions data = new DataOptions(0.01);

    @Mixin private final RoundOptions rounds = new RoundOptions(20, 15);

    @Option(
            names = "--only",
            paramLabel = "PREFIX",
            description = "Queries whose names begin so, such as h_ or ds_q14.")
    private String only = "";

    @Override
    public Integer call() throws IOException {
        run(System.out);
        return 0;
    }

    void run(PrintStream out) throws IOException {
        out.printf("%s%nscale %s%n", Machine.describe(), data.scale());
        Map<String, String> tpch = tpch();
        if (!tpch.isEmpty()) {
            try (BenchLake lake = data.open("tpch")) {
                TpchTables.make(lake, data.scale());
                measure(lake, "TPC-H", tpch, TPCH_MILLIS, out);
            }
        }
        Map<String, String> tpcds = tpcds();
        if (!tpcds.isEmpty()) {
            try (BenchLake lake = data.open("tpcds")) {
                TpcdsTables.make(lake, data.scale());
                measure(lake, "TPC-DS", tpcds, TPCDS_MILLIS, out);
            }
        }
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
        times.round(rounds.warmUp());
        times.forget();
        times.round(rounds.measured());
        out.printf("%n%s, at most %.0f ms:%n%n", suite, mostMillis);
        times.print(mostMillis, out);
    }
}
