package dev.tarn.bench.tpch;

import dev.tarn.bench.command.LakeDuel;
import dev.tarn.bench.duel.BenchTable;
import dev.tarn.bench.duel.DuckSide;
import dev.tarn.bench.duel.Question;
import dev.tarn.bench.lake.BenchLake;
import dev.tarn.bench.lake.TpchTables;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `tarn bench tpch`: TPC-H's queries beside DuckDB, on the same files and with as many threads.
@Command(
        name = "tpch",
        description = {
            "The 22 queries of TPC-H, beside DuckDB on the same files.",
            "Prints Markdown, and writes JSON beside the data."
        })
public final class TpchBench extends LakeDuel {
    /// What Tarn's time of each query may be of DuckDB's, at most.
    private static final double MOST = 2.0;

    public TpchBench() {
        super("tpch");
    }

    @Override
    protected List<Question> questions(BenchLake lake, DuckSide duck, double scaleFactor)
            throws IOException {
        List<String> texts = TpchQueries.texts();
        TpchTables.make(lake, scaleFactor);
        List<Path> files = new ArrayList<>();
        long rows = 0;
        for (String name : TpchTables.NAMES) {
            BenchTable table = lake.share(name, duck);
            files.addAll(table.files());
            rows += table.rowCount();
        }
        List<Question> questions = new ArrayList<>();
        for (int query = 1; query <= texts.size(); query++) {
            String name = "q%02d".formatted(query);
            questions.add(
                    new Question(
                            "tpch",
                            new BenchTable(name, files, rows),
                            texts.get(query - 1),
                            List.of(),
                            MOST,
                            Double.NaN));
        }
        return questions;
    }
}
