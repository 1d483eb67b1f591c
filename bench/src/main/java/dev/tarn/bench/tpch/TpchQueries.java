package dev.tarn.bench.tpch;

import dev.tarn.bench.lake.DataFolders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The 22 queries of TPC-H, with the values of their validation.
public final class TpchQueries {
    private static final int COUNT = 22;

    private TpchQueries() {}

    /// The queries in order, in words that all engines take.
    ///
    /// @throws IllegalStateException if they are not there
    public static List<String> texts() throws IOException {
        Path folder = DataFolders.shared().resolve("tpch/queries");
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(
                    "The queries of TPC-H are not in %s; TARN_SHARED_DATA says where else"
                            .formatted(folder));
        }
        List<String> texts = new ArrayList<>();
        for (int query = 1; query <= COUNT; query++) {
            texts.add(text(folder.resolve("q%02d.sql".formatted(query))));
        }
        return texts;
    }

    /// DuckDB lets GROUP BY name a column of SELECT.
    private static String text(Path file) throws IOException {
        return Files.readString(file)
                .strip()
                .replaceFirst(";$", "")
                .replaceFirst("(?is)(group by\\s+)supplier_no", "$1l_suppkey");
    }
}
