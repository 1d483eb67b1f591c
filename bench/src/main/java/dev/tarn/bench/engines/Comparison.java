package dev.tarn.bench.engines;

import dev.tarn.bench.lake.TpchTables;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The engines' times side by side. The first engine is what the others are compared with.
final class Comparison {
    private final Rounds rounds;
    private final List<String> names = new ArrayList<>();
    private final List<Rounds.Result> results = new ArrayList<>();

    Comparison(Rounds rounds) {
        this.rounds = rounds;
    }

    /// Asks one more engine.
    ///
    /// @throws IllegalStateException if its answers are not those of the first
    void add(String name, AskedEngine engine) throws Exception {
        for (String table : TpchTables.NAMES) {
            engine.analyze(table);
        }
        Rounds.Result result = rounds.ask(engine);
        if (!results.isEmpty()) {
            compare(name, results.getFirst().answers(), result.answers());
        }
        names.add(name);
        results.add(result);
    }

    private void compare(
            String name, List<List<List<String>>> first, List<List<List<String>>> answers) {
        for (int query = 0; query < answers.size(); query++) {
            if (!SameText.same(first.get(query), answers.get(query))) {
                throw new IllegalStateException(
                        "q%02d: %s does not answer as %s does%n%s%n%s"
                                .formatted(
                                        query + 1,
                                        name,
                                        names.getFirst(),
                                        first.get(query),
                                        answers.get(query)));
            }
        }
    }

    void print(PrintStream out) {
        List<String> columns = new ArrayList<>(names);
        names.stream().skip(1).map(name -> name + " / " + names.getFirst()).forEach(columns::add);
        out.println("| query | " + String.join(" | ", columns) + " |");
        out.println("|---".repeat(columns.size() + 1) + "|");
        double[] logs = new double[results.size()];
        for (int query = 0; query < rounds.queries().size(); query++) {
            List<String> cells = new ArrayList<>();
            double ours = results.getFirst().seconds()[query];
            for (Rounds.Result result : results) {
                cells.add(String.format(Locale.ROOT, "%,.1f ms", result.seconds()[query] * 1e3));
            }
            for (int i = 1; i < results.size(); i++) {
                double ratio = results.get(i).seconds()[query] / ours;
                logs[i] += Math.log(ratio);
                cells.add(String.format(Locale.ROOT, "%.1f", ratio));
            }
            out.printf("| q%02d | %s |%n", query + 1, String.join(" | ", cells));
        }
        for (int i = 1; i < results.size(); i++) {
            out.printf(
                    Locale.ROOT,
                    "%nGeometric mean of %s / %s: %.2f%n",
                    names.get(i),
                    names.getFirst(),
                    Math.exp(logs[i] / rounds.queries().size()));
        }
    }
}
