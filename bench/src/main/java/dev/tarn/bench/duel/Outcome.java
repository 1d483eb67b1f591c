package dev.tarn.bench.duel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tarn.bench.duel.Duel.Run;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What was measured of one question. Times are seconds; warm ones are medians.
///
/// @param kept Tarn with its caches on
/// @param columnBytes compressed bytes, in the files, of the columns that the question reads
/// @param peakMemoryBytes the highest reservation of Tarn's queries, all runs together
record Outcome(
        Question question,
        Times tarn,
        Times duck,
        Times kept,
        long columnBytes,
        long peakMemoryBytes) {
    static final String HEADER =
            """
            | case | Tarn | DuckDB | ratio | at most | ratio of CPU | Tarn, first | DuckDB, first | ratio | repeat, kept | ratio | at most | M rows/s | MB/s | Tarn's peak |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\
            """;

    /// The first run with nothing in the page cache, and medians of the warm runs: wall time, and
    /// processor time, which other programs disturb least.
    record Times(double first, double warm, double warmCpu) {
        static Times of(double first, List<Run> runs) {
            return new Times(first, median(runs, Run::seconds), median(runs, Run::cpuSeconds));
        }

        private static double median(List<Run> runs, ToDoubleFunction<Run> value) {
            double[] sorted = runs.stream().mapToDouble(value).sorted().toArray();
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1
                    ? sorted[middle]
                    : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    double ratio() {
        return tarn.warm() / duck.warm();
    }

    double keptRatio() {
        return kept.warm() / duck.warm();
    }

    /// A row of the table that [#HEADER] begins.
    String row() {
        return String.join(
                " | ",
                "| " + question.name(),
                millis(tarn.warm()),
                millis(duck.warm()),
                ratio(ratio()),
                ratio(question.most()),
                ratio(tarn.warmCpu() / duck.warmCpu()),
                millis(tarn.first()),
                millis(duck.first()),
                ratio(tarn.first() / duck.first()),
                millis(kept.warm()),
                ratio(keptRatio()),
                ratio(question.mostKept()),
                number("%.1f", question.table().rowCount() / tarn.warm() / 1e6),
                number("%,.0f", columnBytes / tarn.warm() / 1e6),
                number("%,.0f MB |", peakMemoryBytes / 1e6));
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("case", question.name());
        json.put("sql", question.text());
        json.put("rows", question.table().rowCount());
        json.put("columnBytes", columnBytes);
        json.put("tarnSeconds", tarn.warm());
        json.put("duckdbSeconds", duck.warm());
        json.put("tarnCpuSeconds", tarn.warmCpu());
        json.put("duckdbCpuSeconds", duck.warmCpu());
        json.put("tarnFirstSeconds", tarn.first());
        json.put("duckdbFirstSeconds", duck.first());
        json.put("tarnKeptSeconds", kept.warm());
        json.put("tarnPeakMemoryBytes", peakMemoryBytes);
        return json;
    }

    private static String millis(double seconds) {
        double millis = seconds * 1e3;
        return number(millis < 10 ? "%.2f ms" : millis < 100 ? "%.1f ms" : "%,.0f ms", millis);
    }

    private static String ratio(double ratio) {
        return Double.isNaN(ratio) ? "" : number("%.2f", ratio);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
