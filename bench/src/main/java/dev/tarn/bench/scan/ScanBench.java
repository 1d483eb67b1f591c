package dev.tarn.bench.scan;

import dev.tarn.bench.command.LakeDuel;
import dev.tarn.bench.duel.DuckSide;
import dev.tarn.bench.duel.Question;
import dev.tarn.bench.lake.BenchLake;
import dev.tarn.bench.lake.DataFolders;
import dev.tarn.bench.lake.LineItems;
import dev.tarn.bench.lake.TaxiTrips;
import dev.tarn.bench.lake.WideRows;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `tarn bench scan`: scans beside DuckDB's, on the same files and with as many threads.
@Command(
        name = "scan",
        description = {
            "Scans of TPC-H's line items, real taxi trips and a wide table, beside DuckDB on the"
                    + " same files.",
            "Prints Markdown, and writes JSON beside the data."
        })
public final class ScanBench extends LakeDuel {
    private static final int WIDE_ROWS = 1_000_000;

    public ScanBench() {
        super("scan");
    }

    @Override
    protected List<Question> questions(BenchLake lake, DuckSide duck, double scaleFactor)
            throws IOException {
        List<Question> questions = new ArrayList<>();
        LineItems.make(lake, scaleFactor);
        for (String codec : List.of("_zstd", "_snappy")) {
            questions.addAll(
                    ScanQuestions.lineItems(lake.share(LineItems.AS_GENERATED + codec, duck)));
            questions.addAll(
                    ScanQuestions.clustered(lake.share(LineItems.CLUSTERED + codec, duck)));
        }
        if (TaxiTrips.make(lake, DataFolders.shared())) {
            questions.addAll(ScanQuestions.taxi(lake.share(TaxiTrips.AS_FOUND, duck)));
            for (String codec : List.of("_zstd", "_snappy")) {
                questions.addAll(ScanQuestions.taxi(lake.share(TaxiTrips.REWRITTEN + codec, duck)));
            }
        }
        WideRows.make(lake, (int) Math.min(WIDE_ROWS, Math.max(10_000, WIDE_ROWS * scaleFactor)));
        for (String codec : List.of("_zstd", "_snappy")) {
            questions.addAll(ScanQuestions.wide(lake.share(WideRows.NAME + codec, duck)));
        }
        return questions;
    }
}
