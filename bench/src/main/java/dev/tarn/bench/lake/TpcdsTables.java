package dev.tarn.bench.lake;

import dev.tarn.testkit.tpcds.TpcdsTable;

import java.util.Map;

/// The 24 tables of TPC-DS by `io.trino.tpcds`, in the order they are generated in, with zstd.
public final class TpcdsTables {
    private TpcdsTables() {}

    /// Makes the tables that are not there.
    public static void make(BenchLake lake, double scale) {
        for (TpcdsTable table : TpcdsTable.all()) {
            if (!lake.has(table.name())) {
                make(lake, table, scale);
            }
        }
    }

    private static void make(BenchLake lake, TpcdsTable table, double scale) {
        TableCopies copies = new TableCopies(lake, Map.of(table.name(), "zstd"), table.schema());
        TableCopies.Writer writer = copies.writer(0);
        table.forEachBatch(scale, writer::write);
        writer.complete();
        copies.commit();
    }
}
