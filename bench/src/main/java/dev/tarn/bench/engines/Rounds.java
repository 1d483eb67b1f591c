package dev.tarn.bench.engines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Asks one engine all queries in rounds.
///
/// @param warmUp rounds that do not count
/// @param counted rounds of which the median counts; at least one
record Rounds(List<String> queries, int warmUp, int counted) {
    Rounds {
        queries = List.copyOf(queries);
        if (counted < 1) {
            throw new IllegalStateException("--rounds is %d; at least 1".formatted(counted));
        }
    }

    /// What one engine answered to each query, and in how many seconds, the median.
    record Result(List<List<List<String>>> answers, double[] seconds) {}

    Result ask(AskedEngine engine) throws Exception {
        List<List<List<String>>> answers = new ArrayList<>();
        double[][] seconds = new double[queries.size()][counted];
        for (int round = -warmUp; round < counted; round++) {
            answers.clear();
            for (int query = 0; query < queries.size(); query++) {
                long begin = System.nanoTime();
                answers.add(engine.ask(queries.get(query)));
                if (round >= 0) {
                    seconds[query][round] = (System.nanoTime() - begin) / 1e9;
                }
            }
        }
        double[] medians = new double[queries.size()];
        for (int query = 0; query < medians.length; query++) {
            Arrays.sort(seconds[query]);
            medians[query] = seconds[query][counted / 2];
        }
        return new Result(answers, medians);
    }
}
