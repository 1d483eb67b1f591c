package dev.tarn.bench.scan;

import dev.tarn.bench.duel.DuckSide;
import dev.tarn.bench.duel.Duel;
import dev.tarn.bench.duel.Machine;
import dev.tarn.bench.duel.Question;
import dev.tarn.bench.duel.Report;
import dev.tarn.bench.duel.TarnSide;
import dev.tarn.bench.lake.BenchLake;
import dev.tarn.bench.lake.LineItems;
import dev.tarn.bench.lake.TaxiTrips;
import dev.tarn.bench.lake.WideRows;
import dev.tarn.server.config.Key;
import dev.tarn.storage.KeptParts;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/// `tarn bench scan`: scans beside DuckDB's, on the same files and with as many threads.
@Command(
        name = "scan",
        description = {
            "Scans of TPC-H's line items, real taxi trips and a wide table, beside DuckDB on the"
                    + " same files.",
            "Prints Markdown, and writes JSON beside the data."
        })
public final class ScanBench implements Callable<Integer> {
    private static final int WIDE_ROWS = 1_000_000;

    @Option(names = "--scale", description = "Scale factor of TPC-H (default: ${DEFAULT-VALUE}).")
    double scale = 1;

    @Option(
            names = "--seconds",
            description = "Seconds for each case, warm-up included (default: ${DEFAULT-VALUE}).")
    double seconds = 10;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description =
                    "Seconds in which all cases are asked in turns before the first is measured"
                            + " (default: ${DEFAULT-VALUE}).")
    double warmUpSeconds = 60;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description = "Only cases with this in their name; may be repeated.")
    List<String> only = new ArrayList<>();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where data is made once and kept (default: ${sys:user.home}/.cache/tarn-bench,"
                            + " or bench in TARN_DATA_DIR).")
    @Nullable Path data;

    @Override
    public Integer call() throws IOException {
        run(System.out);
        return 0;
    }

    /// Makes the data that is missing, asks, and reports to `out`.
    void run(PrintStream out) throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        String name = ("scan_" + scale).replaceFirst("\\.0$", "").replace('.', '_');
        Path folder = folder().resolve(name);
        try (BenchLake lake = BenchLake.open(folder, name);
                DuckSide duck = DuckSide.open(threads)) {
            out.printf("%s; %d threads each%n", Machine.describe(), threads);
            List<Question> questions = questions(lake, duck);
            out.printf(
                    Locale.ROOT,
                    "TPC-H scale %s, data in %s (%,d MB), %s s a case%n%n",
                    scale,
                    folder,
                    lake.sizeBytes() / 1_000_000,
                    seconds);
            long bytes = Runtime.getRuntime().maxMemory() / 4;
            TarnSide tarn = lake.side();
            Duel.Caches caches =
                    kept -> {
                        KeptParts.SHARED.limit(kept == Duel.Kept.NOTHING ? 0 : bytes);
                        KeptParts.SHARED.keepColumns(kept == Duel.Kept.EVERYTHING);
                        tarn.keepPlans(kept != Duel.Kept.NOTHING);
                    };
            Duel duel = new Duel(tarn, caches, duck, seconds);
            Report report = new Report(duel, out);
            Path json = folder().resolve("results").resolve(name + ".json");
            List<Question> wanted = questions.stream().filter(this::isWanted).toList();
            duel.warmUp(wanted, wanted.isEmpty() ? 0 : warmUpSeconds);
            report.run(wanted);
            report.writeJson(json);
            out.println("As JSON: " + json);
        }
    }

    private Path folder() {
        String lake = System.getenv(Key.DATA_DIR.variable());
        if (data != null) {
            return data.toAbsolutePath();
        }
        return lake != null
                ? Path.of(lake, "bench").toAbsolutePath()
                : Path.of(System.getProperty("user.home"), ".cache", "tarn-bench");
    }

    private boolean isWanted(Question question) {
        return only.isEmpty() || only.stream().anyMatch(question.name()::contains);
    }

    private List<Question> questions(BenchLake lake, DuckSide duck) {
        List<Question> questions = new ArrayList<>();
        LineItems.make(lake, scale);
        for (String codec : List.of("_zstd", "_snappy")) {
            questions.addAll(
                    ScanQuestions.lineItems(lake.share(LineItems.AS_GENERATED + codec, duck)));
            questions.addAll(
                    ScanQuestions.clustered(lake.share(LineItems.CLUSTERED + codec, duck)));
        }
        if (TaxiTrips.make(lake, sharedData())) {
            questions.addAll(ScanQuestions.taxi(lake.share(TaxiTrips.AS_FOUND, duck)));
            for (String codec : List.of("_zstd", "_snappy")) {
                questions.addAll(ScanQuestions.taxi(lake.share(TaxiTrips.REWRITTEN + codec, duck)));
            }
        }
        WideRows.make(lake, (int) Math.min(WIDE_ROWS, Math.max(10_000, WIDE_ROWS * scale)));
        for (String codec : List.of("_zstd", "_snappy")) {
            questions.addAll(ScanQuestions.wide(lake.share(WideRows.NAME + codec, duck)));
        }
        return questions;
    }

    private static Path sharedData() {
        String given = System.getenv("TARN_SHARED_DATA");
        String home = System.getenv("TARN_HOME");
        return given != null
                ? Path.of(given)
                : Path.of(home == null ? "." : home).resolve("../shared/data");
    }
}
