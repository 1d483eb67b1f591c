package dev.tarn.bench.engines;

import java.util.List;

/// An engine over the lake's tables. One thread.
interface AskedEngine extends AutoCloseable {

    /// Gathers what statistics the engine keeps of a table.
    void analyze(String table) throws Exception;

    /// Asks `sql` and reads its answer to the last row; values as text.
    List<List<String>> ask(String sql) throws Exception;
}
