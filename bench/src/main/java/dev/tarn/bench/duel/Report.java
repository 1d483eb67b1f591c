package dev.tarn.bench.duel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Runs questions and tells about them as they come: a Markdown table, and the same as JSON.
public final class Report {
    private final Duel duel;
    private final PrintStream out;
    private final List<Outcome> outcomes = new ArrayList<>();

    public Report(Duel duel, PrintStream out) {
        this.duel = duel;
        this.out = out;
    }

    /// @throws IllegalStateException if the sides do not agree on an answer
    public void run(List<Question> questions) {
        out.println(Outcome.HEADER);
        for (Question question : questions) {
            try {
                Outcome outcome = duel.run(question);
                outcomes.add(outcome);
                out.println(outcome.row());
            } catch (Duel.WrongAnswerException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
        summary();
    }

    private void summary() {
        long promised = outcomes.stream().filter(o -> !Double.isNaN(o.question().most())).count();
        long held = outcomes.stream().filter(o -> o.ratio() <= o.question().most()).count();
        long keptHeld =
                outcomes.stream().filter(o -> o.keptRatio() <= o.question().mostKept()).count();
        long kept = outcomes.stream().filter(o -> !Double.isNaN(o.question().mostKept())).count();
        double logs = outcomes.stream().mapToDouble(o -> Math.log(o.ratio())).average().orElse(0);
        out.printf(
                Locale.ROOT,
                "%n%d of %d ratios are as wanted, %d of %d of repeats; geometric mean of ratios"
                        + " %.2f. All answers agree.%n",
                held,
                promised,
                keptHeld,
                kept,
                Math.exp(logs));
        out.printf(
                Locale.ROOT,
                "Process: %,d MB resident now, %,d MB at its highest (both engines, data made in"
                        + " this run included); first runs %s.%n",
                Machine.residentBytes("VmRSS") / 1_000_000,
                Machine.residentBytes("VmHWM") / 1_000_000,
                PageCache.canForget()
                        ? "read from disk"
                        : "may have read from the operating system's cache");
    }

    /// Writes what was measured, and on what, to `file`.
    public void writeJson(Path file) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("machine", Machine.describe());
        ArrayNode cases = json.putArray("cases");
        outcomes.forEach(outcome -> cases.add(outcome.json()));
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, json.toPrettyString() + "\n");
    }
}
