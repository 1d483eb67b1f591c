package dev.tarn.bench.tpcds;

import dev.tarn.bench.command.LakeDuel;
import dev.tarn.bench.duel.BenchTable;
import dev.tarn.bench.duel.DuckSide;
import dev.tarn.bench.duel.Question;
import dev.tarn.bench.lake.BenchLake;
import dev.tarn.bench.lake.TpcdsTables;
import dev.tarn.testkit.tpcds.TpcdsQueries;
import dev.tarn.testkit.tpcds.TpcdsTable;

import picocli.CommandLine.Command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `tarn bench tpcds`: TPC-DS's queries beside DuckDB, on the same files and with as many threads.
///
/// Each is ordered by all of its columns behind those that it orders by itself, so that its rows
/// can be compared one by one.
@Command(
        name = "tpcds",
        description = {
            "The 99 queries of TPC-DS, beside DuckDB on the same files.",
            "Prints Markdown, and writes JSON beside the data."
        })
public final class TpcdsBench extends LakeDuel {
    /// What Tarn's time of each query may be of DuckDB's, at most.
    private static final double MOST = 10.0;

    public TpcdsBench() {
        super("tpcds");
    }

    @Override
    protected List<Question> questions(BenchLake lake, DuckSide duck, double scaleFactor) {
        TpcdsTables.make(lake, scaleFactor);
        List<Path> files = new ArrayList<>();
        long rows = 0;
        for (TpcdsTable table : TpcdsTable.all()) {
            BenchTable shared = lake.share(table.name(), duck);
            files.addAll(shared.files());
            rows += shared.rowCount();
        }
        List<Question> questions = new ArrayList<>();
        for (int query = 1; query <= TpcdsQueries.COUNT; query++) {
            questions.add(
                    new Question(
                            "tpcds",
                            new BenchTable("q%02d".formatted(query), files, rows),
                            ordered(TpcdsQueries.comparable(query), duck),
                            List.of(),
                            MOST,
                            Double.NaN));
        }
        return questions;
    }

    private static String ordered(String query, DuckSide duck) {
        int columnCount = duck.ask("describe " + query).rows().size();
        return TpcdsQueries.totallyOrdered(query, columnCount);
    }
}
