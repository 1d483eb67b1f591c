package dev.tarn.bench.command;

import dev.tarn.bench.duel.DuckSide;
import dev.tarn.bench.duel.Duel;
import dev.tarn.bench.duel.Machine;
import dev.tarn.bench.duel.Question;
import dev.tarn.bench.duel.Report;
import dev.tarn.bench.duel.TarnSide;
import dev.tarn.bench.lake.BenchLake;
import dev.tarn.storage.KeptParts;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/// A command that asks Tarn and DuckDB questions about the tables of a lake, and reports.
public abstract class LakeDuel implements Callable<Integer> {
    @Mixin private final DataOptions data = new DataOptions(1);

    @Option(
            names = "--seconds",
            description = "Seconds for each case, warm-up included (default: ${DEFAULT-VALUE}).")
    private double seconds = 10;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description =
                    "Seconds in which all cases are asked in turns before the first is measured"
                            + " (default: ${DEFAULT-VALUE}).")
    private double warmUpSeconds = 60;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description = "Only cases with this in their name; may be repeated.")
    private List<String> only = new ArrayList<>();

    private final String kind;

    /// @param kind begins the name of the lake
    protected LakeDuel(String kind) {
        this.kind = kind;
    }

    /// Makes the tables that are not in `lake`, shares them with `duck`, and gives what is asked.
    ///
    /// @throws IOException if what is asked cannot be read
    protected abstract List<Question> questions(BenchLake lake, DuckSide duck, double scaleFactor)
            throws IOException;

    @Override
    public final Integer call() throws IOException {
        run(System.out);
        return 0;
    }

    /// Makes the data that is missing, asks, and reports to `out`.
    public final void run(PrintStream out) throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        try (BenchLake lake = data.open(kind);
                DuckSide duck = DuckSide.open(threads)) {
            out.printf("%s; %d threads each%n", Machine.describe(), threads);
            List<Question> wanted =
                    questions(lake, duck, data.scale()).stream().filter(this::isWanted).toList();
            out.printf(
                    Locale.ROOT,
                    "Scale %s, data in %s (%,d MB), %s s a case%n%n",
                    data.scale(),
                    data.folder(kind),
                    lake.sizeBytes() / 1_000_000,
                    seconds);
            TarnSide tarn = lake.side();
            Duel duel = new Duel(tarn, caches(tarn), duck, seconds);
            Report report = new Report(duel, out);
            Path json = data.results(kind);
            duel.warmUp(wanted, wanted.isEmpty() ? 0 : warmUpSeconds);
            report.run(wanted);
            report.writeJson(json);
            out.println("As JSON: " + json);
        }
    }

    private static Duel.Caches caches(TarnSide tarn) {
        long bytes = Runtime.getRuntime().maxMemory() / 4;
        return kept -> {
            KeptParts.SHARED.limit(kept == Duel.Kept.NOTHING ? 0 : bytes);
            KeptParts.SHARED.keepColumns(kept == Duel.Kept.EVERYTHING);
            tarn.keepPlans(kept != Duel.Kept.NOTHING);
        };
    }

    private boolean isWanted(Question question) {
        return only.isEmpty() || only.stream().anyMatch(question.name()::contains);
    }
}
