package dev.tarn.bench.lake;

import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;

/// TPC-H's table of line items, in two codecs: as generated (in order of orders), and clustered (in
/// order of ship date).
public final class LineItems {
    public static final String AS_GENERATED = "lineitem";
    public static final String CLUSTERED = "lineitem_by_date";

    private static final int FIRST_YEAR = 1992;
    private static final int LAST_YEAR = 1998;

    private LineItems() {}

    /// Makes what is not there; as many threads as there are processors generate.
    public static void make(BenchLake lake, double scale) {
        RowColumns<LineItem> columns = TpchTables.lineItems();
        if (!TableCopies.exist(lake, AS_GENERATED)) {
            TableCopies copies = TableCopies.ofEachCodec(lake, AS_GENERATED, columns.schema());
            TpchTables.generate(
                    copies,
                    columns,
                    Runtime.getRuntime().availableProcessors(),
                    (number, count) -> new LineItemGenerator(scale, number, count));
            copies.commit();
        }
        if (!TableCopies.exist(lake, CLUSTERED)) {
            TableCopies copies = TableCopies.ofEachCodec(lake, CLUSTERED, columns.schema());
            cluster(lake, copies);
            copies.commit();
        }
    }

    /// Sorts a year at a time: that much fits into memory at scale 10.
    private static void cluster(BenchLake lake, TableCopies copies) {
        TableCopies.Writer writer = copies.writer(1);
        String source = AS_GENERATED + "_" + TableCopies.CODECS.getFirst();
        for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
            lake.side()
                    .each(
                            """
                            select * from %s where l_shipdate >= date '%d-01-01' and l_shipdate < date '%d-01-01'
                            order by l_shipdate, l_orderkey, l_linenumber\
                            """
                                    .formatted(source, year, year + 1),
                            writer::write);
        }
        writer.complete();
    }
}
