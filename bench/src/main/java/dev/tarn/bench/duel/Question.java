package dev.tarn.bench.duel;

import java.util.List;

/// A case of a benchmark.
///
/// @param kind what it measures, for example `aggregate`
/// @param sql with `{t}` for the table; understood by both engines
/// @param columns of the table that it reads, to tell bytes; empty for all
/// @param most what Tarn's time may be of DuckDB's; NaN where nothing was promised
/// @param mostKept the same for a repeat with everything in Tarn's caches
public record Question(
        String kind,
        BenchTable table,
        String sql,
        List<String> columns,
        double most,
        double mostKept) {
    /// For people and for `--only`.
    public String name() {
        return kind + " " + table.name();
    }

    String text() {
        return sql.replace("{t}", table.name());
    }
}
